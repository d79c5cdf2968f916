"""Weaving: the question taken out of the loop, and its answer looked up inside."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nplusone_guard.advise.editing.names import plural, snake
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.answers import Answers
from nplusone_guard.sqlalchemy.asked import Asked
from nplusone_guard.sqlalchemy.importing import can_be_named
from nplusone_guard.sqlalchemy.keys import plain, stands_alone, tuple_of
from nplusone_guard.sqlalchemy.new_rows import adds_elsewhere, keep_new_rows
from nplusone_guard.sqlalchemy.row_reads import reads_of
from nplusone_guard.sqlalchemy.scene import scene_of
from nplusone_guard.sqlalchemy.statement_parts import with_columns

__all__ = ["Weaving"]

_SPEAKS_OF_ORDER = (".order_by(", ".limit(", ".distinct(")


class Weaving:
    """The edits that put one query before the loop and a look-up into it."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.scene = answers.scene
        self.rows = answers.rows

    @classmethod
    def of(cls, diagnosis: Diagnosis, keys: Sequence[str]) -> Weaving | None:
        """Return the weaving for *diagnosis*; None where its source is not plain."""
        scene = scene_of(diagnosis)
        if scene is None:
            return None
        answers = Answers(scene, keys)
        if not answers.begin() or adds_elsewhere(answers):
            return None
        return cls(answers)

    def fetched(self, asked: Asked, *, is_unique: bool) -> Advice | None:
        """Rows, or one column of them, by key."""
        question, keys = self.scene.question, self.answers.keys
        statement = self.answers.statement
        assert statement is not None
        is_entity = not asked.columns or any(
            "." not in c and "(" not in c for c in asked.columns
        )
        if is_entity:
            is_own = len(asked.columns) <= 1 and keys[0].rpartition(".")[0] in (
                "",
                *asked.columns,
            )
            if asked.columns and not is_own:
                return self._with_joined(asked, is_unique=is_unique)
            return self._entities(is_unique=is_unique)
        if any("(" in column for column in asked.columns):
            return None
        takes_values = question.method in ("scalar", "scalars", "exec") or (
            {"scalars", "scalar", "scalar_one", "scalar_one_or_none"}
            & set(question.tail)
        )
        if takes_values:
            if len(asked.columns) != 1:
                return None
            return self._values(asked.columns[0], is_unique=is_unique)
        return self._rows_of_columns(asked, is_unique=is_unique)

    def _rows_of_columns(self, asked: Asked, *, is_unique: bool) -> Advice | None:
        """Rows of several columns, with those of the keys added behind them."""
        keys, question = self.answers.keys, self.scene.question
        assert self.answers.statement is not None
        spelled = dict(zip(keys, self.answers.columns, strict=True))
        added = [spelled[key] for key in keys if key not in asked.columns]
        statement = with_columns(self.answers.statement, added, behind=True)
        row = self.rows.name("row", "found_row")
        columns = [*asked.columns, *(k for k in keys if k not in asked.columns)]
        held = tuple_of([f"{row}[{columns.index(key)}]" for key in keys])
        value = row
        reads = reads_of(self.scene.asked.site) if added else "names"
        if reads == "both":
            return None
        if reads == "values":
            value = f"{row}[:{-len(added)}]"
        by = "_and_".join(plain(key) for key in keys)
        what = "row" if question.takes_one else "rows"
        name = self.rows.name(f"{what}_by_{by}", f"{what}_by_key")
        found = self.answers.run("execute", self.answers.text(statement))
        return self._look_up(name, row, held, value, found, is_unique=is_unique)

    def _with_joined(self, asked: Asked, *, is_unique: bool) -> Advice | None:
        """Objects by a key that stands in a table joined to theirs."""
        if len(asked.columns) != 1 or self.answers.statement is None:
            return None
        return self._values(asked.columns[0], is_unique=is_unique)

    def _entities(self, *, is_unique: bool) -> Advice | None:
        question, keys = self.scene.question, self.answers.keys
        if ".c." in keys[0]:
            return None
        model = snake(keys[0].partition(".")[0])
        attributes = [key.rpartition(".")[2] for key in keys]
        row = self.rows.name(model, f"found_{model}")
        held = tuple_of([f"{row}.{attribute}" for attribute in attributes])
        name = model if question.takes_one else plural(model)
        name = self.rows.name(f"{name}_by_{'_and_'.join(attributes)}", f"{name}_by_key")
        method = "exec" if question.method == "exec" else "scalars"
        found = self.answers.run(method, self.answers.text())
        return self._look_up(name, row, held, row, found, is_unique=is_unique)

    def _values(self, column: str, *, is_unique: bool) -> Advice | None:
        keys, question = self.answers.keys, self.scene.question
        assert self.answers.statement is not None
        names = [plain(key) for key in keys]
        value = plain(column) if "." in column else snake(column)
        taken = self.taken()
        names = [f"row_{name}" if name in taken else name for name in names]
        value = f"found_{value}" if value in (*taken, *names) else value
        missing = [*self.answers.columns]
        if column in keys:
            return None
        statement = with_columns(self.answers.statement, missing)
        found = self.answers.run("execute", self.answers.text(statement))
        what = value if question.takes_one else plural(value)
        by = "_and_".join(plain(key) for key in keys)
        name = self.rows.name(f"{what}_by_{by}", f"{what}_by_key")
        row = ", ".join([*names, value])
        return self._look_up(
            name, row, tuple_of(names), value, found, is_unique=is_unique
        )

    def _look_up(
        self, name: str, row: str, held: str, value: str, found: str, *, is_unique: bool
    ) -> Advice | None:
        question, look = self.scene.question, self.answers.look
        text = ast.unparse(self.answers.statement) if self.answers.statement else ""
        is_ordered = any(word in text for word in _SPEAKS_OF_ORDER)
        if not question.takes_one:
            self.rows.write(
                f"{name} = {{}}",
                f"for {row} in {found}:",
                f"    {name}.setdefault({held}, []).append({value})",
            )
            return self.told(f"{name}.get({look}, [])", name)
        if is_unique or (question.insists and not is_ordered):
            self.rows.write(f"{name} = {{{held}: {value} for {row} in {found}}}")
        else:
            self.rows.write(
                f"{name} = {{}}",
                f"for {row} in {found}:",
                f"    {name}.setdefault({held}, {value})",
            )
        if question.insists:
            return self.told(f"{name}[{look}]", name)
        if question.answers_404:
            return self.told(f"({name}.get({look}) or abort(404))", name)
        keep_new_rows(self.answers, name)
        return self.told(f"{name}.get({look})", name)

    def told(self, look: str, name: str) -> Advice | None:
        """Return the advice that puts *look* where the question was."""
        edits, scene = self.answers.edits, self.scene
        site = scene.asked.site
        if look.startswith("(") and stands_alone(site.path):
            look = look[1:-1]
        scene.asked.put(edits, look)
        for statement in scene.left_over:
            edits.exchange(statement)
        if not can_be_named(edits, scene, site):
            return None
        how = "An error" if scene.question.insists else ""
        note = f" {how} for a missing row is now a KeyError." if how else ""
        return told(
            "fetch-together",
            edits,
            "Ask once before the loop, with one query for all keys, and look up in "
            f"{name} inside it.{note}",
        )

    def taken(self) -> set[str]:
        """Return the names around the loop."""
        scope = self.scene.loop.site.scope().node
        return {
            getattr(node, "id", None) or getattr(node, "arg", "") or ""
            for node in ast.walk(scope)
        }
