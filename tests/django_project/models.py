"""A small library: one model for each way in which rows can belong together."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class Publisher(models.Model):
    name = models.CharField(max_length=100)


class Author(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)
    publisher = models.ForeignKey(Publisher, models.CASCADE, null=True)

    def public_books(self, only=True):
        """The books that everyone may see."""
        return self.books.filter(is_public=only)

    @property
    def listed_books(self):
        return list(self.books.filter(is_public=True))

    @property
    def good_books(self):
        return self.books.filter(is_public=True)

    @property
    def shown_books(self):
        return [book for book in self.books.all() if book.is_public]

    @property
    def best_reviews(self):
        return Review.objects.filter(book__author=self, stars__gte=1).order_by("pk")


class Profile(models.Model):
    author = models.OneToOneField(Author, models.CASCADE)
    biography = models.TextField()


class Tag(models.Model):
    name = models.CharField(max_length=100)
    broader = models.ManyToManyField("self", symmetrical=False, related_name="narrower")


class Book(models.Model):
    title = models.CharField(max_length=100)
    summary = models.TextField(default="")
    is_public = models.BooleanField(default=True)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    editor = models.ForeignKey(
        Author, models.SET_NULL, null=True, related_name="edited"
    )
    tags = models.ManyToManyField(Tag, related_name="books")
    notes = GenericRelation("Note")

    class Meta:
        ordering = ["title"]

    def copies_counted_today(self):
        return self.copies.filter(counted=timezone.localdate())


class Review(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    stars = models.IntegerField()


class Category(models.Model):
    name = models.CharField(max_length=100)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="children"
    )


class Note(models.Model):
    text = models.TextField()
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveIntegerField()
    target = GenericForeignKey()


class Place(models.Model):
    name = models.CharField(max_length=100)


class Restaurant(Place):
    stars = models.IntegerField(default=0)


class Copy(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="copies")
    shelf = models.CharField(max_length=10)
    count = models.IntegerField(default=1)
    counted = models.DateField(auto_now=True)

    class Meta:
        unique_together = [("book", "shelf")]
        get_latest_by = "count"


class Circle(models.Model):
    name = models.CharField(max_length=100)
    inside = models.ManyToManyField("self", symmetrical=False, related_name="around")


class NumberedCopy(Copy):
    class Meta:
        proxy = True

    def save(self, *args, **kwargs):
        self.count = Copy.objects.count()
        super().save(*args, **kwargs)


class Fair(models.Model):
    name = models.CharField(max_length=100)
    authors = models.ManyToManyField(Author, through="Stand", related_name="fairs")


class Stand(models.Model):
    """A link that may be there twice, with a column of its own."""

    fair = models.ForeignKey(Fair, models.CASCADE)
    author = models.ForeignKey(Author, models.CASCADE)
    size = models.IntegerField(default=1)
