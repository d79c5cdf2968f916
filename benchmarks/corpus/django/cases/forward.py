"""To-one relations loaded row by row, in plain views and services."""

from __future__ import annotations

from operator import attrgetter

from django.db.models import F

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import join
from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Copy,
    Event,
    Loan,
    Member,
    PublishedBook,
    Session,
)
from benchmarks.corpus.django.library.services import (
    Presented,
    author_line,
    names_of_authors,
    shelf,
)
from benchmarks.corpus.django.made import positive, silent


def lazy(relation: str, path: str, blame: str | None = None) -> Expect:
    """A to-one relation that select_related of *path* would have joined."""
    return Expect("NPG001", relation, blame, fix=join(path))


AUTHOR = lazy("Book.author", "author")
PUBLISHER = lazy("Book.publisher", "publisher")
# A proxy has no table and no field of its own: both names are right.
AUTHOR_OF_PROXY = Expect("NPG001", blame="proxy_model", fix=join("author"))


def fk_in_view() -> list[str]:
    lines = []
    for book in Book.objects.all():  # loop: fk_in_view; origin: fk_in_view
        lines.append(f"{book.title}: {book.author.name}")  # blame: fk_in_view
    return lines


def fk_in_view_fixed() -> list[str]:
    books = Book.objects.select_related("author")
    return [f"{book.title}: {book.author.name}" for book in books]


def fk_in_comprehension() -> list[str]:
    books = Book.objects.filter(price__gt=0)  # origin: fk_in_comprehension
    books = books.order_by("title")
    return [
        b.publisher.name  # blame: fk_in_comprehension
        for b in books  # loop: fk_in_comprehension
    ]


def fk_in_generator_expression() -> str:
    books = Book.objects.all()  # origin: fk_in_generator_expression
    return ", ".join(
        book.author.name.upper()  # blame: fk_in_generator_expression
        for book in books  # loop: fk_in_generator_expression
    )


def fk_in_dict_comprehension() -> dict[str, str]:
    qs = Book.objects.order_by("-title")  # origin: fk_in_dict_comprehension
    return {
        book.isbn: book.author.name  # blame: fk_in_dict_comprehension
        for book in qs  # loop: fk_in_dict_comprehension
    }


def fk_in_while() -> list[str]:
    waiting = list(Book.objects.all())  # origin: fk_in_while
    seen = []
    while waiting:  # loop: fk_in_while
        book = waiting.pop(0)
        seen.append(book.author.name)  # blame: fk_in_while
    return seen


def fk_nullable() -> list[str]:
    found = []
    for book in Book.objects.all():  # loop: fk_nullable; origin: fk_nullable
        if book.editor is not None:  # blame: fk_nullable
            found.append(book.editor.name)
    return found


def fk_nullable_fixed() -> list[str]:
    books = Book.objects.select_related("editor")
    return [book.editor.name for book in books if book.editor is not None]


def fk_to_field() -> list[str]:
    copies = Copy.objects.order_by("id")  # origin: fk_to_field
    return [
        f"{copy.shelf} {copy.book.title}"  # blame: fk_to_field
        for copy in copies  # loop: fk_to_field
    ]


def fk_to_field_fixed() -> list[str]:
    copies = Copy.objects.order_by("id").select_related("book")
    return [f"{copy.shelf} {copy.book.title}" for copy in copies]


def fk_to_self() -> list[str]:
    result = []
    for author in (
        Author.objects.exclude(mentor=None)  # loop: fk_to_self; origin: fk_to_self
    ):
        result.append(author.mentor.name)  # blame: fk_to_self
    return result


def fk_to_self_fixed() -> list[str]:
    authors = Author.objects.exclude(mentor=None).select_related("mentor")
    return [author.mentor.name for author in authors]


def fk_chain() -> list[str]:
    result = []
    for book in Book.objects.all():  # loop: fk_chain; origin: fk_chain
        result.append(book.author.country.name)  # blame: fk_chain
    return result


def fk_chain_fixed() -> list[str]:
    books = Book.objects.select_related("author__country")
    return [book.author.country.name for book in books]


