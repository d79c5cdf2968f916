"""To-many relations asked row by row: whole, filtered, ordered, cut."""

from __future__ import annotations

from django.db.models import Prefetch

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import SUBQUERY, fetch, narrowed
from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Chapter,
    Club,
    Event,
    Member,
    Review,
    Tag,
)
from benchmarks.corpus.django.library.services import star_total
from benchmarks.corpus.django.made import positive, silent


def lazy(relation: str, path: str, blame: str | None = None) -> Expect:
    """A to-many relation that prefetch_related of *path* would have loaded."""
    return Expect("NPG002", relation, blame, fix=fetch(path))


def filtered(relation: str, path: str, *others: tuple[str, ...]) -> Expect:
    """A narrowed to-many relation that a Prefetch with a queryset would load."""
    return Expect("NPG006", relation, fix=narrowed(path), any_of=others)


def reverse_all() -> list[list[str]]:
    result = []
    for author in Author.objects.order_by("id"):  # loop: reverse_all; origin: reverse_all
        titles = [book.title for book in author.books.all()]  # blame: reverse_all
        result.append([author.name, *titles])
    return result


def reverse_all_fixed() -> list[list[str]]:
    authors = Author.objects.order_by("id").prefetch_related("books")
    return [[a.name, *(book.title for book in a.books.all())] for a in authors]


def reverse_nested_loop() -> list[str]:
    lines = []
    books = Book.objects.filter(is_public=True)  # origin: reverse_nested_loop
    for book in books:  # loop: reverse_nested_loop
        for chapter in book.chapters.all():  # blame: reverse_nested_loop
            lines.append(f"{book.title} {chapter.number} {chapter.title}")
    return lines


def reverse_nested_loop_fixed() -> list[str]:
    books = Book.objects.filter(is_public=True).prefetch_related("chapters")
    return [f"{b.title} {c.number} {c.title}" for b in books for c in b.chapters.all()]


def reverse_in_helper() -> dict[str, int]:
    books = Book.objects.all()  # origin: reverse_in_helper
    return {book.title: star_total(book) for book in books}  # loop: reverse_in_helper


def reverse_in_helper_fixed() -> dict[str, int]:
    books = Book.objects.prefetch_related("reviews")
    return {book.title: star_total(book) for book in books}


def many_to_many() -> list[str]:
    result = []
    for book in Book.objects.all():  # loop: many_to_many; origin: many_to_many
        names = ",".join(tag.name for tag in book.tags.all())  # blame: many_to_many
        result.append(f"{book.title}: {names}")
    return result


def many_to_many_fixed() -> list[str]:
    books = Book.objects.prefetch_related("tags")
    return [f"{b.title}: {','.join(tag.name for tag in b.tags.all())}" for b in books]


def many_to_many_backwards() -> list[list[str]]:
    tags = Tag.objects.order_by("name")  # origin: many_to_many_backwards
    return [
        [book.title for book in tag.books.all()]  # blame: many_to_many_backwards
        for tag in tags  # loop: many_to_many_backwards
    ]


def many_to_many_backwards_fixed() -> list[list[str]]:
    tags = Tag.objects.order_by("name").prefetch_related("books")
    return [[book.title for book in tag.books.all()] for tag in tags]


def through_model() -> list[str]:
    rolls = []
    for club in Club.objects.order_by("id"):  # loop: through_model; origin: through_model
        for member in club.members.all():  # blame: through_model
            rolls.append(f"{club.name}: {member.name}")
    return sorted(rolls)


def through_model_fixed() -> list[str]:
    clubs = Club.objects.order_by("id").prefetch_related("members")
    return sorted(f"{c.name}: {m.name}" for c in clubs for m in c.members.all())


def through_rows() -> list[str]:
    rolls = []
    clubs = Club.objects.prefetch_related("memberships")  # origin: through_rows
    for club in clubs.order_by("id"):
        for membership in club.memberships.all():  # loop: through_rows
            name = membership.member.name  # blame: through_rows
            rolls.append(f"{name} as {membership.role}")
    return rolls


