"""What is wrong with a page."""

from __future__ import annotations


class PageError(AssertionError):
    """A block does not do what its page says."""
