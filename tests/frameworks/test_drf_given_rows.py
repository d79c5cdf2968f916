"""Serializer methods that ask the model for what belongs to the row they are given."""

from __future__ import annotations

import pytest
from rest_framework import generics, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIRequestFactory

from tests.django_project.models import Author, Book, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db, settings):
    settings.REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}
    make_books(3)


class Asking(serializers.ModelSerializer):
    asked = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ("title", "asked")


class Counts(Asking):
    def get_asked(self, book):
        return Review.objects.filter(book=book).count()


class Stars(Asking):
    def get_asked(self, book):
        return [review.stars for review in Review.objects.filter(book=book)]


class BestStars(Asking):
    def get_asked(self, book):
        best = Review.objects.filter(book_id=book.pk, stars__gte=1).order_by("-stars")
        return [review.stars for review in best]


class Last(Asking):
    def get_asked(self, book):
        review = Review.objects.filter(book=book).order_by("-pk").first()
        return review and review.stars


class OneByTitle(Asking):
    def get_asked(self, book):
        return Review.objects.get(book=book).stars


class OfTheAuthor(Asking):
    def get_asked(self, book):
        return [other.title for other in Book.objects.filter(author=book.author_id)]


class Loaded(Asking):
    def get_asked(self, book):
        return [review.stars for review in book.reviews.all()]


class WithinAnother(serializers.ModelSerializer):
    books = Stars(many=True)

    class Meta:
        model = Author
        fields = ("name", "books")


class CountsView(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = Counts


class StarsView(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = Stars


class BestView(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = BestStars


class LastView(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = Last


class OneView(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = OneByTitle


class OthersView(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = OfTheAuthor


class LoadedView(generics.ListAPIView):
    queryset = Book.objects.prefetch_related("reviews").order_by("id")
    serializer_class = Loaded


class NestedView(generics.ListAPIView):
    queryset = Author.objects.prefetch_related("books").order_by("id")
    serializer_class = WithinAnother


def asked(view):
    view.renderer_classes = (JSONRenderer,)
    return view.as_view()(APIRequestFactory().get("/")).render()


@pytest.mark.parametrize(
    ("view", "query", "read"),
    [
        (
            CountsView,
            '.annotate(reviews_count=Count("reviews", distinct=True))',
            "book.reviews_count",
        ),
        (StarsView, '.prefetch_related("reviews")', "in book.reviews.all()]"),
        (
            BestView,
            'queryset=Review.objects.filter(stars__gte=1).order_by("-stars")',
            "best = book.best",
        ),
        (
            LastView,
            'queryset=Review.objects.order_by("-pk")[:1], to_attr="first_reviews"',
            "next(iter(book.first_reviews), None)",
        ),
    ],
)
def test_the_view_loads_them_and_the_method_reads_them(one, view, query, read):
    finding = one(lambda: asked(view))
    assert query in finding.advice.code
    assert read in finding.advice.patch
    assert finding.certainty == "likely"


@pytest.mark.parametrize("view", [OneView, OthersView, NestedView])
def test_what_is_no_collection_of_the_view_s_row_stays_a_direction(one, view):
    finding = one(lambda: asked(view))
    assert finding.certainty == "unsure"


def test_what_the_view_loads_is_silent(found):
    assert not found(lambda: asked(LoadedView))