def through_rows_fixed() -> list[str]:
    clubs = Club.objects.prefetch_related("memberships__member").order_by("id")
    return [f"{m.member.name} as {m.role}" for c in clubs for m in c.memberships.all()]


def two_levels() -> list[str]:
    lines = []
    authors = Author.objects.exclude(mentor=None)  # origin: two_levels
    for author in authors:  # loop: two_levels.books
        for book in author.books.all():  # blame: two_levels.books; loop: two_levels.tags
            for tag in book.tags.all():  # blame: two_levels.tags
                lines.append(f"{author.name} {tag.name}")
    return lines


def two_levels_fixed() -> list[str]:
    authors = Author.objects.exclude(mentor=None).prefetch_related("books__tags")
    return [
        f"{author.name} {tag.name}"
        for author in authors
        for book in author.books.all()
        for tag in book.tags.all()
    ]


def filtered_per_row() -> list[str]:
    result = []
    for book in Book.objects.all():  # loop: filtered_per_row; origin: filtered_per_row
        good = book.reviews.filter(stars__gte=4)
        stars = [review.stars for review in good]  # blame: filtered_per_row
        result.append(f"{book.title} {sum(stars)}")
    return result


def filtered_per_row_fixed() -> list[str]:
    good = Prefetch("reviews", Review.objects.filter(stars__gte=4), to_attr="good")
    books = Book.objects.prefetch_related(good)
    return [f"{b.title} {sum(review.stars for review in b.good)}" for b in books]


def defeated_by_filter() -> list[str]:
    books = Book.objects.prefetch_related("reviews")  # origin: defeated_by_filter
    result = []
    for book in books:  # loop: defeated_by_filter
        for review in book.reviews.filter(stars=5):  # blame: defeated_by_filter
            result.append(f"{book.title} {review.stars}")
    return result


def defeated_by_filter_fixed() -> list[str]:
    best = Prefetch("reviews", Review.objects.filter(stars=5), to_attr="best")
    books = Book.objects.prefetch_related(best)
    return [f"{book.title} {review.stars}" for book in books for review in book.best]


def defeated_by_order() -> list[list[str]]:
    books = Book.objects.prefetch_related("chapters")  # origin: defeated_by_order
    return [
        [
            chapter.title
            for chapter in book.chapters.order_by("-number")  # blame: defeated_by_order
        ]
        for book in books  # loop: defeated_by_order
    ]


def defeated_by_order_fixed() -> list[list[str]]:
    backwards = Prefetch("chapters", queryset=Chapter.objects.order_by("-number"))
    books = Book.objects.prefetch_related(backwards)
    return [[chapter.title for chapter in book.chapters.all()] for book in books]


def sliced_per_row() -> list[list[str]]:
    result = []
    for book in Book.objects.all():  # loop: sliced_per_row; origin: sliced_per_row
        latest = book.chapters.order_by("-number")[:2]
        result.append([chapter.title for chapter in latest])  # blame: sliced_per_row
    return result


def sliced_per_row_fixed() -> list[list[str]]:
    latest = Prefetch(
        "chapters", Chapter.objects.order_by("-number")[:2], to_attr="latest"
    )
    return [[c.title for c in b.latest] for b in Book.objects.prefetch_related(latest)]


def custom_manager() -> list[int]:
    totals = []
    for book in Book.objects.all():  # loop: custom_manager; origin: custom_manager
        best = book.reviews.best()
        totals.append(sum(review.stars for review in best))  # blame: custom_manager
    return totals


def custom_manager_fixed() -> list[int]:
    best = Prefetch("reviews", queryset=Review.objects.best(), to_attr="best")
    books = Book.objects.prefetch_related(best)
    return [sum(review.stars for review in book.best) for book in books]


