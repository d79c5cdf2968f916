"""What the user asked of a related collection, apart from what its manager does."""

from __future__ import annotations

import pytest

from nplusone_guard.django.narrowing import is_narrowed, self_key
from nplusone_guard.django.relations import queryset_relation
from tests.django_project.models import Author, Book, Category, Note, Tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    author = Author.objects.create(name="a", slug="a")
    return Book.objects.create(title="b", author=author)


def narrowed(queryset) -> bool:
    relation, column = queryset_relation(queryset)
    assert relation is not None
    return is_narrowed(queryset, column, relation.direction)


def test_whole_collections(book):
    assert not narrowed(book.reviews.all())
    assert not narrowed(book.tags.all())
    assert not narrowed(book.notes.all())
    assert not narrowed(book.author.books.all())
    assert not narrowed(Tag.objects.create(name="t").books.all())


@pytest.mark.parametrize(
    "narrow",
    [
        lambda rows: rows.filter(pk=1),
        lambda rows: rows.exclude(pk=1),
        lambda rows: rows.order_by("pk"),
        lambda rows: rows.all()[:2],
        lambda rows: rows.distinct(),
        lambda rows: rows.values_list("pk", flat=True),
        lambda rows: rows.only("pk"),
    ],
)
def test_parts_of_collections(book, narrow):
    for manager in (book.reviews, book.tags, book.notes, book.author.books):
        assert narrowed(narrow(manager))


def test_eager_loading_of_a_collection_makes_a_new_query(book):
    assert narrowed(book.author.books.select_related("editor"))
    assert narrowed(book.author.books.prefetch_related("tags"))


def test_a_generic_relation_is_recognised(book):
    Note.objects.create(target=book, text="n")
    relation, column = queryset_relation(book.notes.all())
    assert (str(relation), column) == ("Book.notes", "object_id")
    assert queryset_relation(Note.objects.filter(object_id=book.pk)) == (None, "")


def test_the_key_of_a_filter_on_the_own_class(book):
    root = Category.objects.create(name="root")
    assert self_key(Category.objects.filter(parent=root)) == "parent_id"
    assert self_key(Category.objects.filter(name="root")) == ""
    assert self_key(Book.objects.filter(author=book.author)) == ""
