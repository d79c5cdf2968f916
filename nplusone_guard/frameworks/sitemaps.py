"""Sitemaps: `items` gives the rows, `location` and its like are asked for each."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap

from nplusone_guard.capture.landmarks import Landmark, place, remove
from nplusone_guard.frameworks.items import items_asker, items_key

__all__ = ["room"]


class SitemapsRoom:
    """What the core learns about sitemaps."""

    name = "django sitemaps"
    spelling = None

    def install(self) -> None:
        """Learn to read the loop over a sitemap's items."""
        place(Sitemap._urls, Landmark("row asker", items_asker, items_key))

    def uninstall(self) -> None:
        """Forget it."""
        remove(Sitemap._urls)


room = SitemapsRoom()
