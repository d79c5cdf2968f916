"""The application's name in the registry."""

from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The library application."""

    name = "benchmarks.corpus.django.library"
    label = "library"
