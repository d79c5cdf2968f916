"""SQLAlchemy's text(): its parameters carry no ``::type``, which it would misread."""

from __future__ import annotations

from dataclasses import replace

from nplusone_guard.advise.in_rewrite_clauses import Tokens
from nplusone_guard.advise.in_rewrite_plan import Plan
from nplusone_guard.advise.in_rewrite_tokens import symbol, written


def for_text(plan: Plan) -> Plan:
    """Return *plan* with ``?::date`` spelled as text() can hold it.

    After a parameter SQLAlchemy wrote the cast itself and will again; after a literal
    it is the user's and becomes CAST.
    """
    return replace(plan, lines=[(indent, _casts(line)) for indent, line in plan.lines])


def _casts(tokens: Tokens) -> Tokens:
    result: Tokens = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        end = _cast_end(tokens, index + 1)
        if token.value is None or end == index + 1:
            result.append(token)
            index += 1
            continue
        if token.value.is_literal:
            cast = tokens[index + 2 : end]
            result += [symbol("CAST(", token.spaced), replace(token, spaced=False)]
            result += [*written("AS"), replace(cast[0], spaced=True), *cast[1:]]
            result.append(symbol(")", spaced=False))
        else:
            result.append(token)
        index = end
    return result


def _cast_end(tokens: Tokens, start: int) -> int:
    if start >= len(tokens) or tokens[start].text != "::":
        return start
    end = start + 2
    for opening, closing in (("(", ")"), ("[", "]")):
        if end < len(tokens) and tokens[end].text == opening:
            while tokens[end].text != closing:
                end += 1
            end += 1
    return end
