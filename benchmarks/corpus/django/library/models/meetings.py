"""Events in the library, their sessions and who speaks."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Event(models.Model):
    """A day of talks."""

    name = models.CharField(max_length=80)
    starts = models.DateField()


class Speaker(models.Model):
    """A user who speaks."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="speakers"
    )
    topic = models.CharField(max_length=80)


class Session(models.Model):
    """A talk."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=80)


class Ticket(models.Model):
    """A seat at an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tickets")
    holder = models.CharField(max_length=80)
    used = models.BooleanField(default=False)
