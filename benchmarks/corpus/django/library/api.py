"""The JSON API: generic views and viewsets."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from rest_framework import generics, mixins, pagination, viewsets
from rest_framework.decorators import api_view
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks.corpus.django.library import serializers as s
from benchmarks.corpus.django.library.models import Author, Book, Club, Member


class Nested(generics.ListAPIView):
    """Books with authors."""

    queryset = Book.objects.all()  # origin: drf_nested
    serializer_class = s.BookSerializer


class Joined(generics.ListAPIView):
    """Books with authors, in one query."""

    queryset = Book.objects.select_related("author")
    serializer_class = s.BookSerializer


class GetQueryset(generics.ListAPIView):
    """Books that match."""

    serializer_class = s.BookSerializer

    def get_queryset(self) -> QuerySet[Book]:
        """The public ones."""
        found = Book.objects.filter(is_public=True)  # origin: drf_get_queryset
        word = self.request.query_params.get("q")
        return found.filter(title__contains=word) if word else found


class Source(generics.ListAPIView):
    """Books with the country of their author."""

    queryset = Book.objects.order_by("title")  # origin: drf_source
    serializer_class = s.SourceSerializer


class Tagged(generics.ListAPIView):
    """Books with tags."""

    queryset = Book.objects.select_related("author")  # origin: drf_nested_many
    serializer_class = s.TaggedSerializer


class Slugs(generics.ListAPIView):
    """Books with tags as words."""

    queryset = Book.objects.all()  # origin: drf_slugs
    serializer_class = s.SlugSerializer


class Strings(generics.ListAPIView):
    """Books with the author as text."""

    queryset = Book.objects.all()  # origin: drf_string
    serializer_class = s.StringSerializer


class Keys(generics.ListAPIView):
    """Books with chapter keys."""

    queryset = Book.objects.all()  # origin: drf_keys
    serializer_class = s.KeySerializer


class Methods(generics.ListAPIView):
    """Books with computed fields."""

    queryset = Book.objects.all()  # origin: drf_method
    serializer_class = s.MethodSerializer


class Representation(generics.ListAPIView):
    """Books with their editor."""

    queryset = Book.objects.order_by("-id")  # origin: drf_to_representation
    serializer_class = s.RepresentationSerializer


class Deep(generics.ListAPIView):
    """Authors with books with chapters."""

    queryset = Author.objects.exclude(mentor=None)  # origin: drf_deep
    serializer_class = s.DeepAuthorSerializer


class Clubs(generics.ListAPIView):
    """Clubs with members with profiles."""

    queryset = Club.objects.prefetch_related("members")  # origin: drf_one_to_one
    serializer_class = s.ClubSerializer


class Annotated(generics.ListAPIView):
    """Books with counts."""

    queryset = Book.objects.annotate(review_count=Count("reviews", distinct=True))
    serializer_class = s.AnnotatedSerializer


class PlainKeys(generics.ListAPIView):
    """Books with keys only."""

    queryset = Book.objects.all()
    serializer_class = s.PlainKeySerializer


class Members(generics.ListAPIView):
    """Members with profiles."""

    queryset = Member.objects.select_related("profile")
    serializer_class = s.MemberSerializer


class Two(pagination.PageNumberPagination):
    """Two to a page."""

    page_size = 2


class Paged(generics.ListAPIView):
    """Books, two to a page."""

    queryset = Book.objects.select_related("author")
    serializer_class = s.BookSerializer
    pagination_class = Two


class One(generics.RetrieveAPIView):
    """One book with its author."""

    queryset = Book.objects.all()
    serializer_class = s.BookSerializer


class BookViewSet(viewsets.ReadOnlyModelViewSet):
    """Books for a router."""

    queryset = Book.objects.all()  # origin: drf_viewset
    serializer_class = s.BookSerializer
    pagination_class = pagination.LimitOffsetPagination


class Cursors(pagination.CursorPagination):
    """Pages by key."""

    page_size = 2
    ordering = "id"


class BookCursor(generics.ListAPIView):
    """Books by cursor."""

    queryset = Book.objects.select_related("author")
    serializer_class = s.BookSerializer
    pagination_class = Cursors


class CatalogView(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What a catalogue package ships: it builds its own queryset from a model."""

    model: Any = None

    def get_queryset(self) -> Any:
        """Everything of the model."""
        return self.model._default_manager.all()


class BookCatalog(CatalogView):  # origin: drf_library_class
    """Our books in that package's view."""

    model = Book  # origin: drf_library_class
    serializer_class = s.BookSerializer


class Browsable(generics.ListAPIView):
    """Books for a person with a browser."""

    queryset = Book.objects.order_by("id")  # origin: drf_browsable
    serializer_class = s.BookSerializer
    renderer_classes = (BrowsableAPIRenderer, JSONRenderer)


@api_view(["GET"])
def by_hand(request: Request) -> Response:
    """Books, serialised in a function."""
    books = Book.objects.filter(price__gt=1)  # origin: drf_by_hand
    return Response(s.BookSerializer(books, many=True).data)


@api_view(["GET"])
def by_hand_fixed(request: Request) -> Response:
    """Books, serialised in a function, with authors joined."""
    books = Book.objects.filter(price__gt=1).select_related("author")
    return Response(s.BookSerializer(books, many=True).data)


@api_view(["GET"])
def first_two(request: Request) -> Response:
    """Two serializers, one row each."""
    first, last = Book.objects.order_by("id").first(), Book.objects.last()
    return Response([s.BookSerializer(first).data, s.BookSerializer(last).data])


JSON = (JSONRenderer,)
