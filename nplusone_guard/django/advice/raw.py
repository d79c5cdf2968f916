"""Raw SQL together: the hand-written statement for all keys at once."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.text import parsed, source_of
from nplusone_guard.advise.editing.told import direction
from nplusone_guard.advise.in_rewrite import rewrite_in
from nplusone_guard.advise.in_rewrite_sent import rewrite_sent
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.scene import Scene, scene_of

__all__ = ["ask_with_in"]


def ask_with_in(diagnosis: Diagnosis) -> Advice:
    """The statement with IN, and the lines that index its rows by key."""
    candidate = diagnosis.finding.candidate
    site = site_at(candidate.evidence.blame)
    call = site.node if site is not None else None
    text: str | None = None
    values: list[str] = []
    receiver = "cursor"
    if site is not None and isinstance(call, ast.Call) and call.args:
        text, values = _statement(site, call)
        if isinstance(call.func, ast.Attribute) and call.func.attr.endswith("execute"):
            receiver = source_of(site.below(call.func.value))
    scene = scene_of(diagnosis)
    rewrite = None
    if text is not None:
        rewrite = rewrite_in(
            text,
            dialect=candidate.dialect,
            varying=_varying(scene, values),
            caller="django-cursor",
            receiver=receiver,
        )
    # The source may hold a table's name where the database has a value.
    if rewrite is None or rewrite.refused is not None:
        sent = rewrite_sent(candidate, caller="django-cursor", receiver=receiver)
        rewrite = sent if rewrite is None or sent.refused is None else rewrite
    if rewrite.refused is not None:
        return direction(
            diagnosis,
            "raw-in",
            f"Ask for all rows with one statement before the loop. {rewrite.refused}",
        )
    keys = _keys(scene, values)
    has_keys = bool(keys) and keys != "ids" and "ids" in rewrite.index_code
    head = f"ids = {keys}\n" if has_keys else ""
    method = candidate.evidence.entry
    is_raw = method is not None and method.fact("method") == "raw"
    opened = _opened(rewrite.index_code) if is_raw or _opens_its_own(site) else ""
    return direction(
        diagnosis,
        "raw-in",
        " ".join(
            (
                f"Ask once for all {', '.join(rewrite.keys)} before the loop.",
                *rewrite.notes,
            )
        ),
        head + (opened or rewrite.index_code),
        alternative="prefetch_related() or filter(...__in=...) does the same without SQL."
        if is_raw
        else "",
    )


def _opened(code: str) -> str:
    inner = "\n".join(f"    {line}" if line else line for line in code.splitlines())
    return f"with connection.cursor() as cursor:\n{inner}"


def _opens_its_own(site: Site | None) -> bool:
    """Say whether the cursor is opened for each row, so that there is none before."""
    if site is None:
        return False
    around = site.path[::-1]
    for node in around:
        if isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            return False
        if isinstance(node, (ast.With, ast.AsyncWith)):
            return any("cursor" in ast.dump(item.context_expr) for item in node.items)
    return False


def _statement(site: Site, call: ast.Call) -> tuple[str | None, list[str]]:
    """Return the SQL as its author wrote it, and the expressions for its values."""
    node: ast.AST = call.args[0]
    if isinstance(node, ast.Name):
        names = assigned(site, node.id)
        if names is not None and len(names.steps) == 1:
            site = names.steps[0].site
            node = site.node
    values = _values(site, call)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = parsed(
            source_of(site.below(node)) if node is not site.node else source_of(site)
        )
        constant = getattr(text, "value", node.value)
        return str(constant), values
    if isinstance(node, ast.JoinedStr):
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            elif isinstance(part, ast.FormattedValue):
                parts.append("%s")
                values.append(ast.unparse(part.value))
        return "".join(parts), values
    return None, values


def _values(site: Site, call: ast.Call) -> list[str]:
    given = call.args[1] if len(call.args) > 1 else None
    if isinstance(given, (ast.List, ast.Tuple)):
        return [ast.unparse(element) for element in given.elts]
    return []


def _varying(scene: Scene | None, values: list[str]) -> set[int] | None:
    if scene is None or scene.loop is None or not scene.is_inside or not values:
        return None
    return {i for i, value in enumerate(values) if scene.varies(value)} or None


def _keys(scene: Scene | None, values: list[str]) -> str:
    if scene is None or scene.loop is None or not scene.is_inside:
        return ""
    varying = [value for value in values if scene.varies(value)]
    if len(varying) != 1 or scene.loop.iterable is None:
        return ""
    rows = Rows(scene, scene.loop, Edits())
    return rows.list_of(varying[0]) or ""
