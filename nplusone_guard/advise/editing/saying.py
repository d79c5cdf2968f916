"""Saying: what a helper's source says, in the words of the one who calls it."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.text import names_in, source_of, substituted
from nplusone_guard.diagnose.calls import argument
from nplusone_guard.diagnose.syntax import Site

__all__ = ["PLACE", "said_by_caller"]

# Names that stand for what is put there later, so that the text stays source.
PLACE = "_the_query_asked_here"
_WORDS = "_the_words=given_here"


def said_by_caller(function: Site, text: str, call: Site) -> str | None:
    """Return *text* of *function* in the words of who makes *call*."""
    # "{}" stands for what is put there later; a name keeps it readable as source.
    shown = text.replace("{}", PLACE)
    words = _words(function, shown, call)
    if words is None:
        return None
    shown = shown.replace(words[0], _WORDS) if words[0] else shown
    names = [name for name in names_in(shown) if _is_parameter(function, name)]
    values: dict[str, str] = {}
    for name in names:
        value = _given(function, name, call) or _default(function, name)
        if value is None:
            return None
        values[name] = value
    said = substituted(shown, values).replace(_WORDS, words[1])
    return said.replace(PLACE, "{}")


def _words(function: Site, text: str, call: Site) -> tuple[str, str] | None:
    """Return the `**words` in *text* and what the call gives for them; None if unknown.

    Nothing where *text* has none.
    """
    signature = getattr(function.node, "args", None)
    taken = getattr(signature, "kwarg", None)
    if taken is None or taken.arg not in names_in(text):
        return "", ""
    given = getattr(call.node, "keywords", [])
    named = [word for word in given if not _is_parameter(function, str(word.arg))]
    is_whole = all(word.arg is not None for word in given)
    if text.count(f"**{taken.arg}") != 1 or not named or not is_whole:
        return None
    said = [f"{word.arg}={source_of(call.below(word.value))}" for word in named]
    return f"**{taken.arg}", ", ".join(said)


def _default(function: Site, name: str) -> str | None:
    """Return what a parameter is when it is not given, where that is a constant."""
    given = getattr(function.node, "args", None)
    if not isinstance(given, ast.arguments):
        return None
    positional = [*given.posonlyargs, *given.args]
    pairs = [
        *zip(reversed(positional), reversed(given.defaults), strict=False),
        *zip(given.kwonlyargs, given.kw_defaults, strict=True),
    ]
    for argument_, value in pairs:
        if argument_.arg == name and isinstance(value, ast.Constant):
            return ast.unparse(value)
    return None


def _is_parameter(function: Site, name: str) -> bool:
    given = getattr(function.node, "args", None)
    if not isinstance(given, ast.arguments):
        return False
    return name in {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


def _given(function: Site, name: str, call: Site) -> str | None:
    node = call.node
    is_method = isinstance(function.scope().node, ast.ClassDef)
    given = getattr(function.node, "args", None)
    first = [a.arg for a in given.args[:1]] if isinstance(given, ast.arguments) else []
    if is_method and first == [name]:
        func = node.func if isinstance(node, ast.Call) else node
        if isinstance(func, ast.Attribute):
            return source_of(call.below(func.value))
        return None
    step = argument(function, name, (call,)) if isinstance(node, ast.Call) else None
    return source_of(step.site) if step is not None else None
