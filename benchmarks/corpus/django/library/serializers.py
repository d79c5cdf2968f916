"""Serializers of the JSON API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Chapter,
    Club,
    Member,
    Review,
    Tag,
)


class AuthorSerializer(serializers.ModelSerializer):
    """An author."""

    class Meta:
        model = Author
        fields = ("name", "born")


class BookSerializer(serializers.ModelSerializer):
    """A book with its author inside."""

    author = AuthorSerializer()  # blame: drf_nested; blame: drf_get_queryset; blame: drf_viewset; blame: drf_by_hand; blame: drf_library_class; blame: drf_browsable

    class Meta:
        model = Book
        fields = ("title", "author")


class SourceSerializer(serializers.ModelSerializer):
    """A book with names from afar."""

    country = serializers.CharField(source="author.country.name")  # blame: drf_source

    class Meta:
        model = Book
        fields = ("title", "country")


class TagSerializer(serializers.ModelSerializer):
    """A tag."""

    class Meta:
        model = Tag
        fields = ("name",)


class TaggedSerializer(serializers.ModelSerializer):
    """A book with its tags."""

    tags = TagSerializer(many=True)  # blame: drf_nested_many

    class Meta:
        model = Book
        fields = ("title", "tags")


class SlugSerializer(serializers.ModelSerializer):
    """A book with tags as words."""

    tags = serializers.SlugRelatedField("name", many=True, read_only=True)  # blame: drf_slugs

    class Meta:
        model = Book
        fields = ("title", "tags")


class StringSerializer(serializers.ModelSerializer):
    """A book with its author as text."""

    author = serializers.StringRelatedField()  # blame: drf_string

    class Meta:
        model = Book
        fields = ("title", "author")


class KeySerializer(serializers.ModelSerializer):
    """A book with the keys of its chapters."""

    chapters = serializers.PrimaryKeyRelatedField(many=True, read_only=True)  # blame: drf_keys

    class Meta:
        model = Book
        fields = ("title", "chapters")


class PlainKeySerializer(serializers.ModelSerializer):
    """A book with the author's key: no query needed."""

    class Meta:
        model = Book
        fields = ("title", "author", "publisher")


class MethodSerializer(serializers.ModelSerializer):
    """A book with computed fields."""

    stars = serializers.SerializerMethodField()
    house = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ("title", "stars", "house")

    def get_stars(self, book: Book) -> int:
        """How many reviews."""
        return book.reviews.count()  # blame: drf_method.count

    def get_house(self, book: Book) -> str:
        """The publisher's name."""
        return str(book.publisher.name)  # blame: drf_method.house


class AnnotatedSerializer(serializers.ModelSerializer):
    """A book with numbers that the view counted."""

    review_count = serializers.IntegerField()

    class Meta:
        model = Book
        fields = ("title", "review_count")


class RepresentationSerializer(serializers.ModelSerializer):
    """A book that says more than its fields."""

    class Meta:
        model = Book
        fields = ("title",)

    def to_representation(self, instance: Book) -> dict[str, Any]:
        """Add the editor."""
        data: dict[str, Any] = super().to_representation(instance)
        data["editor"] = instance.editor.name  # blame: drf_to_representation
        return data


class ChapterSerializer(serializers.ModelSerializer):
    """A chapter."""

    class Meta:
        model = Chapter
        fields = ("number", "title")


class DeepBookSerializer(serializers.ModelSerializer):
    """A book with its chapters, for the author's page."""

    chapters = ChapterSerializer(many=True)  # blame: drf_deep.chapters

    class Meta:
        model = Book
        fields = ("title", "chapters")


class DeepAuthorSerializer(serializers.ModelSerializer):
    """An author with books with chapters."""

    books = DeepBookSerializer(many=True)  # blame: drf_deep.books

    class Meta:
        model = Author
        fields = ("name", "books")


class MemberSerializer(serializers.ModelSerializer):
    """A member, with what the profile says."""

    about = serializers.CharField(source="profile.about")  # blame: drf_one_to_one

    class Meta:
        model = Member
        fields = ("name", "about")


class ClubSerializer(serializers.ModelSerializer):
    """A club with its members."""

    members = MemberSerializer(many=True)

    class Meta:
        model = Club
        fields = ("name", "members")


class ReviewSerializer(serializers.ModelSerializer):
    """A review, validated on the way in."""

    class Meta:
        model = Review
        fields = ("book", "member", "stars", "written")
