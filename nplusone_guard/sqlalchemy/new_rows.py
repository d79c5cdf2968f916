"""New rows: what a loop adds for a key it did not find, so that it finds it next time."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.sqlalchemy.answers import Answers

__all__ = ["adds_elsewhere", "keep_new_rows"]

_ADDS = frozenset({"add", "add_all", "append", "insert", "merge"})


def adds_elsewhere(answers: Answers) -> bool:
    """Say whether a helper that is handed the rows adds new ones by itself."""
    asked = answers.scene.asked
    return asked.query is not asked.site and any(
        isinstance(node, ast.Call) and callee(node) in _ADDS
        for node in ast.walk(asked.query.scope().node)
    )


def keep_new_rows(answers: Answers, name: str) -> None:
    """File `Tag(label=label)` under its key in the dict called *name*.

    The database would have told the next round about it, a dict made before does not.
    """
    if len(answers.keys) != 1:
        return
    model, _, attribute = answers.keys[0].rpartition(".")
    loop = answers.scene.loop.site
    for node in ast.walk(loop.node):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != model:
            continue
        given = {word.arg: ast.unparse(word.value) for word in node.keywords}
        if given.get(attribute) == answers.look:
            site = loop.below(node)
            made = source_of(site)
            answers.edits.replace(site, f"{name}.setdefault({answers.look}, {made})")
