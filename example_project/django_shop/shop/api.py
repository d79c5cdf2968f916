"""The JSON API with Django REST framework, slow and fixed."""

from __future__ import annotations

from django.db.models import Count
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from example_project.django_shop.shop.models import Author, Book, Tag


class AuthorSerializer(serializers.ModelSerializer):
    country = serializers.StringRelatedField()

    class Meta:
        model = Author
        fields = ("name", "born", "country")


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ("name",)


class SlowBookSerializer(serializers.ModelSerializer):
    """Nested serializers, and a method that counts."""

    author = AuthorSerializer()
    tags = TagSerializer(many=True)
    review_count = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ("title", "year", "author", "tags", "review_count")

    def get_review_count(self, book: Book) -> int:
        return book.reviews.count()


class FixedBookSerializer(SlowBookSerializer):
    """The count comes with the row."""

    review_count = serializers.IntegerField()


class SlowBooks(ListAPIView):
    serializer_class = SlowBookSerializer
    queryset = Book.objects.order_by("title")


class FixedBooks(ListAPIView):
    serializer_class = FixedBookSerializer
    queryset = (
        Book.objects.select_related("author__country")
        .prefetch_related("tags")
        .annotate(review_count=Count("reviews"))
        .order_by("title")
    )
