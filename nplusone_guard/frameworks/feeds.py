"""Feeds: `items` gives the rows, `item_title` and its like are asked for each."""

from __future__ import annotations

from django.contrib.syndication.views import Feed

from nplusone_guard.capture.landmarks import Landmark, place, remove
from nplusone_guard.frameworks.items import items_asker, items_key

__all__ = ["room"]


class FeedsRoom:
    """What the core learns about syndication feeds."""

    name = "django feeds"
    spelling = None

    def install(self) -> None:
        """Learn to read the loop over a feed's items."""
        place(Feed.get_feed, Landmark("row asker", items_asker, items_key))

    def uninstall(self) -> None:
        """Forget it."""
        remove(Feed.get_feed)


room = FeedsRoom()