def first_of_related() -> list[str]:
    result = []
    for book in Book.objects.all():  # loop: first_of_related; origin: first_of_related
        opening = book.chapters.first()  # blame: first_of_related
        result.append(opening.title)
    return result


def first_of_related_fixed() -> list[str]:
    books = Book.objects.prefetch_related("chapters")
    return [book.chapters.all()[0].title for book in books]


def latest_of_related() -> list[str]:
    books = Book.objects.prefetch_related("reviews")  # origin: latest_of_related
    result = []
    for book in books:  # loop: latest_of_related
        newest = book.reviews.latest("written")  # blame: latest_of_related
        result.append(f"{book.title} {newest.written}")
    return result


def latest_of_related_fixed() -> list[str]:
    books = Book.objects.prefetch_related("reviews")
    return [
        f"{book.title} {max(review.written for review in book.reviews.all())}"
        for book in books
    ]


def get_of_related() -> list[str]:
    books = Book.objects.order_by("-id")  # origin: get_of_related
    return [
        book.chapters.get(number=2).title  # blame: get_of_related
        for book in books  # loop: get_of_related
    ]


def get_of_related_fixed() -> list[str]:
    second = Prefetch("chapters", Chapter.objects.filter(number=2), to_attr="second")
    books = Book.objects.order_by("-id").prefetch_related(second)
    return [book.second[0].title for book in books]


def values_of_related() -> list[list[str]]:
    result = []
    books = Book.objects.prefetch_related("tags")  # origin: values_of_related
    for book in books:  # loop: values_of_related
        names = book.tags.values_list("name", flat=True)
        result.append(list(names))  # blame: values_of_related
    return result


def values_of_related_fixed() -> list[list[str]]:
    books = Book.objects.prefetch_related("tags")
    return [[tag.name for tag in book.tags.all()] for book in books]


def reverse_behind_single_row() -> list[str]:
    event = Event.objects.get(name="Book day")
    result = []
    sessions = event.sessions.select_related("speaker")  # origin: reverse_behind_single_row
    for session in sessions:  # loop: reverse_behind_single_row
        others = session.speaker.sessions.all()
        result.extend(other.title for other in others)  # blame: reverse_behind_single_row
    return result


def reverse_behind_single_row_fixed() -> list[str]:
    event = Event.objects.get(name="Book day")
    sessions = event.sessions.select_related("speaker")
    found = sessions.prefetch_related("speaker__sessions")
    return [
        other.title for session in found for other in session.speaker.sessions.all()
    ]


def prefetched() -> list[list[str]]:
    authors = Author.objects.prefetch_related("books__tags", "books__chapters")
    return [
        [tag.name for tag in book.tags.all()] + [c.title for c in book.chapters.all()]
        for author in authors
        for book in author.books.all()
    ]


def prefetched_to_attr() -> list[list[int]]:
    good = Prefetch("reviews", Review.objects.filter(stars__gte=4), to_attr="good")
    return [
        [r.stars for r in book.good] for book in Book.objects.prefetch_related(good)
    ]


def prefetched_and_counted() -> list[int]:
    books = Book.objects.prefetch_related("reviews")
    return [book.reviews.count() + len(book.reviews.all()) for book in books]


def prefetched_exists_and_membership() -> list[bool]:
    books = Book.objects.prefetch_related("tags")
    return [
        book.tags.exists() and book.tags.all()[0] in book.tags.all() for book in books
    ]


def sorted_in_python() -> list[list[str]]:
    books = Book.objects.prefetch_related("chapters")
    return [
        [c.title for c in sorted(book.chapters.all(), key=lambda c: -c.number)]
        for book in books
    ]


def iterator_with_prefetch() -> list[int]:
    books = Book.objects.prefetch_related("chapters").iterator(chunk_size=2)
    return [len(book.chapters.all()) for book in books]


def through_prefetched() -> list[str]:
    clubs = Club.objects.prefetch_related("memberships__member")
    return [m.member.name for club in clubs for m in club.memberships.all()]


