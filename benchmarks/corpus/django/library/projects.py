"""Code as larger projects have it: bases of their own for serializers and views."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import generics, serializers

from benchmarks.corpus.django.library.models import Author, Book


class FieldsSerializer(serializers.ModelSerializer):
    """A project's own base: it goes over its fields by itself."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Every field as text."""
        shown = {}
        for field in self._readable_fields:
            shown[field.field_name] = str(getattr(instance, field.source))  # blame: project_fields; blame: project_fields_joined  # fmt: skip
        return shown


class BookFields(FieldsSerializer):
    """A book and its author."""

    class Meta:
        model = Book
        fields = ("title", "author")


class Fields(generics.ListAPIView):
    """Books, through the project's own base."""

    queryset = Book.objects.order_by("id")  # origin: project_fields
    serializer_class = BookFields


class PreparedSerializer(serializers.ModelSerializer):
    """A serializer that knows what to load for itself."""

    author = serializers.SlugRelatedField("name", read_only=True)  # blame: project_prepared  # fmt: skip

    class Meta:
        model = Book
        fields = ("title", "author")

    @classmethod
    def prepare(cls, books: QuerySet[Book]) -> QuerySet[Book]:
        """Leave out what is not shown."""
        return books.defer("blurb")


class Prepared(generics.ListAPIView):
    """Books, prepared by their serializer; the attribute is for the permissions."""

    queryset = Book.objects.all()
    serializer_class = PreparedSerializer

    def get_queryset(self) -> QuerySet[Book]:
        """The books in the order of their titles."""
        books = Book.objects.order_by("title", "id")  # origin: project_prepared
        return self.get_serializer_class().prepare(books)


class OwnBooksSerializer(serializers.ModelSerializer):
    """An author with as many books as the request asks about."""

    found = serializers.SerializerMethodField()

    class Meta:
        model = Author
        fields = ("name", "found")

    def get_found(self, author: Author) -> int:
        """How many books have the price that is asked for."""
        request = self.context["request"]
        price = request.GET.get("price", 10)
        return author.books.filter(price=price).count()  # blame: project_request


class OwnBooks(generics.ListAPIView):
    """Authors with a number that depends on the request."""

    serializer_class = OwnBooksSerializer

    def get_queryset(self) -> QuerySet[Author]:
        """Every author."""
        return Author.objects.order_by("id")  # origin: project_request
