"""nplusone: the oldest of them; a lazy load of a row that came in a list is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from benchmarks.compare.told import Told


class NPlusOne:
    """nplusone's Profiler; it names the relation and no place."""

    name = "nplusone"
    package = "nplusone"
    middleware = ""
    apps = "nplusone.ext.django"

    def missing(self) -> str | None:
        """Return why it cannot run here, or None."""
        return None if find_spec("nplusone") else "not installed"

    @contextmanager
    def watch(self, name: str) -> Iterator[Callable[[], list[Told]]]:
        """Watch a block with its Profiler, which raises by default."""
        from nplusone.core.profiler import Profiler

        messages: list[Any] = []
        profiler = Profiler()
        profiler.notify = messages.append
        with profiler:
            yield lambda: _told(messages)


def _told(messages: list[Any]) -> list[Told]:
    # Its other message is about eager loads that nobody used.
    named = {
        f"{one.model.__name__}.{one.field}": one.message
        for one in messages
        if one.label == "n_plus_one"
    }
    return [Told(text, relation=relation) for relation, text in named.items()]
