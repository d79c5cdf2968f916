"""The window plan: ORDER BY with LIMIT, kept for each key by numbering its rows."""

from __future__ import annotations

from dataclasses import replace

from nplusone_guard.advise.in_rewrite_clauses import Select, Tokens, split_list
from nplusone_guard.advise.in_rewrite_columns import (
    Column,
    column_of,
    is_single_table,
    with_keys,
)
from nplusone_guard.advise.in_rewrite_condition import Key, plain_name
from nplusone_guard.advise.in_rewrite_lines import (
    Line,
    comma_separated,
    select_lines,
)
from nplusone_guard.advise.in_rewrite_plan import Plan
from nplusone_guard.advise.in_rewrite_tokens import (
    MYSQL,
    RefusedError,
    Token,
    symbol,
    written,
)

_NUMBER = "row_in_key"
_ORDER_WORDS = frozenset(["ASC", "DESC", "NULLS", "FIRST", "LAST"])


def window_plan(
    select: Select, keys: tuple[Key, ...], conditions: list[Tokens], dialect: str | None
) -> Plan:
    """Return the plan that numbers the rows of each key and keeps the first ones."""
    if select.distinct or select.group:
        raise RefusedError("LIMIT cuts the rows of all keys together after grouping.")
    assert select.limit is not None
    limit = select.limit[0]
    if limit.text == "0":
        raise RefusedError("LIMIT 0 returns nothing.")
    items, at = with_keys(select, keys)
    columns = [column_of(item) for item in items]
    order = _order(select.order, columns)
    starred = any(column.is_star for column in columns)
    if starred:
        _check_stars(select, columns, dialect)
        outer = [[symbol("*")]]
        # The number is one more column at the end of each row.
        at = None if at is None else tuple(n - 1 if n < 0 else n for n in at)
    else:
        items, outer = _named(items, columns)
    numbered = replace(select, items=items, order=order)
    lines = _lines(numbered, keys, conditions, comma_separated(outer))
    return Plan(lines, keys, "one" if _is_one(limit) else "many", at)


def _lines(
    select: Select, keys: tuple[Key, ...], conditions: list[Tokens], outer: Tokens
) -> list[Line]:
    number = [
        *written("ROW_NUMBER() OVER (PARTITION BY"),
        *comma_separated([key.column for key in keys]),
        *written("ORDER BY"),
        *select.order,
        symbol(")", spaced=False),
        *written(f"AS {_NUMBER}"),
    ]
    plain = replace(select, order=[], prefix=[], limit=None)
    (indent, first), *inner = select_lines(plain, conditions, indent=2)
    limit = (select.limit or [])[0]
    is_one = _is_one(limit)
    kept = written(f"WHERE {_NUMBER} = 1")
    return [
        *([(0, select.prefix)] if select.prefix else []),
        (0, [*written("SELECT"), *outer]),
        (0, written("FROM (")),
        (indent, [*first, symbol(",", spaced=False)]),
        (indent + 2, number),
        *inner,
        (0, written(") AS ranked")),
        (0, kept if is_one else [*written(f"WHERE {_NUMBER} <="), limit]),
        *([] if is_one else [(0, written(f"ORDER BY {_NUMBER}"))]),
    ]


def _is_one(limit: Token) -> bool:
    return limit.value is not None and limit.value.is_literal and limit.text == "1"


def _order(order: Tokens, columns: list[Column]) -> Tokens:
    # In a window neither a position nor the name of a result column is known.
    names = {column.name: column for column in columns if column.name}
    pieces = []
    for piece in split_list(order):
        if piece[0].kind == "symbol" and piece[0].text.isdigit():
            raise RefusedError("ORDER BY counts columns, which a window cannot.")
        rest = [token for token in piece[1:] if token.word not in _ORDER_WORDS]
        named = names.get(plain_name(piece[0])) if piece[0].kind != "value" else None
        if not rest and named:
            expression = [
                replace(named.expression[0], spaced=True),
                *named.expression[1:],
            ]
            pieces.append([*expression, *piece[1:]])
            continue
        if any(_is_alias(token, names) for token in piece):
            raise RefusedError("ORDER BY computes with the name of a result column.")
        pieces.append(piece)
    return comma_separated(pieces)


def _is_alias(token: Token, names: dict[str, Column]) -> bool:
    if token.kind not in ("word", "quoted"):
        return False
    column = names.get(plain_name(token))
    return column is not None and plain_name(column.expression[-1]) != column.name


def _check_stars(select: Select, columns: list[Column], dialect: str | None) -> None:
    several = len(columns) > 1 or not is_single_table(select.source)
    if several and (dialect in MYSQL or dialect is None):
        raise RefusedError("A star beside other columns may give two the same name.")


def _named(
    items: list[Tokens], columns: list[Column]
) -> tuple[list[Tokens], list[Tokens]]:
    inner: list[Tokens] = []
    outer: list[Tokens] = []
    for number, (item, column) in enumerate(zip(items, columns, strict=True), 1):
        if not column.name:
            item = [*item, *written(f"AS column_{number}")]
        inner.append(item)
        outer.append([replace(item[-1], spaced=True)])
    names = [plain_name(name[0]) for name in outer]
    if len(set(names)) < len(names):
        raise RefusedError("Two result columns have the same name.")
    return inner, outer
