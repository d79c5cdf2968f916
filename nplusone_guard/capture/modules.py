"""A module's source: its lines and its syntax tree, read from the file on demand."""

from __future__ import annotations

import ast
import linecache
import os
import re

# A template engine may name its template as the file of generated code, whose line
# numbers mean nothing there. Notebook cells and doctests have other odd names.
_PYTHON_SUFFIXES = {"", ".py", ".pyw", ".ipynb"}
_TOO_LARGE = 1_000_000
# Characters of source. A tree takes about 32 bytes for each, measured on 3.13.
_KEEP_AT_MOST = 200_000

# The parser warns about "\d" in a plain string, which a host that turns warnings
# into errors would take for a fault of its own. What strings contain does not matter
# here, so a slash takes the backslash's place; columns stay.
_ESCAPE = re.compile(r"\\([^N\r\n])")

# Python 3.11 counts the depth of the tree that it builds for all threads together, and
# fails with a SystemError where two build one at once. A lock could hold up the host.
_TRIES = 5

_trees: dict[str, tuple[list[str], int, ast.Module | None]] = {}
# What is below a function, class or module of theirs; by the id of that node, which is
# kept so that its id stays its own. Goes when the trees go.
walks: dict[int, tuple[ast.AST, tuple[ast.AST, ...]]] = {}


def lines_of(file: str) -> list[str]:
    """Return the lines of *file* with their ends, none where it cannot be read."""
    if os.path.splitext(file)[1] not in _PYTHON_SUFFIXES:
        return []
    return linecache.getlines(file)


def template_lines(file: str) -> list[str]:
    """Return the lines of a file in any other language, none where it cannot be read."""
    return linecache.getlines(file)


def tree_of(file: str) -> ast.Module | None:
    """Return the syntax tree of *file*, None where it cannot be parsed."""
    lines = lines_of(file)
    known = _trees.get(file)
    # linecache hands out the same list until it notices that the file changed.
    if known is not None and known[0] is lines:
        return known[2]
    size = sum(map(len, lines))
    if not lines or size > _TOO_LARGE:
        return None
    if size + sum(kept[1] for kept in _trees.values()) > _KEEP_AT_MOST:
        forget_trees()
    tree = parsed("".join(lines))
    if known is not None:
        walks.clear()
    _trees[file] = (lines, size, tree)
    return tree


def forget_trees() -> None:
    """Give back the memory of all trees; the next question reads them again."""
    _trees.clear()
    walks.clear()


def byte_column(line: str, column: int) -> int:
    """Return the utf-8 offset of character *column*, as syntax trees count."""
    return len(line[:column].encode(errors="surrogatepass"))


def character_column(line: str, column: int) -> int:
    """Return the character at utf-8 offset *column*."""
    if line.isascii():
        return column
    raw = line.encode(errors="surrogatepass")[:column]
    return len(raw.decode(errors="replace"))


def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of *source*, None where it cannot be parsed."""
    tree = _built(_ESCAPE.sub(_without_escape, source), "exec")
    return tree if isinstance(tree, ast.Module) else None


def expression_in(text: str) -> ast.expr | None:
    """Return the tree of the expression *text*, None where it is none."""
    tree = _built(text.strip(), "eval")
    return tree.body if isinstance(tree, ast.Expression) else None


def _built(source: str, mode: str) -> ast.AST | None:
    for _ in range(_TRIES):
        try:
            return ast.parse(source, mode=mode)
        except SystemError:
            continue
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            break
    return None


def _without_escape(match: re.Match[str]) -> str:
    escaped = match[1]
    return match[0] if escaped in "\\'\"" else f"/{escaped}"
