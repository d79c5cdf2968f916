"""The canonical text: a statement written the one way all its variants share."""

from __future__ import annotations

import re
from functools import cache

from nplusone_guard.fingerprint.collapse import TRIGGERS, collapse
from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.hidden import HIDERS, hide_names
from nplusone_guard.fingerprint.lexer import tokens
from nplusone_guard.fingerprint.words import HELD_SPACE, Canon

_BEFORE_CALL = re.compile(r"(?<=[a-z0-9_]) (?=\()")
written = cache(Canon)


def plain_text(sql: object) -> str:
    """Return *sql* as text that can be encoded, whatever it was."""
    if isinstance(sql, (bytes, bytearray, memoryview)):
        return bytes(sql).decode("utf-8", "replace")
    text = str.__str__(sql) if isinstance(sql, str) else str(sql)
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def canonical_tokens(sql: str, dialect: Dialect) -> list[str]:
    """Return the tokens of the shape of *sql*."""
    write = written(dialect).__getitem__
    found = list(filter(None, map(write, tokens(sql, dialect))))
    while found and found[-1] == ";":
        found.pop()
    if not HIDERS.isdisjoint(found):
        hide_names(found, dialect)
    return found if TRIGGERS.isdisjoint(found) else collapse(found)


def canonical_text(sql: str, dialect: Dialect) -> str:
    """Return the text of the shape of *sql*."""
    text = " ".join(canonical_tokens(sql, dialect))
    text = text.replace(" . ", ".").replace(" ,", ",")
    if "(" in text:
        text = text.replace("( ", "(").replace(" )", ")")
        text = _BEFORE_CALL.sub("", text)
    if "::" in text:
        text = text.replace(" :: ", "::")
    if "[" in text:
        text = text.replace(" [ ", "[").replace("[ ", "[").replace(" ]", "]")
    return text.replace(HELD_SPACE, " ")
