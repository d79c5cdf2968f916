"""A clause: the part of a statement between two of its leading words, outside brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nplusone_guard.advise.in_rewrite_tokens import RefusedError, Token

Tokens = list[Token]
DEEPEST = 50

_ORDER = (
    "SELECT",
    "FROM",
    "WHERE",
    "GROUP",
    "HAVING",
    "WINDOW",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "FETCH",
)
# Outside brackets each of these changes which rows come back, or what is done with them.
_REFUSED = {
    "UNION": "UNION joins two queries, and only one of them may hold the key.",
    "INTERSECT": "INTERSECT joins two queries, and only one may hold the key.",
    "EXCEPT": "EXCEPT joins two queries, and only one may hold the key.",
    "MINUS": "MINUS joins two queries, and only one may hold the key.",
    "FOR": "FOR UPDATE and its kin lock rows in the order they are read.",
    "LOCK": "LOCK IN SHARE MODE locks rows in the order they are read.",
    "INTO": "SELECT INTO writes its result away.",
    "QUALIFY": "QUALIFY filters by a window function.",
    "TABLESAMPLE": "TABLESAMPLE reads other rows each time.",
    "TOP": "TOP limits the rows of all keys together.",
    "WINDOW": "A WINDOW clause numbers the rows of all keys together.",
    "OVER": "A window function counts over the rows of all keys together.",
    "ROLLUP": "ROLLUP adds rows that belong to no key.",
    "CUBE": "CUBE adds rows that belong to no key.",
    "CONNECT": "CONNECT BY walks from row to row.",
    "PIVOT": "PIVOT turns rows into columns.",
    "OPTION": "OPTION may change how rows are read.",
    "PROCEDURE": "PROCEDURE hands the rows to a procedure.",
}


@dataclass(frozen=True, slots=True)
class Select:
    """The clauses of one SELECT, each without its leading word."""

    items: list[Tokens]
    source: Tokens
    where: Tokens
    distinct: bool = False
    prefix: Tokens = field(default_factory=list)
    group: Tokens = field(default_factory=list)
    having: Tokens = field(default_factory=list)
    order: Tokens = field(default_factory=list)
    limit: Tokens | None = None


def outside_brackets(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Yield the tokens that stand in no round or square brackets, with their index."""
    depth = 0
    for index, token in enumerate(tokens):
        if token.kind == "symbol" and token.text in (")", "]"):
            depth -= 1
        if depth == 0:
            yield index, token
        if token.kind == "symbol" and token.text in ("(", "["):
            depth += 1
        if depth > DEEPEST:
            raise RefusedError(f"The brackets nest deeper than {DEEPEST}.")
    if depth:
        raise RefusedError("The brackets do not match.")


def split_list(tokens: Tokens) -> list[Tokens]:
    """Return the pieces of *tokens* between commas."""
    cuts = [index for index, token in outside_brackets(tokens) if token.text == ","]
    edges = [-1, *cuts, len(tokens)]
    return [tokens[a + 1 : b] for a, b in zip(edges, edges[1:], strict=False)]


def read_select(tokens: Tokens) -> Select:
    """Return the clauses of the SELECT in *tokens*."""
    start = next(
        (n for n, token in outside_brackets(tokens) if token.word == "SELECT"), None
    )
    if start is None:
        raise RefusedError("The statement has no SELECT outside brackets.")
    _check_prefix(tokens[:start])
    parts = _parts(tokens[start:])
    if "FROM" not in parts or "WHERE" not in parts:
        raise RefusedError("The statement has no WHERE that a list could stand in.")
    if not all(parts.values()):
        raise RefusedError("A clause is empty.")
    if "OFFSET" in parts:
        raise RefusedError("OFFSET skips rows of all keys together.")
    distinct, items = _items(parts["SELECT"])
    return Select(
        items=items,
        source=parts["FROM"],
        where=parts["WHERE"],
        distinct=distinct,
        prefix=tokens[:start],
        group=_by(parts.get("GROUP", [])),
        having=parts.get("HAVING", []),
        order=_by(parts.get("ORDER", [])),
        limit=_limit(parts),
    )


def _parts(tokens: Tokens) -> dict[str, Tokens]:
    starts: list[tuple[int, str]] = []
    for index, token in outside_brackets(tokens):
        before = tokens[index - 1] if index > 0 else None
        if before is not None and (before.text == "." or before.word == "AS"):
            continue  # a name, whichever word it is: MAX(price) AS top
        if token.word in _REFUSED:
            raise RefusedError(_REFUSED[token.word])
        if token.word in _ORDER:
            starts.append((index, token.word))
    words = [word for _, word in starts]
    if sorted(set(words), key=_ORDER.index) != words:
        raise RefusedError("The clauses could not be told apart with certainty.")
    ends = [index for index, _ in starts[1:]] + [len(tokens)]
    return {
        word: tokens[index + 1 : end]
        for (index, word), end in zip(starts, ends, strict=True)
    }


def _check_prefix(prefix: Tokens) -> None:
    if prefix and prefix[0].word != "WITH":
        raise RefusedError("The statement has something before its SELECT.")
    if any(token.word in ("INSERT", "UPDATE", "DELETE", "MERGE") for token in prefix):
        raise RefusedError("The WITH part writes rows.")


def _items(tokens: Tokens) -> tuple[bool, list[Tokens]]:
    distinct = bool(tokens) and tokens[0].word == "DISTINCT"
    if tokens and tokens[0].word in ("DISTINCT", "ALL", "DISTINCTROW"):
        tokens = tokens[1:]
    if distinct and tokens and tokens[0].word == "ON":
        raise RefusedError("DISTINCT ON keeps one row of all keys together.")
    items = split_list(tokens)
    if not all(items):
        raise RefusedError("The list of columns could not be read.")
    return distinct, items


def _by(tokens: Tokens) -> Tokens:
    if tokens and (tokens[0].word != "BY" or len(tokens) == 1):
        raise RefusedError("The clauses could not be told apart with certainty.")
    if tokens and not all(split_list(tokens[1:])):
        raise RefusedError("A list has an empty entry.")
    return tokens[1:]


def _limit(parts: dict[str, Tokens]) -> Tokens | None:
    limit = parts.get("LIMIT")
    if "FETCH" in parts:
        if limit is not None or any(token.word == "TIES" for token in parts["FETCH"]):
            raise RefusedError("The limit could not be read with certainty.")
        limit = [token for token in parts["FETCH"] if token.value]
    if limit is None or (limit and limit[0].word == "ALL"):
        return None
    if len(limit) != 1 or limit[0].value is None:
        raise RefusedError("The limit is more than one plain number.")
    return limit
