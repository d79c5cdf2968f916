"""Books with what belongs to them."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models

from benchmarks.corpus.django.library.managers import BookManager, ReviewManager
from benchmarks.corpus.django.library.models.people import Author, Publisher


class Tag(models.Model):
    """A word about a book."""

    name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    """A book."""

    title = models.CharField(max_length=120)
    isbn = models.CharField(max_length=13, unique=True)
    published = models.DateField()
    price = models.IntegerField(default=10)
    blurb = models.TextField(default="")
    is_public = models.BooleanField(default=True)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    editor = models.ForeignKey(
        Author, models.SET_NULL, null=True, related_name="edited_books"
    )
    publisher = models.ForeignKey(Publisher, models.CASCADE, related_name="books")
    tags = models.ManyToManyField(Tag, related_name="books")
    notes = GenericRelation("library.Note")

    objects = BookManager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of this book, under its author."""
        return f"/authors/{self.author.name}/{self.pk}/"  # blame: method_of_model


class PublishedBook(Book):
    """Books the public sees."""

    class Meta:
        proxy = True


class Chapter(models.Model):
    """A part of a book, in order."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="chapters")
    number = models.IntegerField()
    title = models.CharField(max_length=80)
    text = models.TextField(default="")

    class Meta:
        ordering = ["number"]


class Review(models.Model):
    """What a member thinks of a book."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    member = models.ForeignKey("Member", models.CASCADE, related_name="reviews")
    stars = models.IntegerField()
    text = models.TextField(default="")
    is_spam = models.BooleanField(default=False)
    written = models.DateField()

    objects = ReviewManager()


class Copy(models.Model):
    """A copy on the shelf, joined to its book by ISBN."""

    book = models.ForeignKey(
        Book, models.CASCADE, to_field="isbn", related_name="copies"
    )
    shelf = models.CharField(max_length=10)
