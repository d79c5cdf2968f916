"""django-zeal: patches the ORM, warns at the second lazy load from one line."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from benchmarks.compare.told import Span, Told

NAMED = re.compile(r"N\+1 detected on \w+\.(\S+)")


class Zeal:
    """django-zeal with ZEAL_RAISE off, so that a run goes on after a finding."""

    name = "django-zeal"
    package = "django-zeal"
    middleware = "zeal.middleware.zeal_middleware"
    apps = "zeal"

    def missing(self) -> str | None:
        """Return why it cannot run here, or None."""
        return None if find_spec("zeal") else "not installed"

    @contextmanager
    def watch(self, name: str) -> Iterator[Callable[[], list[Told]]]:
        """Watch a block as its zeal_context does."""
        from django.test import override_settings
        from zeal import zeal_context

        with (
            override_settings(ZEAL_RAISE=False),
            warnings.catch_warnings(record=True) as caught,
        ):
            warnings.simplefilter("always")
            with zeal_context():
                yield lambda: _told(caught)


def _told(caught: list[warnings.WarningMessage]) -> list[Told]:
    # It warns at every further repetition: one place is one finding.
    found: dict[tuple[str, int, str], Told] = {}
    for one in caught:
        text = str(one.message)
        named = NAMED.match(text)
        if named:
            span = Span(one.filename, one.lineno, one.lineno)
            found[one.filename, one.lineno, named[1]] = Told(
                text, relation=named[1], blame=span
            )
    return list(found.values())
