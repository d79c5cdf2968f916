"""The tables that the documentation speaks of: users in teams, books by authors."""

from __future__ import annotations

from django.db import models


class Team(models.Model):
    name = models.CharField(max_length=40)


class User(models.Model):
    name = models.CharField(max_length=40)
    team = models.ForeignKey(Team, models.CASCADE, related_name="users")


class Author(models.Model):
    name = models.CharField(max_length=40)


class Tag(models.Model):
    name = models.CharField(max_length=40)


class Book(models.Model):
    title = models.CharField(max_length=40)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    tags = models.ManyToManyField(Tag)


def stock() -> None:
    for number in range(1, 6):
        team = Team.objects.create(name=f"team {number}")
        User.objects.create(name=f"user {number}", team=team)
        author = Author.objects.create(name=f"author {number}")
        book = Book.objects.create(title=f"book {number}", author=author)
        book.tags.add(Tag.objects.create(name=f"tag {number}"))
