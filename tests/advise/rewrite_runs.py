"""How a case is asked for, run one by one, and compared with the rewrite's index."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from nplusone_guard.advise.in_rewrite import Rewrite, differing_literals, plan_for
from nplusone_guard.advise.in_rewrite_lexing import tokenize
from nplusone_guard.advise.in_rewrite_names import variable_names
from nplusone_guard.advise.in_rewrite_plan import plan_tokens
from nplusone_guard.advise.in_rewrite_values import with_values
from tests.advise.rewrite_cases import Case
from tests.advise.rewrite_servers import in_style, placeholders, positions

Chosen = dict[str, Collection[int] | None]


def asked(case: Case, name: str, style: str) -> tuple[str, Chosen]:
    """Return the statement as sent first, and what the guard saw vary."""
    texts = [in_style(case.sql, case.values(key), style)[0] for key in case.keys]
    if style != "literal":
        return texts[0], {"varying": positions(case.sql, case.names, style)}
    differ: set[int] = set()
    for text in texts[1:]:
        differ |= set(differing_literals(texts[0], text, name))
    return texts[0], {"varying": None, "varying_literals": differ}


def variables_of(
    case: Case, sql: str, name: str, chosen: Chosen, style: str
) -> dict[str, Any]:
    """Return what a user would set for the variables the code asks for."""
    plan, _ = plan_for(sql, name, chosen["varying"], chosen.get("varying_literals"))
    texts = {
        token.value: token.text
        for token in with_values(tokenize(sql, name)).tokens
        if token.value and token.value.is_literal
    }
    markers = placeholders(case.sql, style)
    doubled = "%%" if style in ("format", "pyformat") else "%"
    return {
        variable: _python(texts[value].replace(doubled, "%"))
        if value.is_literal
        else case.constants[markers[value.position]]
        for value, variable in variable_names(plan_tokens(plan)).items()
    }


def _python(text: str) -> Any:
    return text[1:-1] if text[0] == "'" else int(text)


def run_singles(
    case: Case, cursor: Any, style: str
) -> dict[Any, list[tuple[Any, ...]]]:
    """Return the rows of each single statement by its key."""
    found = {}
    for key in case.keys:
        sql, arguments = in_style(case.sql, case.values(key), style)
        cursor.execute(sql, arguments) if arguments else cursor.execute(sql)
        found[key] = [tuple(row) for row in cursor.fetchall()]
    return found


def is_indexed(
    rewrite: Rewrite,
    space: dict[str, Any],
    case: Case,
    key: Any,
    rows: list[tuple[Any, ...]],
) -> bool:
    """Tell whether the index holds for *key* what its single statement returned."""
    if "existing" in space:
        return (key in space["existing"]) == bool(rows and rows[0][0])
    index = next(value for name, value in space.items() if name.startswith("by_"))
    found = index.get(key, [])
    found = [tuple(row) for row in (found if isinstance(found, list) else [found])]
    if not found and any("absent" in note for note in rewrite.notes):
        return len(rows) == 1 and all(value in (0, None) for value in rows[0])
    width = len(rows[0]) if rows else 0
    cut = [row[:width] for row in found]
    if not case.is_ordered:
        cut, rows = sorted(cut, key=repr), sorted(rows, key=repr)
    return cut == rows
