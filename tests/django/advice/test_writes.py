"""Rows written one by one: the bulk method that does the same."""

from __future__ import annotations

import pytest
from django.db.models import F

from tests.django.pasting import check_finds, check_mends, check_silent
from tests.django_project.models import Author, Book, Restaurant, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(6)


def left():
    """All that the functions below write."""
    return [
        sorted(Tag.objects.values_list("name", flat=True)),
        sorted(Book.objects.values_list("title", "summary", "is_public")),
        sorted(Book.objects.values_list("title", "tags__name")),
        sorted(Author.objects.values_list("name", "slug")),
        sorted(Review.objects.values_list("book__title", "stars")),
    ]


def saved():
    for book in Book.objects.order_by("id"):
        book.summary = book.title.upper()
        book.save()


def saved_if():
    books = Book.objects.all()
    for book in books:
        if book.title != "book 1":
            book.is_public = False
            book.save(update_fields=["is_public"])


def saved_of_a_list():
    books = list(Book.objects.all())
    for number, book in enumerate(books):
        book.summary = str(number)
        book.save()


def created():
    for name in ("one", "two"):
        Tag.objects.create(name=name)


def created_and_used():
    made = []
    for name in ("one", "two"):
        tag = Tag.objects.create(name=name)
        made.append(tag.name)
    return made


def created_in_a_list():
    tags = [Tag.objects.create(name=name) for name in ("one", "two")]
    return [tag.name for tag in tags]


def made_and_saved():
    for book in Book.objects.all():
        review = Review(book=book, stars=7)
        review.save()


def created_through_relation():
    for book in Book.objects.all():
        book.reviews.create(stars=8)


def updated_with_one_value():
    keys = list(Book.objects.values_list("pk", flat=True))
    for key in keys:
        Book.objects.filter(pk=key).update(is_public=False)


def updated_with_one_value_among_others():
    seen = []
    for book in Book.objects.all():
        Book.objects.filter(pk=book.pk).update(summary=F("title"))
        seen.append(book.title)
    return seen


def updated_with_its_own():
    wanted = {"book 0": "a", "book 1": "b"}
    for book in Book.objects.filter(title__in=wanted):
        Book.objects.filter(pk=book.pk).update(summary=wanted[book.title])


def updated_by_another_column():
    wanted = {f"book {number}": f"about {number}" for number in range(6)}
    for title, summary in wanted.items():
        Book.objects.filter(title=title).update(summary=summary)


def deleted():
    reviews = Review.objects.all()
    for review in reviews:
        review.delete()


def deleted_if():
    for review in Review.objects.all():
        if review.stars < 2:
            review.delete()


def deleted_by_key():
    keys = list(Review.objects.values_list("pk", flat=True))
    for key in keys:
        Review.objects.filter(pk=key).delete()


def updated_or_created():
    incoming = {"author-0": "renamed", "author-1": "too", "author-9": "new"}
    for slug, name in incoming.items():
        Author.objects.update_or_create(slug=slug, defaults={"name": name})


def got_or_created():
    result = []
    for name in ("tag 0", "new", "newer"):
        tag, _ = Tag.objects.get_or_create(name=name)
        result.append(tag.name)
    return result


def linked():
    tag = Tag.objects.create(name="all")
    for book in Book.objects.all():
        book.tags.add(tag)


def linked_to_several():
    for book in Book.objects.all():
        book.tags.add(*Tag.objects.filter(name="tag 0"))


def set_anew():
    tags = list(Tag.objects.filter(name__in=["tag 0", "tag 1"]))
    for book in Book.objects.all():
        book.tags.set(tags)


def cleared():
    for book in Book.objects.all():
        book.tags.clear()


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (saved, 'Book.objects.bulk_update(changed_books, ["summary"])'),
        (saved_if, 'bulk_update(changed_books, ["is_public"])'),
        (saved_of_a_list, 'bulk_update(books, ["summary"])'),
        (created, "Tag.objects.bulk_create(new_tags)"),
        (created_and_used, "new_tags.append(tag)"),
        (created_in_a_list, "bulk_create([Tag(name=name) for name in"),
        (made_and_saved, "new_reviews.append(review)"),
        (created_through_relation, "Review(book=book, stars=8)"),
        (updated_with_one_value, "filter(pk__in=keys).update(is_public=False)"),
        (updated_with_one_value_among_others, 'update(summary=F("title"))'),
        (updated_with_its_own, 'bulk_update(changed_books, ["summary"])'),
        (updated_by_another_column, 'bulk_update(changed_books, ["summary"])'),
        (deleted, "filter(pk__in=[review.pk for review in reviews]).delete()"),
        (deleted_if, "gone.append(review.pk)"),
        (deleted_by_key, "Review.objects.filter(pk__in=keys).delete()"),
        (updated_or_created, "update_conflicts=True"),
        (got_or_created, "Tag.objects.bulk_create(new_tags"),
        (linked, "Book.tags.through"),
        (set_anew, "through.objects.filter(book__in=linked).delete()"),
        (cleared, "through.objects.filter(book__in=unlinked).delete()"),
    ],
)
def test_pasted_advice_writes_together(function, fragment):
    check_mends(function, "NPG007", fragment, state=left)


def test_links_of_several_objects_for_each_row():
    assert "NPG007" in [f.code for f in [check_finds(set_anew, "NPG007")]]


def child_of_two_tables():
    for number in range(3):
        Restaurant.objects.create(name=f"place {number}", stars=number)


def test_bulk_create_is_not_pasted_for_a_class_of_two_tables():
    """Django refuses to bulk_create() them."""
    assert check_finds(child_of_two_tables, "NPG007").certainty == "unsure"


def bulk_methods():
    tags = Tag.objects.bulk_create([Tag(name=str(n)) for n in range(5)], batch_size=2)
    Tag.objects.bulk_update(tags, ["name"], batch_size=2)
    Review.objects.all().delete()
    Book.objects.update(is_public=True)


def sign_up():
    author = Author.objects.create(name="new", slug="new")
    book = Book.objects.create(title="new", author=author)
    Review.objects.create(book=book, stars=1)
    book.tags.add(Tag.objects.create(name="new"))


def saved_twice():
    book = Book.objects.first()
    book.title = "once"
    book.save()
    book.title = "twice"
    book.save()


@pytest.mark.parametrize("function", [bulk_methods, sign_up, saved_twice])
def test_silent(function):
    check_silent(function)


def updated_through_relation():
    for book in Book.objects.all():
        book.reviews.update(stars=6)


def deleted_through_relation():
    for book in Book.objects.all():
        book.reviews.all().delete()


def saved_what_hangs_on_the_row():
    for book in Book.objects.select_related("author"):
        book.author.name += "!"
        book.author.save()


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (updated_through_relation, "Review.objects.filter(book__in="),
        (deleted_through_relation, "Review.objects.filter(book__in="),
        (
            saved_what_hangs_on_the_row,
            'bulk_update(changed_authors.values(), ["name"])',
        ),
    ],
)
def test_rows_behind_a_relation_are_written_together(function, fragment):
    check_mends(function, "NPG007", fragment, state=left)
