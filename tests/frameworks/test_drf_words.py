"""What a serializer or a row says of itself, written where a view chooses its rows."""

from __future__ import annotations

import pytest
from rest_framework import generics, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIRequestFactory

from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db, settings):
    settings.REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}
    make_books(3)


class Counting(serializers.ModelSerializer):
    known = serializers.SerializerMethodField()

    class Meta:
        model = Author
        fields = ("name", "known")

    def get_known(self, author):
        wanted = self.context["request"].GET["title"]
        return author.books.filter(title=wanted).count()


class Listing(Counting):
    def get_known(self, author):
        wanted = self.context["request"].GET["title"]
        return [book.title for book in author.books.filter(title=wanted)]


class ByItself(Counting):
    def get_known(self, author):
        return author.books.filter(title=self.wanted()).count()

    def wanted(self):
        return "book 1"


class Authors(generics.ListAPIView):
    renderer_classes = (JSONRenderer,)

    def get_queryset(self):
        return Author.objects.order_by("id")


class AuthorsOfAttribute(generics.ListAPIView):
    queryset = Author.objects.order_by("id")
    renderer_classes = (JSONRenderer,)


def asked(view, serializer):
    request = APIRequestFactory().get("/?title=book 1")
    return view.as_view(serializer_class=serializer)(request).render()


@pytest.mark.parametrize("serializer", [Counting, Listing])
def test_the_request_of_a_serializer_is_the_view_s(one, serializer):
    finding = one(lambda: asked(Authors, serializer))
    assert 'self.request.GET["title"]' in finding.advice.code
    assert "self.context" not in finding.advice.code
    assert finding.certainty == "likely"
    assert finding.origin.function == "Authors.get_queryset"


@pytest.mark.parametrize("serializer", [Counting, Listing])
def test_a_class_has_no_request(one, serializer):
    finding = one(lambda: asked(AuthorsOfAttribute, serializer))
    assert finding.certainty == "unsure"


def test_a_view_is_no_serializer(one):
    finding = one(lambda: asked(Authors, ByItself))
    assert finding.certainty == "unsure"
    assert "self" in finding.advice.text


class Columnist(Author):
    class Meta:
        proxy = True
        app_label = Author._meta.app_label

    def last_book(self, public=True):
        return self.books.filter(is_public=public).order_by("-id").first()


def test_an_argument_of_a_method_is_not_there_in_the_view(one):
    def view():
        writers = Columnist.objects.order_by("id")
        return list(map(Columnist.last_book, writers))

    finding = one(view)
    assert "is_public=public" not in finding.advice.code or (
        finding.certainty == "unsure"
    )


def test_the_books_of_the_rows_are_still_counted_for_all(one):
    class Plain(Counting):
        def get_known(self, author):
            return author.books.filter(title="book 1").count()

    finding = one(lambda: asked(Authors, Plain))
    assert 'Count("books", filter=Q(books__title="book 1")' in finding.advice.code
    assert Book.objects.count() == 3
