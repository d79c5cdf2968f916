from __future__ import annotations

import pytest

from nplusone_guard.diagnose.contexts import context_value
from tests.diagnose.sourcing import Source

VIEWS = """
def listing(request):
    books = Book.objects.filter(a=1)
    return render(request, "list.html", {"books": books, "title": "Books"})


def built_up(request):
    context = {"title": "x"}
    context["books"] = Book.objects.filter(b=1)[:10]
    return render(request, "list.html", context)


def called(request):
    return render_template("list.html", books=session.scalars(select(Book)).all())


def dictionary(request):
    return dict(books=Paginator(Book.objects.filter(c=1), 5).get_page(1))


class Listing(ListView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["books"] = self.get_books()
        return context

    def get_books(self):
        return Book.objects.filter(d=1)


def unrelated(request):
    return render(request, "list.html", {"authors": Author.objects.all()})
"""


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("def listing(request):", "Book.objects.filter(a=1)"),
        ('"title": "Books"', "Book.objects.filter(a=1)"),
        ("def built_up(request):", "Book.objects.filter(b=1)"),
        ("def called(request):", "select(Book)"),
        ("def dictionary(request):", "Book.objects.filter(c=1)"),
        ("class Listing(ListView):", "Book.objects.filter(d=1)"),
        ("def get_context_data(", "Book.objects.filter(d=1)"),
        ("def get_books(", "Book.objects.filter(d=1)"),
        ("def unrelated(request):", None),
    ],
)
def test_context_value(tmp_path, within, expected):
    source = Source(tmp_path, VIEWS)
    built = context_value(source.file, source.place(within).line, "books")
    assert (built.expression if built else None) == expected


def test_a_name_that_is_no_query_is_none(tmp_path):
    source = Source(tmp_path, VIEWS)
    line = source.place("def listing(request):").line
    assert context_value(source.file, line, "title") is None


def test_missing_file_does_no_harm():
    assert context_value("/nowhere.py", 3, "books") is None
