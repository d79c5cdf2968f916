from __future__ import annotations

import textwrap

import pytest

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.handed import handed_over_at


@pytest.fixture
def asked(tmp_path):
    """Return a function: what the call `asks()` in *source* was handed."""
    number = iter(range(100))

    def ask(source, call, owner="Book"):
        file = tmp_path / f"module{next(number)}.py"
        lines = textwrap.dedent(source).strip().splitlines()
        file.write_text("\n".join(lines) + "\n")
        line = next(n for n, text in enumerate(lines, 1) if call in text)
        column = lines[line - 1].index(call)
        span = Span(str(file), line, line, column, column + len(call), "view", call)
        built = handed_over_at(span, (), owner)
        return None if built is None else built.expression

    return ask


def test_what_an_object_was_made_of(asked):
    source = """
        def view(request):
            table = Table(Book.objects.order_by("id"), request)
            return table.as_html(request)
    """
    assert asked(source, "table.as_html(request)") == 'Book.objects.order_by("id")'


def test_over_several_names_and_a_keyword(asked):
    source = """
        def view(request):
            books = Book.objects.all()
            forms = FormSet(queryset=books)
            return render(request, "x.html", {"forms": forms})
    """
    call = 'render(request, "x.html", {"forms": forms})'
    assert asked(source, call) == "Book.objects.all()"


@pytest.mark.parametrize(
    "source",
    [
        "def view(request):\n    return get_response(request)",
        "def view(request):\n    return go(Tag.objects.all())",
        "def view(request):\n    return go(Book.objects.all(), Book.objects.filter(id=1))",
    ],
    ids=["nothing", "another class", "two of them"],
)
def test_no_answer_where_it_is_not_one(asked, source):
    call = source.partition("return ")[2]
    assert asked(source, call) is None
