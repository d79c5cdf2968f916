"""A line: one clause or condition of the rewritten statement, with its indent."""

from __future__ import annotations

from dataclasses import replace

from nplusone_guard.advise.in_rewrite_clauses import Select, Tokens
from nplusone_guard.advise.in_rewrite_tokens import symbol, written

Line = tuple[int, Tokens]


def comma_separated(pieces: list[Tokens]) -> Tokens:
    """Return *pieces* as one list."""
    tokens: Tokens = []
    for piece in pieces:
        if tokens:
            tokens.append(symbol(",", spaced=False))
        tokens += [replace(piece[0], spaced=True), *piece[1:]]
    return tokens


def where_lines(conditions: list[Tokens], indent: int = 0) -> list[Line]:
    """Return the lines of a WHERE, one condition each."""
    lines = [(indent, [*written("WHERE"), *_spaced(conditions[0])])]
    lines += [(indent + 2, [*written("AND"), *_spaced(c)]) for c in conditions[1:]]
    return lines


def select_lines(
    select: Select, conditions: list[Tokens], indent: int = 0
) -> list[Line]:
    """Return the lines of a SELECT whose WHERE is made of *conditions*."""
    lines: list[Line] = [(indent, select.prefix)] if select.prefix else []
    verb = "SELECT DISTINCT" if select.distinct else "SELECT"
    lines += [
        (indent, [*written(verb), *comma_separated(select.items)]),
        (indent, [*written("FROM"), *_spaced(select.source)]),
        *where_lines(conditions, indent),
    ]
    for words, tokens in (
        ("GROUP BY", select.group),
        ("HAVING", select.having),
        ("ORDER BY", select.order),
    ):
        if tokens:
            lines.append((indent, [*written(words), *_spaced(tokens)]))
    return lines


def _spaced(tokens: Tokens) -> Tokens:
    return [replace(tokens[0], spaced=True), *tokens[1:]]
