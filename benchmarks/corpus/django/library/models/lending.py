"""Members and what they borrow."""

from __future__ import annotations

from django.db import models

from benchmarks.corpus.django.library.models.books import Book
from benchmarks.corpus.django.library.models.people import Country


class Member(models.Model):
    """Someone with a library card."""

    name = models.CharField(max_length=80)
    email = models.EmailField()
    favourites = models.ManyToManyField(Book, related_name="fans")

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """What a member says about themselves."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="profile")
    country = models.ForeignKey(Country, models.CASCADE)
    about = models.TextField(default="")


class Loan(models.Model):
    """A book at a member's home."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="loans")
    book = models.ForeignKey(Book, models.CASCADE, related_name="loans")
    due = models.DateField()
    returned = models.BooleanField(default=False)
