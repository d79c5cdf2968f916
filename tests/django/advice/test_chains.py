from __future__ import annotations

import pytest

from nplusone_guard.django.advice.chains import Condition, chain_of


@pytest.mark.parametrize(
    ("text", "base", "names"),
    [
        ("Book.objects.filter(a=1).first()", "Book.objects", ["filter", "first"]),
        ("book.reviews.all()[:2]", "book.reviews", ["all", ""]),
        ("await Book.objects.aget(pk=1)", "Book.objects", ["get"]),
        ("get_object_or_404(Book, pk=1)", "Book.objects", ["get"]),
        ("get_object_or_404(books.public(), pk=1)", "books", ["public", "get"]),
        ("generics.get_object_or_404(Book, pk=1)", "Book.objects", ["get"]),
        ("self.get_object_or_404(Book, pk=1)", "self", ["get_object_or_404"]),
        ("get_list_or_404(Book.objects, a=1)", "Book.objects", ["filter"]),
        ("books", "books", []),
        ("self.rows[0].tags.all()", "self.rows[0].tags", ["all"]),
    ],
)
def test_base_and_calls(text, base, names):
    chain = chain_of(text)
    assert chain is not None
    assert (chain.base, [link.name for link in chain.links]) == (base, names)


@pytest.mark.parametrize("text", ["", "for x", "len(books)", "f(x)(y)"])
def test_what_is_no_chain(text):
    chain = chain_of(text)
    assert chain is None or not chain.links


def test_the_text_is_kept_as_written():
    text = "Book.objects.filter(name='ä \"x\"').order_by( 'a' )[: 3]"
    chain = chain_of(text)
    assert chain is not None
    assert chain.text() == text
    assert chain.text("other") == text.replace("Book.objects", "other")


def test_conditions_are_those_of_filters():
    chain = chain_of("B.objects.filter(a=1, **more).exclude(b=2).get(c=x.y)")
    assert chain is not None
    assert chain.conditions() == [Condition("a", "1"), Condition("c", "x.y")]
