"""Weaving raw SQL: the rewritten statement before the loop, its rows looked up inside."""

from __future__ import annotations

import ast
import re

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.rows import Rows
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.guards import guards_of
from nplusone_guard.sqlalchemy.importing import can_be_named, is_known
from nplusone_guard.sqlalchemy.question import Question
from nplusone_guard.sqlalchemy.row_reads import reads_of
from nplusone_guard.sqlalchemy.scene import Scene, scene_of

__all__ = ["key_in", "raw_together"]

_INDEX = re.compile(r"^(by_\w+) = (\{|defaultdict)", re.MULTILINE)
_OWN = re.compile(r"^(\w+) = ", re.MULTILINE)
_IMPORT = re.compile(r"^from [\w.]+ import .*$", re.MULTILINE)
_PLACE = re.compile(r"\brow\[(\d+)\]")
# Where the code files a row, as opposed to where it asks the row for its key.
_KEPT = re.compile(r"(append\(|setdefault\(.*, |: )row(\)| for row)")
_SELECTED = re.compile(r"\bselect\b(.*?)\bfrom\b", re.IGNORECASE | re.DOTALL)
_BRACKETS = re.compile(r"\([^()]*\)")
_ONE = frozenset({"one", "first", "fetchone", "one_or_none"})
_VALUE = frozenset({"scalar", "scalar_one", "scalar_one_or_none"})


def raw_together(diagnosis: Diagnosis, code: str, text: str) -> Advice | None:
    """Put *code*, which asks for the keys in `ids`, before the loop; None if it is more."""
    scene = scene_of(diagnosis)
    index = _INDEX.search(code)
    value = None if scene is None else key_in(scene)
    if scene is None or index is None or value is None or "ids" not in code:
        return None
    code = _as_read(scene, code)
    if not code:
        return None
    edits = Edits()
    rows = Rows(scene, scene.loop, edits)
    listed = rows.list_of(value, guards_of(scene, value))
    if listed is None:
        return None
    imports = _IMPORT.findall(code)
    one_by_one = [
        f"{source} import {name}"
        for source, names in (line.split(" import ") for line in imports)
        for name in names.split(", ")
    ]
    lines = [line for line in code.splitlines() if line and line not in imports]
    own = {"row", *_OWN.findall("\n".join(lines))} | ({"ids"} - {listed})
    names = {name: rows.name(name, f"found_{name}") for name in own}
    is_many = "defaultdict(" in code
    name, row = names[index[1]], names["row"]
    look = _look(scene.question, name, value, row, is_many=is_many)
    if look is None:
        return None
    given = [f"{names['ids']} = {listed}"] if "ids" in names else []
    edits.imports += [
        (scene.loop.site.file, line)
        for line in one_by_one
        if not is_known(line.rpartition(" ")[2], scene.asked.site)
    ]
    rows.write(*given, *(_renamed(line, names) for line in lines))
    scene.asked.put(edits, look)
    for statement in scene.left_over:
        edits.exchange(statement)
    if not can_be_named(edits, scene, scene.asked.site):
        return None
    return told("raw-in", edits, text)


def key_in(scene: Scene) -> str | None:
    """Return the one value that differs from round to round, as its author wrote it."""
    question = scene.question
    given = question.parameters
    values: list[ast.expr] = []
    if isinstance(given, ast.Dict):
        values = given.values
    elif isinstance(given, (ast.Tuple, ast.List)):
        values = given.elts
    elif given is not None:
        return None
    if question.statement is not None:
        values = [
            *values,
            *(
                node.value
                for node in ast.walk(question.statement)
                if isinstance(node, ast.FormattedValue)
            ),
        ]
    varying = [text for text in map(ast.unparse, values) if scene.varies(text)]
    return varying[0] if len(varying) == 1 else None


def _look(
    question: Question, name: str, key: str, row: str, *, is_many: bool
) -> str | None:
    """Return what stands for the question's answer in the loop."""
    tail = set(question.tail)
    if question.method == "scalar":
        tail = tail | {"scalar"}
    if is_many:
        rows = f"{name}.get({key}, [])"
        if tail & (_ONE | _VALUE):
            return None
        return f"[{row}[0] for {row} in {rows}]" if "scalars" in tail else rows
    if "scalars" in tail:
        return None
    if tail & {"one"}:
        return f"{name}[{key}]"
    if tail & {"scalar_one"}:
        return f"{name}[{key}][0]"
    if tail & _VALUE:
        return f"({name}[{key}][0] if {key} in {name} else None)"
    if tail & _ONE:
        return f"{name}.get({key})"
    return f"([{name}[{key}]] if {key} in {name} else [])"


def _as_read(scene: Scene, code: str) -> str:
    """Return *code* that keeps of each row what the loop had; "" where it needs both.

    That is the row without the key, which was added behind its columns.
    """
    tail = {*scene.question.tail, scene.question.method}
    reads = reads_of(scene.asked.site)
    if tail & {*_VALUE, "scalars"} or reads == "names" or not _is_added(scene, code):
        return code
    return "" if reads == "both" else _KEPT.sub(r"\1row[:-1]\2", code)


def _is_added(scene: Scene, code: str) -> bool:
    statement, place = scene.question.statement, _PLACE.search(code)
    texts = [
        str(node.value)
        for node in (ast.walk(statement) if statement is not None else ())
        if isinstance(node, ast.Constant)
    ]
    selected = _SELECTED.search(" ".join(texts))
    if selected is None or place is None:
        return False
    listed = selected[1]
    while _BRACKETS.search(listed):
        listed = _BRACKETS.sub("", listed)
    return int(place[1]) > listed.count(",")


def _renamed(line: str, names: dict[str, str]) -> str:
    for name, free in names.items():
        if name != free:
            line = re.sub(rf"\b{name}\b", free, line)
    return line
