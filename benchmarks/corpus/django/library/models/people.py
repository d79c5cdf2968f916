"""Those who write and publish."""

from __future__ import annotations

from django.db import models


class Country(models.Model):
    """A country."""

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class Publisher(models.Model):
    """A publishing house."""

    name = models.CharField(max_length=80)
    country = models.ForeignKey(Country, models.CASCADE, related_name="publishers")

    def __str__(self) -> str:
        return f"{self.name} ({self.country.name})"  # blame: form_choice_str


class Author(models.Model):
    """Someone who wrote books."""

    name = models.CharField(max_length=80)
    born = models.IntegerField(default=1900)
    country = models.ForeignKey(
        Country, models.SET_NULL, null=True, related_name="authors"
    )
    mentor = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="students"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def home(self) -> str:
        """The country's name, or a dash."""
        return self.country.name if self.country else "-"  # blame: property_on_model
