"""The write plan: one UPDATE or DELETE for all keys, or executemany where rows differ."""

from __future__ import annotations

from nplusone_guard.advise.in_rewrite_clauses import Tokens, outside_brackets
from nplusone_guard.advise.in_rewrite_columns import is_single_table
from nplusone_guard.advise.in_rewrite_condition import Key, is_column
from nplusone_guard.advise.in_rewrite_functions import check_functions
from nplusone_guard.advise.in_rewrite_lines import Line, where_lines
from nplusone_guard.advise.in_rewrite_plan import Plan, choose_keys, values_in
from nplusone_guard.advise.in_rewrite_tokens import RefusedError, Value, written

DIFFERENT = (
    "Each row gets values of its own, so executemany sends them together. On PostgreSQL "
    "UPDATE ... FROM (VALUES ...), elsewhere CASE, makes it a single statement."
)
_INSERT = "Each row has values of its own, so executemany sends them together."
_ORDERED = "One row's write may change what the next one finds, so the order is kept."
# A table's name ends where one of these begins.
_JOINED = frozenset(["FROM", "USING", "JOIN", "ORDER", "LIMIT"])


def plan_write(
    tokens: Tokens, varying: frozenset[Value] | None, dialect: str | None
) -> Plan:
    """Return the plan for INSERT, UPDATE or DELETE, or raise RefusedError."""
    verb = tokens[0].word
    words = [token.word for _, token in outside_brackets(tokens)]
    if "RETURNING" in words or "OUTPUT" in words:
        raise RefusedError("RETURNING hands rows back, which executemany does not.")
    if verb in ("INSERT", "REPLACE"):
        return _each(tokens, varying, (), _INSERT)
    where = next((n for n, t in outside_brackets(tokens) if t.word == "WHERE"), None)
    if where is None:
        raise RefusedError(
            f"The {verb} has no WHERE, so it writes every row each time."
        )
    head, condition = tokens[:where], tokens[where + 1 :]
    if "LIMIT" in words or "ORDER" in words:
        raise RefusedError("LIMIT cuts the rows of all keys together.")
    keys, conditions = choose_keys(condition, _in_where(condition, varying), dialect)
    note = _why_each(tokens, head, keys, varying)
    if note:
        return _each(tokens, varying, keys, note)
    lines: list[Line] = _head_lines(head)
    return Plan([*lines, *where_lines(conditions)], keys, "none")


def _in_where(
    condition: Tokens, varying: frozenset[Value] | None
) -> frozenset[Value] | None:
    if varying is None:
        return None
    here = varying & set(values_in(condition))
    if not here:
        raise RefusedError("WHERE is the same each time: the rows are written again.")
    return frozenset(here)


def _why_each(
    tokens: Tokens,
    head: Tokens,
    keys: tuple[Key, ...],
    varying: frozenset[Value] | None,
) -> str:
    in_head = values_in(head)
    if varying & set(in_head) if varying is not None else in_head:
        return DIFFERENT
    if any(token.word == "SELECT" for token in tokens) or not _is_plain(head):
        return _ORDERED
    if any(values_in(tokens).count(key.value) > 1 for key in keys):
        return _ORDERED
    try:
        check_functions([token for token in tokens if token.word != "SET"])
    except RefusedError:
        return _ORDERED
    return "" if _sets_constants(head) else _ORDERED


def _is_plain(head: Tokens) -> bool:
    words = [token.word for _, token in outside_brackets(head)]
    if _JOINED & set(words[2 if words[0] == "DELETE" else 1 :]):
        return False
    start = 2 if words[:2] == ["DELETE", "FROM"] else 1
    end = words.index("SET") if "SET" in words else len(head)
    return is_single_table(head[start:end])


def _sets_constants(head: Tokens) -> bool:
    # stock = stock - 1 must run once for each time a key comes up, not once per key.
    words = [token.word for token in head]
    if "SET" not in words:
        return True
    assigned = head[words.index("SET") + 1 :]
    cuts = [n for n, token in outside_brackets(assigned) if token.text == ","]
    edges = [-1, *cuts, len(assigned)]
    for start, end in zip(edges, edges[1:], strict=False):
        piece = assigned[start + 1 : end]
        equals = next((n for n, token in enumerate(piece) if token.text == "="), 0)
        if not is_column(piece[:equals]) or not _is_constant(piece[equals + 1 :]):
            return False
    return True


def _is_constant(tokens: Tokens) -> bool:
    known = ("NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "DEFAULT")
    call = [token.text.upper() for token in tokens]
    if call == ["NOW", "(", ")"]:
        return True
    return len(tokens) == 1 and (tokens[0].value is not None or tokens[0].word in known)


def _head_lines(head: Tokens) -> list[Line]:
    words = [token.word for token in head]
    if "SET" not in words:
        return [(0, head)]
    at = words.index("SET")
    return [(0, head[:at]), (0, [*written("SET"), *head[at + 1 :]])]


def _each(
    tokens: Tokens, varying: frozenset[Value] | None, keys: tuple[Key, ...], note: str
) -> Plan:
    values = list(dict.fromkeys(values_in(tokens)))
    differ = [value for value in values if varying is None or value in varying]
    if not differ:
        raise RefusedError("The statement is the same each time.")
    if varying is None and any(not value.is_literal for value in values):
        differ = [value for value in differ if not value.is_literal]
    return Plan([(0, tokens)], keys, "each", varying=tuple(differ), notes=(note,))
