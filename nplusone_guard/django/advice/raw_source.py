"""Raw SQL as its author wrote it: the text, and the expressions for its values."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.text import parsed, source_of
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.syntax import Site

__all__ = ["sql_and_values"]

_QUOTED = re.compile(r"""(['"])%s\1""")
# A name of a table, or a part of some name: no parameter can stand there.
_NAMES = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE|SELECT|BY|AS)\s+[\"`\[]?%s|[\w.`\]]%s|%s[\w.`\[]",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\{(\w*)\}")


def sql_and_values(site: Site, call: ast.Call) -> tuple[str | None, list[str]]:
    """Return the SQL with a `%s` for each value, and what each value is."""
    node: ast.AST = call.args[0]
    if isinstance(node, ast.Name):
        names = assigned(site, node.id)
        if names is not None and len(names.steps) == 1:
            site = names.steps[0].site
            node = site.node
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = parsed(
            source_of(site.below(node)) if node is not site.node else source_of(site)
        )
        return str(getattr(text, "value", node.value)), _listed(call.args[1:2])
    put = _put_into_text(site, node)
    if put is None or len(call.args) > 1 or _NAMES.search(put[0]):
        return None, []
    # What stood in quotes was text; a parameter brings its own.
    return _QUOTED.sub("%s", put[0]), put[1]


def _value_of(site: Site, node: ast.AST) -> ast.AST:
    """Return what the variable *node* stands for, or *node*."""
    names = assigned(site, node.id) if isinstance(node, ast.Name) else None
    is_known = names is not None and len(names.steps) == 1
    return names.steps[0].site.node if names is not None and is_known else node


def _listed(given: list[ast.expr]) -> list[str]:
    if given and isinstance(given[0], (ast.List, ast.Tuple)):
        return [ast.unparse(element) for element in given[0].elts]
    return []


def _put_into_text(site: Site, node: ast.AST) -> tuple[str, list[str]] | None:
    """Read an f-string, `"..." % value` and `"...".format(value)`."""
    if isinstance(node, ast.JoinedStr):
        parts, values = [], []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                parts.append("%s")
                values.append(ast.unparse(part.value))
            elif isinstance(part, ast.Constant):
                parts.append(str(part.value))
        return "".join(parts), values
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        text = getattr(_value_of(site, node.left), "value", None)
        right = node.right
        every = right.elts if isinstance(right, ast.Tuple) else [right]
        if isinstance(text, str) and not isinstance(right, ast.Dict):
            values = [ast.unparse(value) for value in every]
            return re.sub(r"%[dsir]", "%s", text), values
    func = node.func if isinstance(node, ast.Call) else None
    before = getattr(func, "value", None)
    text = None if before is None else getattr(_value_of(site, before), "value", None)
    if isinstance(node, ast.Call) and isinstance(text, str):
        given = {str(n): ast.unparse(value) for n, value in enumerate(node.args)}
        given |= {k.arg or "": ast.unparse(k.value) for k in node.keywords}
        names = [name or str(n) for n, name in enumerate(_FIELD.findall(text))]
        if getattr(func, "attr", "") == "format" and set(names) <= set(given):
            return _FIELD.sub("%s", text), [given[name] for name in names]
    return None
