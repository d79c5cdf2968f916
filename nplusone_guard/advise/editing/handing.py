"""Handing down: a helper takes what its loop has looked up, and asks where it gets none."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.hoisting import Asked
from nplusone_guard.advise.editing.saying import said_by_caller
from nplusone_guard.advise.editing.text import names_in, parsed, segment, source_of
from nplusone_guard.diagnose.spelling import last_name
from nplusone_guard.diagnose.syntax import FUNCTIONS, Site, site_at

__all__ = ["HandedDown", "hand", "handed_down", "takes_more"]

# Decorators that leave the parameters to the function.
_PLAIN = frozenset({"classmethod", "staticmethod"})


@dataclass(frozen=True, slots=True)
class HandedDown(Asked):
    """A query in a helper, told in the words of the loop that calls it.

    Attributes:
        inner: where the helper asks.
        given: what the loop's variables are called in the helper.
    """

    inner: Site | None = None
    given: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> Site:
        """Where the query stands."""
        assert self.inner is not None
        return self.inner

    def put(self, edits: Edits, look: str) -> None:
        """Put *look* into the helper, for callers that hand the rows down."""
        inner, function = self.query, self.query.scope()
        name = next(iter(names_in(look) - names_in(self.text)), "")
        known = _reworded(look, dict(self.given))
        asked = source_of(inner)
        either = f"{asked} if {name} is None else {known}"
        is_whole = isinstance(inner.path[-2], (ast.Assign, ast.AnnAssign, ast.Return))
        edits.replace(inner, either if is_whole else f"({either})")
        hand(edits, function, self.site, (name, "None"), name)


def handed_down(asked: Asked, loop: Site | None) -> HandedDown | None:
    """Return *asked* as its caller's; None where the caller cannot hand anything down."""
    function = asked.site.scope()
    call = site_at(asked.callers[0]) if asked.callers else None
    if loop is None or call is None or not isinstance(call.node, ast.Call):
        return None
    if call.scope().place() != loop.scope().place() or call.file != loop.file:
        return None
    if not takes_more(function) or asked.around != "{}":
        return None
    text = said_by_caller(function, asked.text, call)
    given = _given(function, asked.text, call)
    locals_ = _assigned_in(function) & names_in(asked.text)
    if text is None or given is None or locals_:
        return None
    return HandedDown(
        site=call,
        text=text,
        is_async=asked.is_async,
        callers=asked.callers[1:],
        lenders=(*asked.lenders, asked.site.file),
        inner=asked.site,
        given=given,
    )


def hand(
    edits: Edits, function: Site, call: Site, parameter: tuple[str, str], given: str
) -> None:
    """Give *function* one more *parameter*, a name and its default, and *call* a value."""
    name, default = parameter
    signature = getattr(function.node, "args", None)
    assert isinstance(signature, ast.arguments)
    assert isinstance(call.node, ast.Call)
    last = (signature.defaults or signature.args)[-1]
    _behind(edits, function.below(last), f", {name}={default}")
    ends = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    if ends:
        _behind(edits, call.below(ends[-1]), f", {name}={given}")
    else:
        edits.replace(call, f"{source_of(call)[:-1]}{name}={given})")


def takes_more(function: Site) -> bool:
    """Say whether a parameter can be put behind the others, and a call can give it."""
    node = function.node
    if not isinstance(node, FUNCTIONS):
        return False
    signature = node.args
    is_own = all(last_name(each) in _PLAIN for each in node.decorator_list)
    return bool(signature.args) and signature.vararg is None and is_own


def _given(function: Site, text: str, call: Site) -> tuple[tuple[str, str], ...] | None:
    """Return the caller's variable for each parameter that *text* reads."""
    pairs: dict[str, str] = {}
    signature: ast.arguments = function.node.args  # type: ignore[attr-defined]
    if signature.kwarg is not None and signature.kwarg.arg in names_in(text):
        return None
    parameters = {arg.arg for arg in (*signature.args, *signature.kwonlyargs)}
    for name in sorted(names_in(text) & parameters):
        value = said_by_caller(function, name, call)
        if value is None or value in pairs:
            return None
        pairs[value] = name
    return tuple(pairs.items())


def _reworded(text: str, words: Mapping[str, str]) -> str:
    """Return *text* with the caller's expressions exchanged for the helper's names."""
    tree = parsed(text)
    places: dict[tuple[int, int], str] = {}
    pending: list[ast.AST] = [] if tree is None else [tree]
    while pending:
        node = pending.pop()
        said = segment(text, node) if isinstance(node, ast.expr) else ""
        if said in words and isinstance(node, ast.expr):
            places[node.col_offset, node.end_col_offset or 0] = words[said]
        else:
            pending += ast.iter_child_nodes(node)
    raw = text.encode()
    for (start, end), name in sorted(places.items(), reverse=True):
        raw = raw[:start] + name.encode() + raw[end:]
    return raw.decode()


def _assigned_in(function: Site) -> set[str]:
    return {
        node.id
        for node in ast.walk(function.node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _behind(edits: Edits, site: Site, text: str) -> None:
    """Put *text* behind the expression at *site*."""
    edits.replace(site, f"{source_of(site)}{text}")
