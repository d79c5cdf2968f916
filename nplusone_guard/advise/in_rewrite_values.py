"""The values of a statement: its parameters and those literals that could be parameters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from nplusone_guard.advise.in_rewrite_tokens import (
    RefusedError,
    Style,
    Token,
    Value,
    symbol,
)

# Nobody pastes code that asks for more variables than this.
MOST_VALUES = 100
_LIST_ENDS_WORDS = """
    HAVING LIMIT OFFSET FETCH FOR UNION ROWS RANGE WINDOW
"""
_LIST_ENDS = frozenset(_LIST_ENDS_WORDS.split())


_NO_TYPE_WORDS = """
    AS IN ANY ALL SOME AND OR NOT WHERE VALUES ON FROM
"""
_NO_TYPE = frozenset(_NO_TYPE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Valued:
    """The tokens of a statement with its values found, and the placeholders' style."""

    tokens: list[Token]
    style: Style | None

    def varying(
        self, positions: Collection[int] | None, literals: Collection[int] | None
    ) -> frozenset[Value] | None:
        """Return the values that differ, or None when the caller does not know."""
        if positions is None and literals is None:
            return None
        chosen = {(False, n) for n in positions or ()}
        # A text without placeholders has only literals that could differ.
        if literals is None:
            literals = positions if self.style is None else None
        chosen |= {(True, n) for n in literals or ()}
        values = [token.value for token in self.tokens if token.value]
        return frozenset(v for v in values if (v.is_literal, v.position) in chosen)


def with_values(tokens: Sequence[Token]) -> Valued:
    """Return *tokens* with every parameter and literal numbered from 0."""
    tokens = _keep_structure(tokens)
    styles = {_style_of(token.text) for token in tokens if _is_placeholder(token)}
    if len(styles) > 1:
        raise RefusedError("The statement mixes several kinds of placeholders.")
    found = next(iter(styles), None)
    names: dict[str, int] = {}
    literals = 0
    result = []
    for token in tokens:
        if _is_placeholder(token):
            value = _parameter(token.text, found, names)
            token = replace(token, value=value)
        elif token.kind == "value":
            token = replace(token, value=Value(True, literals))
            literals += 1
        elif token.text == "%" and found in ("format", "pyformat"):
            raise RefusedError("A single % cannot stand beside %s placeholders.")
        result.append(token)
    if len({token.value for token in result if token.value}) > MOST_VALUES:
        raise RefusedError(f"The statement holds more than {MOST_VALUES} values.")
    return Valued(result, found)


def _is_placeholder(token: Token) -> bool:
    return token.kind == "value" and token.text[0] in "%?:$"


def _style_of(text: str) -> Style:
    if text == "%s":
        return "format"
    if text == "?":
        return "qmark"
    if text[0] == "%":
        return "pyformat"
    if text[0] == "$" and text[1:].isdigit():
        return "numeric_dollar"
    if text[0] == ":":
        return "numeric" if text[1:].isdigit() else "named"
    raise RefusedError("The statement holds a placeholder of an unknown kind.")


def _parameter(text: str, style: Style | None, names: dict[str, int]) -> Value:
    if style in ("numeric", "numeric_dollar"):
        return Value(False, int(text[1:]) - 1)
    if style in ("named", "pyformat"):
        name = text[1:] if style == "named" else text[2:-2]
        return Value(False, names.setdefault(name, len(names)), name)
    return Value(False, names.setdefault(f"{len(names)}", len(names)))


def _keep_structure(tokens: Sequence[Token]) -> list[Token]:
    # A position in ORDER BY, the length in varchar(50) and the 1 of SELECT 1 are no
    # values: as parameters they would mean something else or nothing at all.
    result: list[Token] = []
    lists: list[bool] = [False]
    type_depth = 0
    for index, token in enumerate(tokens):
        if token.text == "(" and token.kind == "symbol":
            lists.append(False)
            if type_depth or _is_type(tokens, index):
                type_depth += 1
        elif token.text == ")" and token.kind == "symbol" and len(lists) > 1:
            lists.pop()
            type_depth = max(0, type_depth - 1)
        elif token.word == "BY":
            lists[-1] = True
        elif token.word in _LIST_ENDS:
            lists[-1] = False
        if _is_number(token):
            before = tokens[index - 1]
            listed = lists[-1] and (before.word == "BY" or before.text == ",")
            if type_depth or listed or _is_plain_one(tokens, index):
                token = symbol(token.text, token.spaced)
        result.append(token)
    return result


def _is_number(token: Token) -> bool:
    return token.kind == "value" and token.text[0] in "0123456789."


def _is_type(tokens: Sequence[Token], opening: int) -> bool:
    # varchar(50) and numeric(10, 2), after AS or two colons: numbers and nothing else.
    closing = opening + 1
    while closing < len(tokens) and (
        _is_number(tokens[closing]) or tokens[closing].text == ","
    ):
        closing += 1
    if closing == len(tokens) or tokens[closing].text != ")":
        return False
    start = opening - 1
    while start >= 0 and tokens[start].word and tokens[start].word not in _NO_TYPE:
        start -= 1
    before = tokens[start] if 0 <= start < opening - 1 else None
    return before is not None and (before.word == "AS" or before.text == "::")


def _is_plain_one(tokens: Sequence[Token], index: int) -> bool:
    before = tokens[index - 1]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if tokens[index].text != "1" or after is None:
        return False
    counted = before.text == "(" and tokens[index - 2].word == "COUNT"
    return counted or (before.word == "SELECT" and after.word == "FROM")
