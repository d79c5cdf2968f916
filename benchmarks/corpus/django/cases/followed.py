"""Rows that take a detour: properties, serializers' methods, joined and handed keys."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.test import RequestFactory
from rest_framework import generics, serializers

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import BY_KEYS, EXISTS, fetch, join, narrowed
from benchmarks.corpus.django.library import api
from benchmarks.corpus.django.library.models import (
    Book,
    Member,
    Order,
    Review,
    Speaker,
)
from benchmarks.corpus.django.made import positive, silent
from benchmarks.corpus.django.requests import get


def chained() -> list[str]:
    old = Book.objects.filter(title__lt="Book b")  # origin: chained
    new = Book.objects.filter(title__gte="Book b")  # origin: chained
    return [
        book.author.name  # blame: chained
        for book in chain(old, new)  # loop: chained
    ]


def chained_fixed() -> list[str]:
    books = Book.objects.select_related("author")
    old, new = books.filter(title__lt="Book b"), books.filter(title__gte="Book b")
    return [book.author.name for book in chain(old, new)]


def chained_joined() -> list[str]:
    return chained_fixed()


def chained_and_sorted() -> list[str]:
    cheap = Book.objects.filter(price__lt=11)
    dear = Book.objects.filter(price__gte=11)
    both = chain(cheap, dear)
    return [book.title for book in sorted(both, key=lambda book: book.title)]


def weights() -> dict[int, int]:
    found = {}
    for order in Order.objects.order_by(
        "placed"
    ):  # loop: weights.lines; origin: weights
        found[order.pk] = order.weight
    return found


def weights_fixed() -> dict[int, int]:
    orders = Order.objects.order_by("placed").prefetch_related("lines__product")
    return {order.pk: order.weight for order in orders}


def weights_prefetched() -> dict[int, int]:
    return weights_fixed()


class Starred(serializers.ModelSerializer[Book]):
    """A book with those who wrote about it."""

    members = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ("title", "members")

    def get_members(self, book: Book) -> list[str]:
        return [
            review.member.name  # blame: method_with_loop.member
            for review in book.reviews.all()  # blame: method_with_loop.reviews; loop: method_with_loop.member
        ]


class StarredList(generics.ListAPIView[Book]):
    """All books."""

    queryset = Book.objects.order_by("id")  # origin: method_with_loop
    serializer_class = Starred


def method_with_loop() -> str:
    return get(StarredList.as_view(renderer_classes=api.JSON))


def _starred(books: Any) -> str:
    return get(StarredList.as_view(renderer_classes=api.JSON, queryset=books))


def method_with_loop_fixed() -> str:
    books = Book.objects.order_by("id").prefetch_related("reviews__member")
    return _starred(books)


def method_with_loop_prefetched() -> str:
    return method_with_loop_fixed()


class Stars(serializers.ModelSerializer[Review]):
    """A review's stars."""

    class Meta:
        model = Review
        fields = ("stars",)


class Praised(serializers.ModelSerializer[Book]):
    """A book with its good reviews."""

    good = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ("title", "good")

    def get_good(self, book: Book) -> Any:
        good = book.reviews.filter(stars__gt=2)
        return Stars(good, many=True).data  # blame: serializer_in_method


class PraisedList(generics.ListAPIView[Book]):
    """All books."""

    queryset = Book.objects.order_by("id")  # origin: serializer_in_method
    serializer_class = Praised


def serializer_in_method() -> str:
    return get(PraisedList.as_view(renderer_classes=api.JSON))


class PraisedOnce(Praised):
    """The same from what was prefetched."""

    def get_good(self, book: Book) -> Any:
        good = [review for review in book.reviews.all() if review.stars > 2]
        return Stars(good, many=True).data


def serializer_in_method_fixed() -> str:
    books = Book.objects.order_by("id").prefetch_related("reviews")
    options = {"queryset": books, "serializer_class": PraisedOnce}
    return get(PraisedList.as_view(renderer_classes=api.JSON, **options))


def serializer_in_method_prefetched() -> str:
    return serializer_in_method_fixed()


def _request() -> Any:
    keys = Book.objects.values_list("pk", flat=True)
    return RequestFactory().post("/", {"ids": [str(key) for key in keys]})


def keys_as_text() -> list[str]:
    request = _request()
    titles = []
    for key in request.POST.getlist("ids"):  # loop: keys_as_text
        book = Book.objects.get(pk=key)  # blame: keys_as_text
        titles.append(book.title)
    return titles


def keys_as_text_fixed() -> list[str]:
    keys = _request().POST.getlist("ids")
    found = {str(book.pk): book for book in Book.objects.filter(pk__in=keys)}
    return [found[key].title for key in keys]


def keys_as_text_together() -> list[str]:
    return keys_as_text_fixed()


def known_later() -> list[str]:
    books = Book.objects.order_by("id")  # origin: known_later
    member = Member.objects.get(name="Member a")
    return [
        book.title
        for book in books  # loop: known_later
        if not book.reviews.filter(member=member).exists()  # blame: known_later
    ]


def known_later_fixed() -> list[str]:
    member = Member.objects.get(name="Member a")
    keys = set(Review.objects.filter(member=member).values_list("book_id", flat=True))
    return [book.title for book in Book.objects.order_by("id") if book.pk not in keys]


def known_later_together() -> list[str]:
    return known_later_fixed()


def two_users_by_hand() -> list[str]:
    users = get_user_model().objects
    both = zip(
        users.filter(username="user0"), users.filter(username="user1"), strict=False
    )
    return [f"{one.username}/{other.username}" for one, other in both]


def one_owner_handed_in() -> int:
    def ask(speaker: Speaker) -> int:
        return len(speaker.user.username)

    return ask(Speaker.objects.order_by("id")[0])


CASES: tuple[Case, ...] = (
    positive(
        chained, chained_fixed, Expect("NPG001", "Book.author", fix=join("author"))
    ),
    positive(
        weights,
        weights_fixed,
        Expect(
            "NPG002",
            "Order.lines",
            "weights.lines",
            "weights.lines",
            "weights",
            fetch("lines"),
        ),
        Expect(
            "NPG001",
            "OrderLine.product",
            "weights.product",
            "weights.product",
            "weights",
            fetch("lines__product"),
        ),
        populate=rows.orders,
    ),
    positive(
        method_with_loop,
        method_with_loop_fixed,
        Expect(
            "NPG002",
            "Book.reviews",
            "method_with_loop.reviews",
            "library",
            fix=fetch("reviews"),
        ),
        Expect(
            "NPG001",
            "Review.member",
            "method_with_loop.member",
            "method_with_loop.member",
            fix=fetch("reviews__member"),
        ),
    ),
    positive(
        serializer_in_method,
        serializer_in_method_fixed,
        Expect("NPG006", "Book.reviews", loop="library", fix=narrowed("reviews")),
    ),
    positive(
        keys_as_text,
        keys_as_text_fixed,
        Expect("NPG004", fix=("str(", *BY_KEYS)),
    ),
    positive(
        known_later,
        known_later_fixed,
        Expect(
            "NPG005",
            "Book.reviews",
            fix=("in books.annotate(", *EXISTS),
            any_of=(("book__in=", "member=member"),),
        ),
    ),
    silent(chained_joined),
    silent(chained_and_sorted),
    silent(weights_prefetched, populate=rows.orders),
    silent(method_with_loop_prefetched),
    silent(serializer_in_method_prefetched),
    silent(keys_as_text_together),
    silent(known_later_together),
    silent(two_users_by_hand, populate=rows.events),
    silent(one_owner_handed_in, populate=rows.events),
)