def fk_behind_joined() -> list[str]:
    loans = Loan.objects.select_related("book").order_by("id")  # origin: fk_behind_joined
    result = []
    for loan in loans:  # loop: fk_behind_joined
        result.append(loan.book.author.name)  # blame: fk_behind_joined
    return result


def fk_behind_joined_fixed() -> list[str]:
    loans = Loan.objects.select_related("book__author").order_by("id")
    return [loan.book.author.name for loan in loans]


def fk_shared_parent() -> list[str]:
    books = Book.objects.order_by("title")  # origin: fk_shared_parent
    result = []
    for book in books:  # loop: fk_shared_parent
        result.append(book.author.name)  # blame: fk_shared_parent
    return result


def fk_shared_parent_fixed() -> list[str]:
    return [
        b.author.name for b in Book.objects.order_by("title").select_related("author")
    ]


def property_on_model() -> list[str]:
    authors = Author.objects.exclude(mentor=None)  # origin: property_on_model
    return [author.home for author in authors]  # loop: property_on_model


def property_on_model_fixed() -> list[str]:
    authors = Author.objects.exclude(mentor=None).select_related("country")
    return [author.home for author in authors]


def method_of_model() -> list[str]:
    urls = []
    for book in Book.objects.public():  # loop: method_of_model; origin: method_of_model
        urls.append(book.get_absolute_url())
    return urls


def method_of_model_fixed() -> list[str]:
    books = Book.objects.public().select_related("author")
    return [book.get_absolute_url() for book in books]


def helper_in_other_module() -> list[str]:
    books = list(Book.objects.all()[:20])  # origin: helper_in_other_module
    result = []
    for book in books:  # loop: helper_in_other_module
        result.append(author_line(book))
    return result


def helper_in_other_module_fixed() -> list[str]:
    return [author_line(book) for book in Book.objects.select_related("author")[:20]]


def queryset_from_service() -> list[str]:
    names = []
    for book in shelf():  # loop: queryset_from_service
        names.append(book.author.name)  # blame: queryset_from_service
    return names


def queryset_from_service_fixed() -> list[str]:
    return [book.author.name for book in shelf().select_related("author")]


def loop_in_generator_helper() -> list[str]:
    books = Book.objects.order_by("isbn")  # origin: loop_in_generator_helper
    return sorted(names_of_authors(books))


def loop_in_generator_helper_fixed() -> list[str]:
    return sorted(
        names_of_authors(Book.objects.order_by("isbn").select_related("author"))
    )


def getattr_wrapper() -> list[str]:
    books = Book.objects.order_by("id")  # origin: getattr_wrapper
    result = []
    for book in map(Presented, books):  # loop: getattr_wrapper
        result.append(f"{book.heading} {book.author.name}")  # blame: getattr_wrapper
    return result


def getattr_wrapper_fixed() -> list[str]:
    books = map(Presented, Book.objects.order_by("id").select_related("author"))
    return [f"{book.heading} {book.author.name}" for book in books]


def sort_key() -> list[str]:
    books = Book.objects.all()  # origin: sort_key
    ordered = sorted(
        books,
        key=lambda book: book.author.name,  # blame: sort_key
    )
    return [book.title for book in reversed(ordered)]


def sort_key_fixed() -> list[str]:
    books = Book.objects.select_related("author")
    return [b.title for b in sorted(books, key=attrgetter("author.name"), reverse=True)]


def proxy_model() -> list[str]:
    result = []
    for book in PublishedBook.objects.all():  # loop: proxy_model; origin: proxy_model
        result.append(book.author.name)  # blame: proxy_model
    return result


def proxy_model_fixed() -> list[str]:
    return [book.author.name for book in PublishedBook.objects.select_related("author")]


def hop_behind_single_row() -> list[str]:
    event = Event.objects.get(name="Book day")
    users = []
    for session in event.sessions.order_by("id"):  # loop: hop_behind_single_row; origin: hop_behind_single_row
        users.append(session.speaker.user.username)  # blame: hop_behind_single_row
    return users


def hop_behind_single_row_fixed() -> list[str]:
    event = Event.objects.get(name="Book day")
    sessions = event.sessions.order_by("id").select_related("speaker__user")
    return [session.speaker.user.username for session in sessions]


