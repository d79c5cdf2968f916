from __future__ import annotations

import pytest

from nplusone_guard.capture.wording import in_one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Book.objects.all()", "Book.objects.all()"),
        ("  book.author ", "book.author"),
        ("Book.objects\n    .all()\n    .first()", "Book.objects.all().first()"),
        ("f(\n    a,\n    b=1,\n)", "f(a, b=1)"),
        ("f(\n    a,  # the first\n    # and\n    b,\n)", "f(a, b)"),
        ("[\n    a,\n]", "[a]"),
        ("{\n    'a': 1,\n}", "{'a': 1}"),
        ("(\n    a,\n)", "(a,)"),
        ("f((\n    a,\n))", "f((a,))"),
        ("x[\n    a,\n]", "x[a,]"),
        ("f(x)(\n    a,\n)", "f(x)(a)"),
        ("a if b\n    else c", "a if b else c"),
        ("a +\n    b", "a + b"),
        ("'''a\nb'''", "'''a\nb'''"),
        ("f(\n    'never closed", "f( 'never closed"),
    ],
)
def test_in_one_line(text, expected):
    assert in_one_line(text) == expected


@pytest.mark.parametrize(("length", "kept"), [(500, 500), (501, 500)])
def test_long_text_is_cut(length, kept):
    assert len(in_one_line("x" * length)) == kept


def test_short_text_is_not_cut():
    assert not in_one_line("x" * 500).endswith("…")
    assert in_one_line("x" * 501).endswith("…")
