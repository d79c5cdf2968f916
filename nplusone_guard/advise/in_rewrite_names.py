"""A value's name: the Python variable that the printed code expects to hold it."""

from __future__ import annotations

import builtins
import keyword

from nplusone_guard.advise.in_rewrite_clauses import (
    Tokens,
    outside_brackets,
    split_list,
)
from nplusone_guard.advise.in_rewrite_condition import plain_name
from nplusone_guard.advise.in_rewrite_tokens import Token, Value

# The printed code uses these itself.
_TAKEN_WORDS = """
    ids keys key marks names at row rows statement value text bindparam
    defaultdict existing cursor connection session n
"""
_TAKEN = frozenset(_TAKEN_WORDS.split())
_COMPARED_WORDS = """
    LIKE ILIKE IN GLOB REGEXP IS NOT BETWEEN MATCH
"""
_COMPARED = frozenset(_COMPARED_WORDS.split())
_COMPARING = "=<>!~"


def identifier(name: str) -> str:
    """Return *name* as a Python name that hides no builtin and nothing in the code."""
    clean = "".join(mark if mark.isalnum() else "_" for mark in name).strip("_").lower()
    if not clean or not clean.isidentifier():
        clean = f"value_{clean}".rstrip("_")
    if clean in _TAKEN or keyword.iskeyword(clean) or hasattr(builtins, clean):
        return f"{clean}_value"
    return clean


def variable_names(tokens: Tokens) -> dict[Value, str]:
    """Return a variable for each value in *tokens*, after its column where there is one."""
    columns = _inserted(tokens)
    names: dict[Value, str] = {}
    compared = ""
    for index, token in enumerate(tokens):
        if token.value is None:
            compared = _compared(tokens, index, compared)
            continue
        if token.value in names:
            continue
        wished = token.value.name or columns.get(index) or compared or "constant"
        name = identifier(wished)
        number = 2
        while name in names.values():
            name = f"{identifier(wished)}_{number}"
            number += 1
        names[token.value] = name
    return names


def _compared(tokens: Tokens, index: int, before: str) -> str:
    token = tokens[index]
    is_operator = token.word in _COMPARED or (
        token.kind == "symbol" and token.text[0] in _COMPARING
    )
    if is_operator and index:
        left = tokens[index - 1]
        if left.text == "row_in_key":
            return "limit"
        named = left.kind in ("word", "quoted") and left.word not in _COMPARED
        return plain_name(left) if named else before
    if token.word == "LIMIT":
        return "limit"
    # A comma, a bracket and the AND of BETWEEN still belong to the comparison.
    return before if token.text in ("(", ",") or token.word == "AND" else ""


def _inserted(tokens: Tokens) -> dict[int, str]:
    if not tokens or tokens[0].word not in ("INSERT", "REPLACE"):
        return {}
    columns: list[str] = []
    found: dict[int, str] = {}
    for opening, closing in _brackets(tokens):
        entries = split_list(tokens[opening + 1 : closing])
        if not columns:
            columns = [plain_name(entry[0]) if entry else "" for entry in entries]
            if tokens[opening - 1].word in ("VALUES", "VALUE"):
                return {}
            continue
        at = opening + 1
        for column, entry in zip(columns, entries, strict=False):
            found |= {at + n: column for n, token in enumerate(entry) if token.value}
            at += len(entry) + 1
    return found


def _brackets(tokens: list[Token]) -> list[tuple[int, int]]:
    shown = [index for index, token in outside_brackets(tokens) if token.text in "()"]
    return list(zip(shown[::2], shown[1::2], strict=False))
