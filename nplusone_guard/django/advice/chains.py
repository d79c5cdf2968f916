"""A chain: `Book.objects.filter(x=1).first()` taken apart into base and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nplusone_guard.advise.editing.text import parsed, segment
from nplusone_guard.django.querysets import shortcut_of

__all__ = ["Chain", "Condition", "Link", "chain_of"]

_OR_404 = {"get_object_or_404": "get", "get_list_or_404": "filter"}
_TERMINAL_MANAGERS = ("objects", "_default_manager", "_base_manager")


@dataclass(frozen=True, slots=True)
class Link:
    """One call of a chain, or one slice, whose name is then empty.

    Attributes:
        arguments: the positional arguments, as text.
        keywords: the keyword arguments; a name of None stands for `**`.
        text: the call with its dot, or the slice with its brackets.
    """

    name: str
    text: str
    arguments: tuple[str, ...] = ()
    keywords: tuple[tuple[str | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One keyword of a filter: `author=author` or `price__gte=4`."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A base ("Book.objects", "book.reviews") and what is called on it, in order."""

    base: str
    links: tuple[Link, ...]

    @property
    def last(self) -> str:
        """The name of the last call, without the `a` of its asynchronous twin."""
        return self.links[-1].name if self.links else ""

    @property
    def owner(self) -> str:
        """What the base is an attribute of: "book" of "book.reviews"."""
        return self.base.rpartition(".")[0]

    @property
    def attribute(self) -> str:
        """The last name of the base: "reviews" of "book.reviews"."""
        return self.base.rpartition(".")[2]

    def only(self, *names: str) -> bool:
        """Say whether no other calls than *names* are in the chain."""
        return all(link.name in names for link in self.links)

    def without(self, *names: str) -> Chain:
        """Return the chain without the calls of *names*."""
        kept = tuple(link for link in self.links if link.name not in names)
        return replace(self, links=kept)

    def upto(self, name: str) -> Chain:
        """Return the part of the chain before the last call of *name*."""
        for index in range(len(self.links) - 1, -1, -1):
            if self.links[index].name == name:
                return replace(self, links=self.links[:index])
        return self

    def text(self, base: str | None = None) -> str:
        """Return the chain as source, on another base where one is given."""
        return (base or self.base) + "".join(link.text for link in self.links)

    def conditions(self) -> list[Condition]:
        """Return the keywords of every `filter` and `get`."""
        return [
            Condition(name, value)
            for link in self.links
            if link.name in ("filter", "get")
            for name, value in link.keywords
            if name is not None
        ]

    def link(self, *names: str) -> Link | None:
        """Return the first call of one of *names*."""
        return next((link for link in self.links if link.name in names), None)


def chain_of(text: str) -> Chain | None:
    """Take *text* apart; None where it is no chain of calls."""
    text = text.strip()
    node = parsed(text)
    if isinstance(node, ast.Await):
        node = node.value
    if node is None:
        return None
    links: list[Link] = []
    while True:
        if isinstance(node, ast.Subscript):
            inner = segment(text, node.value)
            links.append(Link("", segment(text, node)[len(inner) :]))
            node = node.value
        elif isinstance(node, ast.Call) and shortcut_of(node.func):
            return _of_shortcut(text, node, shortcut_of(node.func), links)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            links.append(_link(text, node, node.func))
            node = node.func.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if links and links[0].name == "save":
                break  # `Tag(name=name).save()`
            return None
        else:
            break
    return Chain(segment(text, node), tuple(reversed(links)))


def _link(text: str, node: ast.Call, func: ast.Attribute) -> Link:
    whole, inner = segment(text, node), segment(text, func.value)
    parts = [part for argument in node.args for part in _conjuncts(argument)]
    arguments = tuple(segment(text, part) for part in parts if not _pairs(text, part))
    keywords = tuple((k.arg, segment(text, k.value)) for k in node.keywords)
    for part in parts:
        keywords += _pairs(text, part)
    name = _synchronous(func.attr)
    call = whole[len(inner) :].lstrip()
    if name != func.attr:
        call = call.replace(f".{func.attr}", f".{name}", 1)
    return Link(name, call, arguments, keywords)


def _conjuncts(node: ast.expr) -> list[ast.expr]:
    """Return the parts of `Q(a=1) & (Q(b=2) | Q(c=3))`, all of which have to hold."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.BitAnd):
        return [node]
    return [*_conjuncts(node.left), *_conjuncts(node.right)]


def _pairs(text: str, node: ast.expr) -> tuple[tuple[str | None, str], ...]:
    """Read `Q(a=1)` as the keywords that say the same; none where it says more."""
    name = getattr(node, "func", None)
    if getattr(name, "id", getattr(name, "attr", "")) != "Q" or node.args:  # type: ignore[attr-defined]
        return ()
    return tuple((k.arg, segment(text, k.value)) for k in node.keywords)  # type: ignore[attr-defined]


_ASYNCHRONOUS = frozenset(
    {
        *("aget", "afirst", "alast", "alatest", "aearliest", "acount", "aexists"),
        *("acontains", "aaggregate", "acreate", "aget_or_create", "adelete"),
        *("aupdate_or_create", "aupdate", "ain_bulk", "aiterator", "aset", "aadd"),
        *("aremove", "aclear", "asave", "arefresh_from_db"),
    }
)


def _synchronous(name: str) -> str:
    return name[1:] if name in _ASYNCHRONOUS else name


def _of_shortcut(
    text: str, node: ast.Call, name: str, links: list[Link]
) -> Chain | None:
    """Read `get_object_or_404(Author, pk=key)` as `Author.objects.get(pk=key)`."""
    method = _OR_404.get(name)
    if method is None or not node.args:
        return None
    inner = chain_of(segment(text, node.args[0]))
    if inner is None:
        return None
    base = inner.base
    if not inner.links and base.rpartition(".")[2] not in _TERMINAL_MANAGERS:
        base += ".objects"
    pairs = [(k.arg, segment(text, k.value)) for k in node.keywords]
    others = [segment(text, argument) for argument in node.args[1:]]
    link = Link(
        method, f".{method}({_spelled(others, pairs)})", tuple(others), (*pairs,)
    )
    return Chain(base, (*inner.links, link, *reversed(links)))


def _spelled(
    arguments: Iterable[str], keywords: Iterable[tuple[str | None, str]]
) -> str:
    named = [f"**{v}" if k is None else f"{k}={v}" for k, v in keywords]
    return ", ".join([*arguments, *named])