def key_only() -> list[int]:
    keys = []
    for book in Book.objects.all():  # loop: key_only; origin: key_only
        keys.append(book.author.id)  # blame: key_only
    return keys


def key_only_fixed() -> list[int]:
    return [book.author_id for book in Book.objects.all()]


def key_only_pk() -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for book in Book.objects.all():  # loop: key_only_pk; origin: key_only_pk
        grouped.setdefault(book.publisher.pk, []).append(book.title)  # blame: key_only_pk
    return grouped


def key_only_pk_fixed() -> dict[int, list[str]]:
    return {book.publisher_id: [book.title] for book in Book.objects.all()}


def one_to_one_reverse() -> list[str]:
    result = []
    for member in Member.objects.all():  # loop: one_to_one_reverse; origin: one_to_one_reverse
        result.append(member.profile.about)  # blame: one_to_one_reverse
    return result


def one_to_one_reverse_fixed() -> list[str]:
    return [member.profile.about for member in Member.objects.select_related("profile")]


def two_in_one_loop() -> list[str]:
    result = []
    for book in Book.objects.all():  # loop: two_in_one_loop; origin: two_in_one_loop
        author = book.author.name  # blame: two_in_one_loop.author
        house = book.publisher.name  # blame: two_in_one_loop.publisher
        result.append(f"{author}, {house}")
    return result


def two_in_one_loop_fixed() -> list[str]:
    books = Book.objects.with_people()
    return [f"{book.author.name}, {book.publisher.name}" for book in books]


def nested_loops() -> list[str]:
    result = []
    event = Event.objects.prefetch_related("sessions").get()  # origin: nested_loops
    for word in ("talk", "speech"):
        for session in event.sessions.all():  # loop: nested_loops
            result.append(f"{word} {session.speaker.topic}")  # blame: nested_loops
    return result


def nested_loops_fixed() -> list[str]:
    sessions = Session.objects.select_related("speaker")
    topics = [session.speaker.topic for session in sessions]
    return [f"{word} {topic}" for word in ("talk", "speech") for topic in topics]


def fk_in_comprehension_fixed() -> list[str]:
    books = Book.objects.filter(price__gt=0).order_by("title")
    return [b.publisher.name for b in books.select_related("publisher")]


def fk_in_generator_expression_fixed() -> str:
    books = Book.objects.select_related("author")
    return ", ".join(book.author.name.upper() for book in books)


def fk_in_dict_comprehension_fixed() -> dict[str, str]:
    books = Book.objects.order_by("-title").select_related("author")
    return {book.isbn: book.author.name for book in books}


def fk_in_while_fixed() -> list[str]:
    return [book.author.name for book in Book.objects.select_related("author")]


def joined() -> list[str]:
    books = Book.objects.select_related("author__country", "publisher")
    return [f"{b.author.country.name} {b.publisher.name}" for b in books]


def prefetched_to_one() -> list[str]:
    books = Book.objects.prefetch_related("author")
    return [book.author.name for book in books]


def key_column() -> list[int]:
    return [book.author_id for book in Book.objects.all()]


def values_through_relation() -> list[str]:
    return list(Book.objects.values_list("author__country__name", flat=True))


def chain_of_one_object() -> str:
    loan = Loan.objects.order_by("id").first()
    name: str = loan.book.author.country.name
    return f"{name} {loan.member.profile.about}"


def same_book_each_time() -> list[str]:
    book = Book.objects.order_by("id").first()
    return [f"{word} {book.author.name}" for word in ("by", "from", "of")]


def two_books_in_a_row() -> list[str]:
    cheap = Book.objects.order_by("price").first()
    dear = Book.objects.order_by("-price").first()
    return [cheap.author.name, dear.author.name]


def only_the_first_row() -> str:
    for book in Book.objects.all():
        if book.price > 0:
            return str(book.author.name)
    return ""


def found_then_left() -> str:
    name = ""
    for book in Book.objects.order_by("-price"):
        if book.price < 1000:
            name = book.author.name
            break
    return name


def joined_in_manager() -> list[str]:
    return [author_line(book) for book in Book.objects.public().with_people()]


def known_parent() -> list[str]:
    author = Author.objects.exclude(mentor=None).order_by("id").first()
    return [f"{book.title} {book.author.name}" for book in author.books.all()]


