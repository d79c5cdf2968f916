"""Weaving numbers: counts, sums and checks of all rows asked for before the loop."""

from __future__ import annotations

import ast

from nplusone_guard.advise.values import Advice
from nplusone_guard.sqlalchemy.keys import plain, tuple_of
from nplusone_guard.sqlalchemy.new_rows import keep_new_keys
from nplusone_guard.sqlalchemy.weaving import Weaving

__all__ = ["counted", "existing"]


def counted(weaving: Weaving, function: str, statement: ast.expr) -> Advice | None:
    """Numbers by key, from *statement*, which groups by the keys."""
    keys = weaving.answers.keys
    name = weaving.rows.name("totals", "totals_by_key")
    taken = weaving.taken()
    names = [plain(key) for key in keys]
    names = [f"row_{each}" if each in taken else each for each in names]
    total = "total" if "total" not in taken else "row_total"
    found = weaving.answers.run("execute", weaving.answers.text(statement))
    held, row = tuple_of(names), ", ".join([*names, total])
    weaving.rows.write(f"{name} = {{{held}: {total} for {row} in {found}}}")
    look = weaving.answers.look
    default = _of_nothing(function)
    look = f"{look}, {default}" if default else look
    return weaving.told(f"{name}.get({look})", name)


def existing(weaving: Weaving, statement: ast.expr) -> Advice | None:
    """The keys that *statement* finds anything for."""
    keys = weaving.answers.keys
    name = weaving.rows.name("found", "found_keys")
    text = weaving.answers.text(statement)
    if len(keys) > 1:
        found = weaving.answers.run("execute", text)
        weaving.rows.write(f"{name} = {{tuple(row) for row in {found}}}")
    elif weaving.scene.question.is_legacy and (".query(" in text or ".query." in text):
        key = weaving.rows.name(plain(keys[0]), "key")
        weaving.rows.write(f"{name} = {{{key} for ({key},) in {text}}}")
    else:
        weaving.rows.write(f"{name} = set({weaving.answers.handed('scalars', text)})")
    if not keep_new_keys(weaving.answers, name):
        return None
    return weaving.told(f"({weaving.answers.look} in {name})", name)


def _of_nothing(function: str) -> str:
    """Return what the database says of no rows: 0 for a count, nothing for a sum."""
    if "func.count(" in function:
        return "0"
    tree = ast.parse(function, mode="eval").body if function else None
    if isinstance(tree, ast.Call) and getattr(tree.func, "attr", "") == "coalesce":
        return ast.unparse(tree.args[-1])
    return ""
