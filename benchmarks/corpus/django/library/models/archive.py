"""Tables of the second database."""

from __future__ import annotations

from django.db import models


class Scan(models.Model):
    """A scanned page, kept in the archive's database."""

    isbn = models.CharField(max_length=13)
    page = models.IntegerField()


class Delivery(models.Model):
    """A row kept in both databases: what left, and what the archive got."""

    label = models.CharField(max_length=40)
    pages = models.IntegerField(default=0)