def one_objects_collections() -> list[str]:
    book = Book.objects.order_by("id").first()
    chapters = [chapter.title for chapter in book.chapters.all()]
    return chapters + [tag.name for tag in book.tags.all()]


def all_members_in_two_queries() -> list[str]:
    by_book: dict[int, list[str]] = {}
    books = list(Book.objects.all())
    for review in Review.objects.filter(book__in=books).select_related("member"):
        by_book.setdefault(review.book_id, []).append(review.member.name)
    return [f"{book.title} {by_book[book.pk]}" for book in books]


def fans_by_join() -> list[str]:
    pairs = Member.objects.filter(favourites__price__gt=0).values_list(
        "name", "favourites__title"
    )
    return [f"{name} {title}" for name, title in pairs]


CASES: tuple[Case, ...] = (
    positive(reverse_all, reverse_all_fixed, lazy("Author.books", "books")),
    positive(
        reverse_nested_loop,
        reverse_nested_loop_fixed,
        lazy("Book.chapters", "chapters"),
    ),
    positive(
        reverse_in_helper, reverse_in_helper_fixed, lazy("Book.reviews", "reviews")
    ),
    positive(many_to_many, many_to_many_fixed, lazy("Book.tags", "tags")),
    positive(
        many_to_many_backwards, many_to_many_backwards_fixed, lazy("Tag.books", "books")
    ),
    positive(
        through_model,
        through_model_fixed,
        lazy("Club.members", "members"),
        populate=rows.clubs,
    ),
    positive(
        through_rows,
        through_rows_fixed,
        Expect(
            "NPG001",
            "Membership.member",
            fix=fetch("memberships__member"),
            any_of=(('Prefetch("memberships"', 'select_related("member"'),),
        ),
        populate=rows.clubs,
    ),
    positive(
        two_levels,
        two_levels_fixed,
        Expect(
            "NPG002",
            "Author.books",
            "two_levels.books",
            "two_levels.books",
            fix=("prefetch_related(", '"books'),
        ),
        Expect(
            "NPG002",
            "Book.tags",
            "two_levels.tags",
            "two_levels.tags",
            fix=fetch("books__tags"),
        ),
        populate=rows.prolific,
    ),
    positive(
        filtered_per_row, filtered_per_row_fixed, filtered("Book.reviews", "reviews")
    ),
    positive(
        defeated_by_filter,
        defeated_by_filter_fixed,
        filtered("Book.reviews", "reviews"),
    ),
    positive(
        defeated_by_order,
        defeated_by_order_fixed,
        filtered("Book.chapters", "chapters"),
    ),
    positive(
        sliced_per_row, sliced_per_row_fixed, filtered("Book.chapters", "chapters")
    ),
    positive(custom_manager, custom_manager_fixed, filtered("Book.reviews", "reviews")),
    positive(
        first_of_related,
        first_of_related_fixed,
        filtered("Book.chapters", "chapters", SUBQUERY, fetch("chapters")),
    ),
    positive(
        latest_of_related,
        latest_of_related_fixed,
        filtered("Book.reviews", "reviews", SUBQUERY, ("max(",)),
    ),
    positive(
        get_of_related,
        get_of_related_fixed,
        filtered("Book.chapters", "chapters", SUBQUERY),
    ),
    positive(
        values_of_related,
        values_of_related_fixed,
        filtered("Book.tags", "tags", ("book.tags.all()",)),
    ),
    positive(
        reverse_behind_single_row,
        reverse_behind_single_row_fixed,
        lazy("Speaker.sessions", "speaker__sessions"),
        populate=rows.events,
    ),
    silent(prefetched),
    silent(prefetched_to_attr),
    silent(prefetched_and_counted),
    silent(prefetched_exists_and_membership),
    silent(sorted_in_python),
    silent(iterator_with_prefetch, grows=True),
    silent(through_prefetched, populate=rows.clubs),
    silent(one_objects_collections),
    silent(all_members_in_two_queries),
    silent(fans_by_join),
)
