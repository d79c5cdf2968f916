"""The app configuration: needed for the system checks alone."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from nplusone_guard.django.checks import check_settings

__all__ = ["NPlusOneGuardConfig"]


class NPlusOneGuardConfig(AppConfig):
    """`INSTALLED_APPS += ["nplusone_guard.django"]`."""

    name = "nplusone_guard.django"
    # Django would take the last word of the name, which is its own.
    label = "nplusone_guard"
    verbose_name = "N+1 guard"

    def ready(self) -> None:
        """Have `manage.py check` read the settings."""
        register(check_settings)
