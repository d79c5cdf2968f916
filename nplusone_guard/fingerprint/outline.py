"""An outline: what a shape does, and to which tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r'"(?:[^"]|"")*+"|`(?:[^`]|``)*+`|[^\s"`(),.]++|[(),.]')
_NAME = re.compile(r'"(?:[^"]|"")*+"|`(?:[^`]|``)*+`|[^."`]++')
_TABLE_WORDS = frozenset(
    {"FROM", "JOIN", "INTO", "UPDATE", "TABLE", "USING", "straight_join"}
)
_VERBS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"})
# Statements whose table may follow the first word: MERGE t USING u, TRUNCATE t.
_BARE = frozenset({"INSERT", "MERGE", "REPLACE", "TRUNCATE", "copy"})
_CALLS = frozenset({"call", "exec", "EXECUTE"})
_BEFORE_VERB = frozenset({"", "(", ")", ";", "explain", "analyze", "plan", "BEGIN"})
_SKIPPED = frozenset({"if", "NOT", "EXISTS", "only", "LATERAL"})
_MATERIALIZED = (["("], ["materialized"], ["NOT"])
_LONGEST_SUMMARY = 255


@dataclass(frozen=True, slots=True)
class Outline:
    """The statement word, the tables, and both in one line, of one shape."""

    statement: str
    tables: tuple[str, ...]
    summary: str


class _Part(NamedTuple):
    """A verb or the name of a table, and how many brackets it stands in."""

    depth: int
    text: str
    is_table: bool


@lru_cache(maxsize=1024)
def outline(text: str) -> Outline:
    """Return the outline of the canonical *text*."""
    words = _TOKEN.findall(text)
    statement = _statement(words)
    parts, defined = _parts(words)
    # The tables of the outermost query first, then those further in.
    tables = sorted(
        (part for part in parts if part.is_table), key=lambda one: one.depth
    )
    names = [_plain(part.text) for part in tables if part.text not in defined]
    return Outline(
        statement, tuple(dict.fromkeys(names)), _summary(statement, words, parts)
    )


def _summary(statement: str, words: list[str], parts: list[_Part]) -> str:
    """Return the verbs and tables in their order, as many as telemetry accepts.

    A verb is repeated where a query begins, a name where it is named again.
    """
    texts = [part.text for part in parts]
    if words[:1] and statement not in texts:
        texts.insert(0, statement)
    if words[:1] and words[0] in _CALLS:
        texts += _names(words, 1, True)
    summary = ""
    for text in texts:
        if len(summary) + len(text) >= _LONGEST_SUMMARY:
            break
        summary = f"{summary} {text}".strip()
    return summary


def _statement(words: list[str]) -> str:
    verb = next((word for word in words if word != "("), "").upper()
    if verb != "WITH":
        return verb
    depth = 0
    for word in words:
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in _VERBS:
            return word
    return verb


def _parts(words: list[str]) -> tuple[list[_Part], set[str]]:
    """Return the verbs and tables in their order, and which names are no tables."""
    found: list[_Part] = []
    defined: set[str] = set()
    brackets = [_Bracket("")]
    closed = brackets[0]
    for index, word in enumerate(words):
        depth = len(brackets)
        if word == "(":
            brackets.append(_Bracket(words[index - 1] if index else ""))
        elif word == ")":
            closed = brackets.pop() if depth > 1 else brackets[0]
        elif word == "AS" and words[index + 1 : index + 2] in _MATERIALIZED:
            name = words[index - 1]
            defined.add(closed.before if name == ")" else name)
        if _is_verb(words, index):
            brackets[-1].is_query |= word in ("SELECT", "DELETE")
            found.append(_Part(depth, word, False))
        if _takes_table(words, index, brackets[-1]):
            names = _names(words, index + 1, word not in ("FROM", "JOIN", "USING"))
            found += [_Part(depth, name, True) for name in names]
    return found, defined


def _is_verb(words: list[str], index: int) -> bool:
    word, before = words[index], words[index - 1] if index else ""
    if word == "SELECT":
        return words[0] not in ("grant", "revoke")
    return word in _VERBS and before in _BEFORE_VERB


class _Bracket:
    """An open bracket: the word before it, and whether it holds a query."""

    __slots__ = ("before", "is_query")

    def __init__(self, before: str) -> None:
        self.before = before
        self.is_query = False


def _takes_table(words: list[str], index: int, bracket: _Bracket) -> bool:
    word, before = words[index], words[index - 1] if index else ""
    if word == "FROM":
        return bracket.is_query and before != "DISTINCT"
    if word == "UPDATE":
        return before in _BEFORE_VERB
    if word == "ON":
        return words[0] == "CREATE" and "index" in words[1:3]
    is_bare = index == 0 and word in _BARE and "INTO" not in words[1:4]
    return is_bare or word in _TABLE_WORDS


def _names(words: list[str], index: int, has_columns: bool) -> list[str]:
    """Return the names of the table list that starts at *index*."""
    names: list[str] = []
    if words[index : index + 4] == ["TOP", "(", "?", ")"]:
        index += 4
    while True:
        while words[index : index + 1] and words[index] in _SKIPPED:
            index += 1
        parts = []
        while words[index : index + 1] and _is_name(words[index]):
            parts.append(words[index])
            index += 1
            if words[index : index + 1] != ["."]:
                break
            index += 1
        if not parts:
            return names
        if has_columns or words[index : index + 1] != ["("]:
            names.append(".".join(parts))
        if words[index : index + 1] == ["AS"]:
            index += 1
        if words[index : index + 1] and _is_name(words[index]):
            index += 1
        if words[index : index + 1] != [","]:
            return names
        index += 1


def _is_name(word: str) -> bool:
    first = word[0]
    return first.islower() or first in '_"`#' or first > "\x7f" or first.isdigit()


def _plain(name: str) -> str:
    """Return *name* with its parts without quotes."""
    return ".".join(map(_unquoted, _NAME.findall(name)))


def _unquoted(word: str) -> str:
    mark = word[0]
    return word[1:-1].replace(mark * 2, mark) if mark in '"`' else word