def wrapped_and_joined() -> list[str]:
    books = Book.objects.select_related("author")
    return [f"{b.heading} {b.author.name}" for b in map(Presented, books)]


def one_to_one_joined() -> list[str]:
    return [m.profile.about for m in Member.objects.select_related("profile")]


def annotated_name() -> list[str]:
    books = Book.objects.annotate(author_name=F("author__name"))
    return [book.author_name for book in books]


CASES: tuple[Case, ...] = (
    positive(fk_in_view, fk_in_view_fixed, AUTHOR),
    positive(fk_in_comprehension, fk_in_comprehension_fixed, PUBLISHER),
    positive(fk_in_generator_expression, fk_in_generator_expression_fixed, AUTHOR),
    positive(fk_in_dict_comprehension, fk_in_dict_comprehension_fixed, AUTHOR),
    positive(fk_in_while, fk_in_while_fixed, AUTHOR),
    positive(fk_nullable, fk_nullable_fixed, lazy("Book.editor", "editor")),
    positive(fk_to_field, fk_to_field_fixed, lazy("Copy.book", "book")),
    positive(fk_to_self, fk_to_self_fixed, lazy("Author.mentor", "mentor")),
    positive(
        fk_chain,
        fk_chain_fixed,
        Expect("NPG001", "Book.author", fix=("select_related(", '"author')),
        lazy("Author.country", "author__country"),
    ),
    positive(
        fk_behind_joined, fk_behind_joined_fixed, lazy("Book.author", "book__author")
    ),
    positive(
        fk_shared_parent, fk_shared_parent_fixed, AUTHOR, populate=rows.one_author
    ),
    positive(
        property_on_model, property_on_model_fixed, lazy("Author.country", "country")
    ),
    positive(method_of_model, method_of_model_fixed, AUTHOR),
    positive(helper_in_other_module, helper_in_other_module_fixed, AUTHOR),
    positive(queryset_from_service, queryset_from_service_fixed, AUTHOR),
    positive(loop_in_generator_helper, loop_in_generator_helper_fixed, AUTHOR),
    positive(getattr_wrapper, getattr_wrapper_fixed, AUTHOR),
    positive(
        sort_key,
        sort_key_fixed,
        # sorted() loops in C: no line of the application is the loop.
        Expect("NPG001", "Book.author", loop="library", fix=join("author")),
    ),
    positive(proxy_model, proxy_model_fixed, AUTHOR_OF_PROXY),
    positive(
        hop_behind_single_row,
        hop_behind_single_row_fixed,
        Expect("NPG001", "Session.speaker", fix=("select_related(", '"speaker')),
        lazy("Speaker.user", "speaker__user"),
        populate=rows.events,
    ),
    positive(
        key_only,
        key_only_fixed,
        Expect("NPG001", "Book.author", fix=("book.author_id",)),
    ),
    positive(
        key_only_pk,
        key_only_pk_fixed,
        Expect("NPG001", "Book.publisher", fix=("book.publisher_id",)),
    ),
    positive(
        one_to_one_reverse,
        one_to_one_reverse_fixed,
        lazy("Member.profile", "profile"),
    ),
    positive(
        two_in_one_loop,
        two_in_one_loop_fixed,
        lazy("Book.author", "author", "two_in_one_loop.author"),
        lazy("Book.publisher", "publisher", "two_in_one_loop.publisher"),
    ),
    positive(
        nested_loops,
        nested_loops_fixed,
        Expect(
            "NPG001",
            "Session.speaker",
            fix=("prefetch_related(", '"sessions__speaker"'),
            any_of=(('Prefetch("sessions"', 'select_related("speaker"'),),
        ),
        populate=rows.events,
    ),
    silent(joined),
    silent(prefetched_to_one),
    silent(key_column),
    silent(values_through_relation),
    silent(chain_of_one_object),
    silent(same_book_each_time),
    silent(two_books_in_a_row),
    silent(only_the_first_row),
    silent(found_then_left),
    silent(joined_in_manager),
    silent(known_parent),
    silent(wrapped_and_joined),
    silent(one_to_one_joined),
    silent(annotated_name),
)
