"""The tables of the bookshop, which the FastAPI service reads as well."""

from __future__ import annotations

from django.db import models


class Country(models.Model):
    """A present-day country."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.name


class Author(models.Model):
    """Who wrote a book; years before the common era are negative."""

    name = models.CharField(max_length=80, unique=True)
    born = models.IntegerField(null=True, blank=True)
    died = models.IntegerField(null=True, blank=True)
    country = models.ForeignKey(
        Country, models.PROTECT, related_name="authors", null=True, blank=True
    )

    def __str__(self) -> str:
        return self.name


class Publisher(models.Model):
    """Who first published a book."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """What a book is about, or what sort of book it is."""

    name = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    """A work, by the year and the language in which it first came out."""

    title = models.CharField(max_length=120, unique=True)
    year = models.IntegerField()
    language = models.CharField(max_length=30)
    author = models.ForeignKey(Author, models.PROTECT, related_name="books")
    publisher = models.ForeignKey(
        Publisher, models.PROTECT, related_name="books", null=True, blank=True
    )
    tags = models.ManyToManyField(Tag, related_name="books")

    def __str__(self) -> str:
        return self.title


class Reader(models.Model):
    """A customer who writes reviews."""

    name = models.CharField(max_length=80, unique=True)
    joined = models.DateField()

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """What a reader tells about themselves."""

    reader = models.OneToOneField(Reader, models.CASCADE, related_name="profile")
    town = models.CharField(max_length=60)
    newsletter = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.town}, newsletter {'yes' if self.newsletter else 'no'}"


class Review(models.Model):
    """What a reader thought of a book, in one line and one to five stars."""

    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="reviews")
    rating = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    written = models.DateField()

    def __str__(self) -> str:
        return self.text
