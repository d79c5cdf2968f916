"""Shapes that need a second look: self relations, shared rows, keys of two columns."""

from __future__ import annotations

from functools import reduce
from itertools import chain

import pytest
from django.db.models import Q

from tests.django.pasting import check_mends, check_silent, found_in, pasted
from tests.django_project.models import Author, Book, Copy, Publisher, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)
    tags = list(Tag.objects.order_by("pk"))
    for tag, broader in zip(tags[1:], tags, strict=False):
        tag.broader.add(broader)
    for book in Book.objects.all():
        Copy.objects.create(book=book, shelf="a", count=2)
    shared = Publisher.objects.first()
    Author.objects.update(publisher=shared)


def left():
    return (
        list(Publisher.objects.values_list("name", flat=True)),
        list(Tag.objects.values_list("name", flat=True)),
    )


def one_side_of_a_relation_to_itself():
    tags = Tag.objects.order_by("pk")
    return [[broader.name for broader in tag.broader.all()] for tag in tags]


def other_side_of_a_relation_to_itself():
    tags = Tag.objects.order_by("pk")
    return [[narrower.name for narrower in tag.narrower.all()] for tag in tags]


def reduced():
    books = Book.objects.order_by("pk")
    return reduce(lambda text, book: text + book.author.name, books, "")


def unpacked():
    first, *others = Book.objects.order_by("pk")
    return first.title, [book.author.name for book in others]


def counted_by_two_columns():
    found = []
    for copy in Copy.objects.order_by("pk"):
        same = Copy.objects.filter(book_id=copy.book_id, shelf=copy.shelf).count()
        found.append(same)
    return found


def asked_with_conditions_joined():
    return [
        book.title
        for book in Book.objects.all()
        if Review.objects.filter(Q(book=book) & Q(stars__gte=1)).exists()
    ]


def saved_through_a_relation():
    for author in Author.objects.select_related("publisher").order_by("pk"):
        author.publisher.name += author.slug
        author.publisher.save()


def created_one_at_a_time():
    for book in Book.objects.all():
        Tag.objects.bulk_create([Tag(name=book.title)], ignore_conflicts=True)


@pytest.mark.parametrize(
    ("function", "code", "fragment"),
    [
        (one_side_of_a_relation_to_itself, "NPG002", 'prefetch_related("broader")'),
        (other_side_of_a_relation_to_itself, "NPG002", 'prefetch_related("narrower")'),
        (reduced, "NPG001", 'select_related("author")'),
        (unpacked, "NPG001", 'select_related("author")'),
        (counted_by_two_columns, "NPG005", 'values_list("book_id", "shelf")'),
        (asked_with_conditions_joined, "NPG005", "Exists("),
        (saved_through_a_relation, "NPG007", "changed_publishers.values()"),
        (created_one_at_a_time, "NPG007", "new_tags, ignore_conflicts=True"),
    ],
)
def test_pasted_advice_does_the_same(function, code, fragment):
    check_mends(function, code, fragment, state=left)


def written_while_there_are_any():
    while (tag := Tag.objects.filter(name__startswith="tag").first()) is not None:
        tag.name = "done"
        tag.save()


def created_in_pieces():
    tags = [Tag(name=str(number)) for number in range(5)]
    for start in range(0, 5, 2):
        Tag.objects.bulk_create(tags[start : start + 2])


@pytest.mark.parametrize("function", [written_while_there_are_any, created_in_pieces])
def test_silent(function):
    check_silent(function)


def joined_by_chain():
    new = Book.objects.filter(title="book 0")
    old = Book.objects.exclude(title="book 0")
    return [book.author.name for book in chain(new, old)]


def joined_as_lists():
    found = []
    both = list(Book.objects.filter(title="book 0"))
    for book in both + list(Book.objects.exclude(title="book 0")):
        found.append(book.author.name)
    return found


def joined_with_stars():
    books = Book.objects
    found = []
    for book in [*books.filter(title="book 0"), *books.exclude(title="book 0")]:
        found.append([review.stars for review in book.reviews.all()])
    return found


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (joined_by_chain, "NPG001"),
        (joined_as_lists, "NPG001"),
        (joined_with_stars, "NPG002"),
    ],
)
def test_every_query_of_a_loop_is_changed(function, code):
    finding = check_mends(function, code)
    assert found_in(pasted(function, finding)) == ()


def made_and_saved_at_once():
    for book in Book.objects.all():
        Tag(name=book.title).save()


def test_objects_saved_as_they_are_made():
    check_mends(made_and_saved_at_once, "NPG007", "bulk_create(new_tags)", state=left)


def counted_twice():
    found = []
    for author in Author.objects.order_by("pk"):
        if author.books.count() > 0:
            found.append(f"{author.slug}: {author.books.count()}")
    return found


def looked_up_twice():
    found = []
    for book in Book.objects.all():
        if Author.objects.get(pk=book.author_id).name:
            found.append(Author.objects.get(pk=book.author_id).slug)
    return found


def prefetched_part_twice():
    found = []
    for author in Author.objects.order_by("pk"):
        if author.books.filter(is_public=True).first():
            found.append(author.books.filter(is_public=True).first().title)
    return found


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (counted_twice, "NPG005"),
        (looked_up_twice, "NPG004"),
        (prefetched_part_twice, "NPG006"),
    ],
)
def test_the_same_question_twice_in_one_round(function, code):
    finding = check_mends(function, code)
    assert found_in(pasted(function, finding)) == ()
