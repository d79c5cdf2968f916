"""An outline: what a shape does, and to which tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r'"(?:[^"]|"")*+"|`(?:[^`]|``)*+`|[^\s"`(),.]++|[(),.]')
_TABLE_WORDS = frozenset({"FROM", "JOIN", "INTO", "UPDATE", "TABLE", "USING"})
_VERBS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"})
_BEFORE_UPDATE = frozenset({"", "(", ")", ";", "explain", "analyze"})
_SKIPPED = frozenset({"if", "NOT", "EXISTS", "only", "LATERAL"})
_LONGEST_SUMMARY = 255


@dataclass(frozen=True, slots=True)
class Outline:
    """The statement word and the tables of one shape."""

    statement: str
    tables: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The statement word and the tables, cut to what telemetry accepts."""
        return " ".join((self.statement, *self.tables))[:_LONGEST_SUMMARY].strip()


@lru_cache(maxsize=1024)
def outline(text: str) -> Outline:
    """Return the outline of the canonical *text*."""
    words = _TOKEN.findall(text)
    return Outline(_statement(words), tuple(dict.fromkeys(_tables(words))))


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


def _tables(words: list[str]) -> list[str]:
    """Return the tables of the outermost query first, then those further in."""
    found: list[tuple[int, str]] = []
    defined: set[str] = set()
    brackets = [_Bracket("")]
    closed = brackets[0]
    for index, word in enumerate(words):
        if word == "(":
            brackets.append(_Bracket(words[index - 1] if index else ""))
        elif word == ")":
            closed = brackets.pop() if len(brackets) > 1 else brackets[0]
        elif word in ("SELECT", "DELETE"):
            brackets[-1].is_query = True
        elif word == "AS" and words[index + 1 : index + 2] in (["("], ["materialized"]):
            name = words[index - 1]
            defined.add(closed.before if name == ")" else name)
        elif word in _TABLE_WORDS and _takes_table(words, index, brackets[-1]):
            names = _names(words, index + 1, word in ("INTO", "TABLE"))
            found += [(len(brackets), name) for name in names]
    found.sort(key=lambda item: item[0])
    return [name for _, name in found if name not in defined]


class _Bracket:
    """An open bracket: the word before it, and whether it holds a query."""

    __slots__ = ("before", "is_query")

    def __init__(self, before: str) -> None:
        self.before = before
        self.is_query = False


def _takes_table(words: list[str], index: int, bracket: _Bracket) -> bool:
    before = words[index - 1] if index else ""
    if words[index] == "FROM":
        return bracket.is_query and before != "DISTINCT"
    if words[index] == "UPDATE":
        return before in _BEFORE_UPDATE
    return True


def _names(words: list[str], index: int, has_columns: bool) -> list[str]:
    """Return the names of the table list that starts at *index*."""
    names: list[str] = []
    while True:
        while words[index : index + 1] and words[index] in _SKIPPED:
            index += 1
        parts = []
        while words[index : index + 1] and _is_name(words[index]):
            parts.append(_unquoted(words[index]))
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


def _unquoted(word: str) -> str:
    mark = word[0]
    return word[1:-1].replace(mark * 2, mark) if mark in '"`' else word
