from __future__ import annotations

import pytest

from nplusone_guard.django.querysets import with_call, with_prefetch_of

JOIN = '.select_related("author")'
FETCH = '.prefetch_related("tags")'


@pytest.mark.parametrize(
    ("expression", "call", "changed"),
    [
        ("Book.objects.all()", JOIN, f"Book.objects.all(){JOIN}"),
        ("Book.objects", JOIN, f"Book.objects{JOIN}"),
        ("Book", JOIN, f"Book.objects{JOIN}"),
        ("books[:10]", JOIN, f"books{JOIN}[:10]"),
        ("Book.objects.get(pk=1)", JOIN, f"Book.objects{JOIN}.get(pk=1)"),
        ("await Book.objects.aget(pk=1)", JOIN, f"await Book.objects{JOIN}.aget(pk=1)"),
        (
            "get_object_or_404(Book, pk=1)",
            JOIN,
            f"get_object_or_404(Book.objects{JOIN}, pk=1)",
        ),
        (
            "shortcuts.get_object_or_404(Book, pk=1)",
            JOIN,
            f"shortcuts.get_object_or_404(Book.objects{JOIN}, pk=1)",
        ),
        ("self.get_books(1)", JOIN, f"self.get_books(1){JOIN}"),
        ("list(books.all())", JOIN, f"list(books.all(){JOIN})"),
        ("books.iterator()", FETCH, f"books{FETCH}.iterator(chunk_size=2000)"),
        ("books.iterator(chunk_size=5)", FETCH, f"books{FETCH}.iterator(chunk_size=5)"),
        ("books.iterator()", JOIN, f"books{JOIN}.iterator()"),
        ("b.only('title')", JOIN, f"b.only('title', \"author\"){JOIN}"),
        ("b.only('title', 'author')", JOIN, f"b.only('title', 'author'){JOIN}"),
        ("f('ä').filter(x='ö')[:3]", JOIN, f"f('ä').filter(x='ö'){JOIN}[:3]"),
        ("not source (", JOIN, f"not source ({JOIN}"),
    ],
)
def test_the_call_goes_where_it_works(expression, call, changed):
    assert with_call(expression, call) == changed


@pytest.mark.parametrize(
    ("expression", "changed"),
    [
        ('b.prefetch_related("tags")', "b.prefetch_related(P)"),
        ("b.prefetch_related('tags').all()", "b.prefetch_related(P).all()"),
        (
            'b.prefetch_related("tags", "x")',
            'b.prefetch_related("tags", "x").prefetch_related(P)',
        ),
        ("b.all()", "b.all().prefetch_related(P)"),
    ],
)
def test_a_plain_prefetch_gives_way_to_the_narrower_one(expression, changed):
    assert with_prefetch_of(expression, "tags", "P") == changed
