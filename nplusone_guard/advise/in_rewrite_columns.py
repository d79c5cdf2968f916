"""A result column: one entry of the list after SELECT, and the name it comes back under."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nplusone_guard.advise.in_rewrite_clauses import Select, Tokens, outside_brackets
from nplusone_guard.advise.in_rewrite_condition import Key, is_column, plain_name
from nplusone_guard.advise.in_rewrite_tokens import RefusedError, written

# A star leaves these out.
_HIDDEN = frozenset({"rowid", "_rowid_", "oid", "ctid", "xmin", "rownum"})


@dataclass(frozen=True, slots=True)
class Column:
    """An expression and its name; the name is empty when only the database knows it."""

    tokens: Tokens
    expression: Tokens
    name: str

    @property
    def is_star(self) -> bool:
        """Tell a star, which stands for any number of columns."""
        return self.tokens[-1].text == "*"


def column_of(item: Tokens) -> Column:
    """Return what *item* of the list after SELECT computes, and its name."""
    for index, token in outside_brackets(item):
        if token.word == "AS" and index == len(item) - 2:
            return Column(item, item[:index], plain_name(item[-1]))
    if is_column(item):
        return Column(item, item, plain_name(item[-1]))
    last = item[-1]
    if len(item) > 1 and last.kind in ("word", "quoted") and last.word != "END":
        before = item[-2]
        if is_column(item[:-1]) or before.text == ")" or before.value:
            return Column(item, item[:-1], plain_name(last))
    return Column(item, item, "")


def is_single_table(source: Tokens) -> bool:
    """Tell whether FROM names one table, with or without an alias."""
    tokens = [token for token in source if token.word != "AS"]
    return is_column(tokens) or (len(tokens) > 1 and is_column(tokens[:-1]))


def with_keys(
    select: Select, keys: tuple[Key, ...]
) -> tuple[list[Tokens], tuple[int, ...] | None]:
    """Return the list after SELECT with each key in it, and where the keys stand.

    A missing key goes last, so that ``row[0]`` and ``ORDER BY 1`` mean what they meant.
    """
    columns = [column_of(item) for item in select.items]
    single = is_single_table(select.source)
    only_star = single and len(columns) == 1 and columns[0].is_star
    if only_star and all(key.is_column and key.name not in _HIDDEN for key in keys):
        return select.items, None
    places = []
    added: list[Tokens] = []
    for key in keys:
        _check_alias(key, columns, single)
        place = next(
            (n for n, column in enumerate(columns) if _same(column, key, single)), None
        )
        if place is None:
            place = len(columns) + len(added)
            added.append(_added(key, columns, added))
        places.append(place)
    items = [*select.items, *added]
    return items, _from_stars(places, columns, len(items))


def _same(column: Column, key: Key, single: bool) -> bool:
    if not is_column(column.expression) or not key.is_column:
        return False
    ours, theirs = column.expression, key.column
    if single and len(ours) != len(theirs):
        ours, theirs = ours[-1:], theirs[-1:]
    if len(ours) != len(theirs):
        return False
    return all(
        a.kind == b.kind and plain_name(a) == plain_name(b)
        for a, b in zip(ours, theirs, strict=True)
    )


def _check_alias(key: Key, columns: list[Column], single: bool) -> None:
    for column in columns:
        is_other = column.name == key.name and not _same(column, key, single)
        if is_other and len(key.column) == 1 and not is_column(column.tokens):
            raise RefusedError(f"{key.text} is the name of a result column as well.")


def _added(key: Key, columns: list[Column], added: list[Tokens]) -> Tokens:
    first, *others = key.column
    tokens = [replace(first, spaced=True), *others]
    taken = any(column.name == key.name or column.is_star for column in columns)
    if taken or any(other[-1].text == tokens[-1].text for other in added):
        name = "".join(mark if mark.isalnum() else "_" for mark in key.name).strip("_")
        tokens += written(f"AS key_{name}_{len(added)}" if added else f"AS key_{name}")
    return tokens


def _from_stars(
    places: list[int], columns: list[Column], length: int
) -> tuple[int, ...]:
    stars = [n for n, column in enumerate(columns) if column.is_star]
    if not stars:
        return tuple(places)
    if any(stars[0] < place < stars[-1] for place in places):
        raise RefusedError("The key stands between two stars.")
    return tuple(place if place < stars[0] else place - length for place in places)
