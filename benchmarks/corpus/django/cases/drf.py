"""Django REST framework: serializers ask, views own the queryset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import COUNT, fetch, join
from benchmarks.corpus.django.library import api
from benchmarks.corpus.django.library import serializers as s
from benchmarks.corpus.django.library.models import Author, Book, Club, Member, Review
from benchmarks.corpus.django.made import positive, silent
from benchmarks.corpus.django.requests import get

# The loop is DRF's own (ListSerializer): no line of the application is marked, so the
# blame marker stands for it where a guard names the field.
AUTHOR = Expect("NPG001", "Book.author", fix=join("author"))


def listed(view: type[Any], books: Any = None) -> str:
    """What *view* answers, with *books* in place of its queryset when given."""
    options = {} if books is None else {"queryset": books}
    kwargs = {"renderer_classes": api.JSON, **options}
    return get(view.as_view(**kwargs))


def fixed(view: type[Any], books: Callable[[], Any]) -> Callable[[], str]:
    """What *view* answers with the right queryset."""
    return lambda: listed(view, books())


def authors_joined() -> Any:
    return Book.objects.select_related("author")


def drf_nested() -> str:
    return listed(api.Nested)


def drf_get_queryset() -> str:
    return get(api.GetQueryset.as_view(renderer_classes=api.JSON), "/?q=Book")


def drf_source() -> str:
    return listed(api.Source)


def drf_nested_many() -> str:
    return listed(api.Tagged)


def drf_slugs() -> str:
    return listed(api.Slugs)


def drf_string() -> str:
    return listed(api.Strings)


def drf_keys() -> str:
    return listed(api.Keys)


def drf_method() -> str:
    return listed(api.Methods)


def drf_to_representation() -> str:
    return listed(api.Representation)


def drf_deep() -> str:
    return listed(api.Deep)


def drf_one_to_one() -> str:
    return listed(api.Clubs)


def drf_viewset() -> str:
    view = api.BookViewSet.as_view({"get": "list"}, renderer_classes=api.JSON)
    return get(view, "/?limit=5")


def drf_viewset_fixed() -> str:
    view = api.BookViewSet.as_view(
        {"get": "list"}, renderer_classes=api.JSON, queryset=authors_joined()
    )
    return get(view, "/?limit=5")


def drf_library_class() -> str:
    return get(api.BookCatalog.as_view({"get": "list"}, renderer_classes=api.JSON))


def shown(page: str) -> list[str]:
    """The authors on a browsable page: its tokens differ from request to request."""
    return [line for line in page.splitlines() if "Author" in line]


def drf_browsable() -> list[str]:
    return shown(get(api.Browsable.as_view()))


def drf_browsable_fixed() -> list[str]:
    return shown(get(api.Browsable.as_view(queryset=authors_joined().order_by("id"))))


def drf_by_hand() -> str:
    return get(api.by_hand)


def drf_by_hand_fixed() -> str:
    return get(api.by_hand_fixed)


def drf_in_loop() -> list[dict[str, Any]]:
    data = []
    for book in Book.objects.order_by("id"):  # loop: drf_in_loop; origin: drf_in_loop
        data.append(s.StringSerializer(book).data)
    return data


def drf_in_loop_fixed() -> list[dict[str, Any]]:
    books = Book.objects.order_by("id").select_related("author")
    return [s.StringSerializer(book).data for book in books]


def drf_joined() -> str:
    return listed(api.Joined)


def drf_annotated() -> str:
    return listed(api.Annotated)


def drf_plain_keys() -> str:
    return listed(api.PlainKeys)


def drf_paged() -> str:
    return get(api.Paged.as_view(renderer_classes=api.JSON), "/?page=1")


def drf_cursor() -> str:
    return get(api.BookCursor.as_view(renderer_classes=api.JSON))


def drf_retrieve() -> str:
    key = Book.objects.values_list("pk", flat=True).first()
    return get(api.One.as_view(renderer_classes=api.JSON), pk=key)


def drf_two_singles() -> str:
    return get(api.first_two)


def drf_profiles_joined() -> str:
    return listed(api.Members)


def drf_deep_prefetched() -> str:
    return listed(api.Deep, Author.objects.prefetch_related("books__chapters"))


def drf_validation() -> str:
    book, member = Book.objects.first(), Member.objects.first()
    sent = {"book": book.pk, "member": member.pk, "stars": 3, "written": "2025-01-01"}
    serializer = s.ReviewSerializer(data=sent)
    return f"{serializer.is_valid()} {serializer.save().stars} {Review.objects.count()}"


CASES: tuple[Case, ...] = (
    positive(drf_nested, fixed(api.Nested, authors_joined), AUTHOR),
    positive(
        drf_get_queryset,
        fixed(api.Joined, lambda: authors_joined().filter(is_public=True)),
        AUTHOR,
    ),
    positive(
        drf_source,
        fixed(
            api.Source,
            lambda: Book.objects.order_by("title").select_related("author__country"),
        ),
        Expect("NPG001", "Book.author", fix=("select_related(", '"author')),
        Expect("NPG001", "Author.country", fix=join("author__country")),
    ),
    positive(
        drf_nested_many,
        fixed(api.Tagged, lambda: authors_joined().prefetch_related("tags")),
        Expect("NPG002", "Book.tags", fix=fetch("tags")),
    ),
    positive(
        drf_slugs,
        fixed(api.Slugs, lambda: Book.objects.prefetch_related("tags")),
        Expect("NPG002", "Book.tags", fix=fetch("tags")),
    ),
    positive(drf_string, fixed(api.Strings, authors_joined), AUTHOR),
    positive(
        drf_keys,
        fixed(api.Keys, lambda: Book.objects.prefetch_related("chapters")),
        Expect("NPG002", "Book.chapters", fix=fetch("chapters")),
    ),
    positive(
        drf_method,
        fixed(
            api.Methods,
            lambda: Book.objects.select_related("publisher").prefetch_related(
                "reviews"
            ),
        ),
        Expect(
            "NPG005", blame="drf_method.count", fix=COUNT, any_of=(fetch("reviews"),)
        ),
        Expect("NPG001", "Book.publisher", "drf_method.house", fix=join("publisher")),
    ),
    positive(
        drf_to_representation,
        fixed(
            api.Representation,
            lambda: Book.objects.order_by("-id").select_related("editor"),
        ),
        Expect("NPG001", "Book.editor", fix=join("editor")),
    ),
    positive(
        drf_deep,
        fixed(
            api.Deep,
            lambda: Author.objects.exclude(mentor=None).prefetch_related(
                "books__chapters"
            ),
        ),
        Expect(
            "NPG002",
            "Author.books",
            "drf_deep.books",
            fix=("prefetch_related(", '"books'),
        ),
        Expect(
            "NPG002", "Book.chapters", "drf_deep.chapters", fix=fetch("books__chapters")
        ),
        populate=rows.prolific,
    ),
    positive(
        drf_one_to_one,
        fixed(api.Clubs, lambda: Club.objects.prefetch_related("members__profile")),
        Expect(
            "NPG001",
            "Member.profile",
            fix=fetch("members__profile"),
            any_of=(('Prefetch("members"', 'select_related("profile"'),),
        ),
        populate=rows.clubs,
    ),
    positive(drf_viewset, drf_viewset_fixed, AUTHOR),
    positive(drf_library_class, fixed(api.Joined, authors_joined), AUTHOR),
    positive(drf_browsable, drf_browsable_fixed, AUTHOR),
    positive(drf_by_hand, drf_by_hand_fixed, AUTHOR),
    positive(
        drf_in_loop,
        drf_in_loop_fixed,
        Expect("NPG001", "Book.author", "drf_string", fix=join("author")),
    ),
    silent(drf_joined),
    silent(drf_annotated),
    silent(drf_plain_keys),
    silent(drf_paged),
    silent(drf_cursor),
    silent(drf_retrieve),
    silent(drf_two_singles),
    silent(drf_profiles_joined),
    silent(drf_deep_prefetched, populate=rows.prolific),
    silent(drf_validation),
)
