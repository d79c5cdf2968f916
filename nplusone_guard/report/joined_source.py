"""Joined source: a piece of a file, perhaps from its middle, with its syntax tree."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nplusone_guard.advise.editing.text import offset_of
from nplusone_guard.capture.modules import parsed
from nplusone_guard.report.joined_calls import ONE_CALL, Part

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Text that may stand in the middle of a file, with its tree."""

    text: str
    before: str
    after: str
    tree: ast.Module

    @classmethod
    def of(cls, text: str) -> Source | None:
        after = "" if not text.rstrip().endswith(":") else " pass"
        for before in ("", "if 1:\n", f"if 1:\n{_indentation(text)}"):
            tree = parsed(before + text.rstrip() + after)
            if tree is not None:
                return cls(text, before, after, tree)
        return None

    def statements(self) -> list[ast.stmt]:
        outer = self.tree.body
        return getattr(outer[0], "body", outer) if self.before else outer

    def at(self, line: int, column: int) -> int:
        return offset_of(self.before + self.text, line, column) - len(self.before)

    def end(self, node: ast.expr) -> int:
        return self.at(node.end_lineno or 1, node.end_col_offset or 0)

    def piece(self, node: ast.expr) -> str:
        return self.text[self.at(node.lineno, node.col_offset) : self.end(node)]

    def lines(self, node: ast.stmt) -> str:
        count = (node.end_lineno or 0) - node.lineno + 1
        lines = self.text[self.at(node.lineno, 0) :].splitlines()[:count]
        return "".join(f"{line}\n" for line in lines)

    def chain(self, node: ast.expr) -> tuple[ast.expr, list[Part]]:
        """Return what a chain of calls begins with, and its calls in order."""
        parts: list[Part] = []
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whole, node = node, node.func.value
            text = self.text[self.end(node) : self.end(whole)]
            given = tuple(self.piece(each) for each in whole.args)
            name = whole.func.attr if isinstance(whole.func, ast.Attribute) else ""
            named = whole.keywords and name in ONE_CALL
            parts.append(
                Part(name, text, () if named else given, self.end(whole)),
            )
        return node, parts[::-1]


def _indentation(text: str) -> str:
    """Return the blanks before the second line: the first may have left its own away."""
    for line in text.splitlines()[1:]:
        if line.strip():
            return line[: len(line) - len(line.lstrip())]
    return ""
