"""Joined calls: what two findings add to one query, each method called once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

__all__ = [
    "ADDED",
    "ONE_CALL",
    "Part",
    "one_call_each",
    "own_calls_first",
    "without_prefixes",
]

# What a query takes one after the other; of these, calls of one name are made one.
ADDED = frozenset({"select_related", "prefetch_related", "options", "annotate"})
ONE_CALL = frozenset({"select_related", "prefetch_related", "options"})

# A call that ends with a list of plain names.
_WITH_LIST = re.compile(r"^(\w+\([^\[\]]*, )\[([\w., ]+)\]\)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One `.name(...)` of a chain, as written, and where it ends."""

    name: str
    text: str
    arguments: tuple[str, ...]
    end: int


def one_call_each(parts: Iterable[Part]) -> str | None:
    """Return *parts* as calls, one of each method; None where they contradict."""
    calls: dict[str, list[str]] = {}
    for part in parts:
        is_one = part.name in ONE_CALL and bool(part.arguments)
        key = part.name if is_one else part.text
        calls.setdefault(key, []).extend(part.arguments if is_one else ())
    if any(_contradicts(arguments) for arguments in calls.values()):
        return None
    shorter = {key: without_prefixes(_lists_joined(v)) for key, v in calls.items()}
    return "".join(
        f".{key}({', '.join(given)})" if given else key
        for key, given in shorter.items()
    )


def own_calls_first(ours: list[Part], theirs: list[Part]) -> str | None:
    """Return *ours* as they are, and calls of their own for what else *theirs* load."""
    own = [text for part in ours for text in part.arguments]
    others = [
        replace(part, arguments=tuple(_not_in(own, part.arguments)))
        for part in theirs
        if not part.arguments or _not_in(own, part.arguments)
    ]
    whole = one_call_each((*ours, *theirs))
    every = [*own, *(text for part in others for text in part.arguments)]
    if whole is None or _lists_joined(every) != every:
        return whole
    added = one_call_each(part for part in others if part not in ours) or ""
    mine = "".join(part.text for part in ours)
    # A path through rows that a Prefetch chooses has to come behind it.
    return f"{added}{mine}" if "Prefetch(" in added else f"{mine}{added}"


def _not_in(own: list[str], arguments: tuple[str, ...]) -> list[str]:
    return [
        text
        for text in arguments
        if text not in own and not any(_goes_through(mine, text) for mine in own)
    ]


def without_prefixes(arguments: Iterable[str]) -> list[str]:
    """Leave out what a longer path loads as well: "team" beside "team__organisation"."""
    texts = dict.fromkeys(arguments)
    needed = [
        text
        for text in texts
        if not any(_goes_through(longer, text) for longer in texts)
    ]
    # A path through rows that a Prefetch chooses has to come behind it.
    return sorted(needed, key=lambda text: not text.startswith("Prefetch("))


def _lists_joined(arguments: list[str]) -> list[str]:
    """Make `of(A, [B])` and `of(A, [C])` one, which no query takes beside each other."""
    found: dict[str, list[str]] = {}
    for text in arguments:
        match = _WITH_LIST.match(text)
        head, listed = match.groups() if match else (text, "")
        items = found.setdefault(head, [])
        items += [each for each in listed.split(", ") if each and each not in items]
    return [
        f"{head}[{', '.join(items)}])" if items else head
        for head, items in found.items()
    ]


def _goes_through(longer: str, path: str) -> bool:
    if path[:1] in "\"'":
        return longer.startswith(f"{path[:-1]}__")
    return longer.startswith(f"{path}.")


def _contradicts(arguments: list[str]) -> bool:
    """Say whether one relation is asked for twice, with other rows."""
    names = [_relation(text) for text in dict.fromkeys(arguments)]
    return len(set(names)) != len(names)


def _relation(argument: str) -> str:
    if argument.startswith("Prefetch(") and "to_attr" not in argument:
        return argument.removeprefix("Prefetch(").partition(",")[0].strip()
    return argument
