"""Reading clubs, with members through a table of their own."""

from __future__ import annotations

from django.db import models

from benchmarks.corpus.django.library.models.lending import Member


class Club(models.Model):
    """A reading club."""

    name = models.CharField(max_length=80)
    members = models.ManyToManyField(
        Member, through="library.Membership", related_name="clubs"
    )


class Membership(models.Model):
    """A member's place in a club."""

    club = models.ForeignKey(Club, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, default="reader")
