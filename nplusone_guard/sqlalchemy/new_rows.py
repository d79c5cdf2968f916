"""New rows: what a loop adds for a key it did not find, so that it finds it next time."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.diagnose.spelling import callee
from nplusone_guard.diagnose.syntax import Site
from nplusone_guard.sqlalchemy.answers import Answers

__all__ = ["adds_elsewhere", "keep_new_keys", "keep_new_rows"]

_ADDS = frozenset({"add", "add_all", "append", "insert", "merge"})


def adds_elsewhere(answers: Answers) -> bool:
    """Say whether a helper that is handed the rows adds new ones by itself."""
    asked = answers.scene.asked
    return asked.query is not asked.site and any(
        isinstance(node, ast.Call) and callee(node) in _ADDS
        for node in ast.walk(asked.query.scope().node)
    )


def keep_new_keys(answers: Answers, name: str) -> bool:
    """Note in the set *name* the key of what a loop adds; False where it cannot be told.

    That is `if not exists: session.add(...)`, which finds its own row in a later round.
    """
    asked, loop = answers.scene.asked.site, answers.scene.loop.site
    owner = answers.scene.question.run_on_session
    if not any(_adds(node, owner) for node in ast.walk(loop.node)):
        return True
    note = f"{name}.add({answers.look})"
    for index in range(len(asked.path) - 2, 0, -1):
        node = asked.path[index]
        if not isinstance(node, ast.If) or asked.path[index + 1] is not node.test:
            continue
        is_not = isinstance(node.test, ast.UnaryOp) and isinstance(
            node.test.op, ast.Not
        )
        around = Site(asked.file, asked.path[: index + 1])
        if is_not:
            first = Site(asked.file, (*around.path, node.body[0]))
            answers.edits.before(first, note)
        elif isinstance(node.body[-1], ast.Continue) and not node.orelse:
            answers.edits.after(around, note)
        else:
            return False
        return is_not or asked.node is node.test
    return False


def _adds(node: ast.AST, owner: str) -> bool:
    """Say whether *node* adds a row to the session *owner*, or inserts one."""
    if not isinstance(node, ast.Call):
        return False
    func, name = node.func, callee(node)
    is_own = isinstance(func, ast.Attribute) and ast.unparse(func.value) == owner
    return name == "insert" or (name in ("add", "add_all") and is_own)


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
