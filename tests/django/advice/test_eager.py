"""Relations loaded row by row: joined, prefetched, or no relation needed at all."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import Author, Book, Note, Place, Profile, Restaurant
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    for book in Book.objects.all():
        Note.objects.create(target=book, text=f"on {book.title}")
        Restaurant.objects.create(name=f"at {book.title}", stars=1)
        Profile.objects.create(author=book.author, biography="long")


def foreign_key():
    return [book.author.name for book in Book.objects.all()]


def chain_of_one_relation_joined():
    books = Book.objects.select_related("author")
    return [book.author.publisher.name for book in books]


def left_out_by_only():
    books = Book.objects.only("title").order_by("title")
    return [book.title for book in books if book.editor is None]


def only_then_joined():
    result = []
    for author in Author.objects.only("name", "publisher").order_by("name"):
        result.append(author.publisher.name)
    return result


def one_to_one_backwards():
    return [author.profile.biography for author in Author.objects.order_by("name")]


def parent_and_child():
    places = Place.objects.order_by("id")
    return [place.restaurant.stars for place in places]


def collection():
    lines = []
    for book in Book.objects.all():
        lines += [review.stars for review in book.reviews.all()]
    return lines


def collection_streamed():
    books = Book.objects.order_by("id").iterator()
    return [[tag.name for tag in book.tags.all()] for book in books]


def ordered_by_the_other_model():
    """Book has a default ordering, which is nobody's wish here."""
    return [[b.title for b in a.books.all()] for a in Author.objects.order_by("id")]


def generic_foreign_key():
    return [str(note.target.title) for note in Note.objects.order_by("id")]


def generic_relation():
    return [note.text for book in Book.objects.all() for note in book.notes.all()]


def key_of_relation():
    return [book.author.id for book in Book.objects.all()]


@pytest.mark.parametrize(
    ("function", "code", "fragment"),
    [
        (foreign_key, "NPG001", 'Book.objects.all().select_related("author")'),
        (chain_of_one_relation_joined, "NPG001", '"author__publisher"'),
        (only_then_joined, "NPG001", '.select_related("publisher")'),
        (one_to_one_backwards, "NPG001", '.select_related("profile")'),
        (parent_and_child, "NPG001", '.select_related("restaurant")'),
        (collection, "NPG002", '.prefetch_related("reviews")'),
        (collection_streamed, "NPG002", ".iterator(chunk_size=2000)"),
        (ordered_by_the_other_model, "NPG002", '.prefetch_related("books")'),
        (generic_foreign_key, "NPG001", '.prefetch_related("target")'),
        (generic_relation, "NPG002", '.prefetch_related("notes")'),
        (key_of_relation, "NPG001", "book.author_id"),
    ],
)
def test_pasted_advice_loads_eagerly(function, code, fragment):
    check_mends(function, code, fragment)


def test_the_place_of_a_key_takes_the_id_in():
    finding = check_finds(key_of_relation, "NPG001")
    assert finding.advice.place.expression == "book.author.id"
    assert finding.advice.certainty == "certain"


def test_a_foreign_key_left_out_by_only_is_named_there():
    """Django refuses to join a column that only() leaves out."""
    check_mends(left_out_by_only, "NPG001", '.only("title", "editor")')


def joined():
    return [book.author.name for book in Book.objects.select_related("author")]


def prefetched():
    books = Book.objects.prefetch_related("reviews", "tags", "notes")
    return [
        (len(b.reviews.all()), len(b.tags.all()), len(b.notes.all())) for b in books
    ]


def attribute_of_the_key():
    return [book.author_id for book in Book.objects.all()]


def one_book():
    book = Book.objects.first()
    return [book.author.name, book.author.publisher.name, len(book.reviews.all())]


def generic_prefetched():
    return [note.target.title for note in Note.objects.prefetch_related("target")]


def children_joined():
    return [p.restaurant.stars for p in Place.objects.select_related("restaurant")]


@pytest.mark.parametrize(
    "function",
    [
        joined,
        prefetched,
        attribute_of_the_key,
        one_book,
        generic_prefetched,
        children_joined,
    ],
)
def test_silent(function):
    check_silent(function)
