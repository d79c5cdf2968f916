"""Key only: a related object that is loaded for nothing but its key."""

from __future__ import annotations

import ast
import re
from functools import partial
from itertools import takewhile

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.modules import lines_of, template_lines
from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.syntax import site_at

__all__ = ["reads_key_only"]

_KEYS = ("id", "pk")


def reads_key_only(finding: Finding) -> bool:
    """Say whether the place that asked takes the related object for its key alone.

    Where the same function or template reads more of it, that would load it instead.
    """
    evidence, relation = finding.candidate.evidence, finding.candidate.relation
    blame = evidence.blame
    if evidence.askers and relation is not None:
        asked = evidence.askers[0].attribute_path.split(".")[-2:]
        if asked in ([relation.name, key] for key in _KEYS):
            return not _is_read_on(blame, relation.name)
    lines = lines_of(blame.file)
    if not 1 <= blame.end_line <= len(lines):
        return False
    # The blame is the access itself (`book.author`): what follows stands behind it.
    rest = lines[blame.end_line - 1][blame.end_column :]
    is_key = re.match(r"\.(id|pk)\b(?!\s*\()", rest) is not None
    return is_key and not _is_used_otherwise(blame)


def _is_used_otherwise(blame: Span) -> bool:
    """Say whether the function around *blame* makes other use of the same object."""
    site = site_at(blame)
    if site is None:
        return False
    same = ast.dump(site.node)
    return any(
        ast.dump(child) == same and getattr(parent, "attr", "") not in _KEYS
        for parent in ast.walk(site.scope().node)
        for child in ast.iter_child_nodes(parent)
        if type(child) is type(site.node)
    )


def _is_read_on(blame: Span, relation: str) -> bool:
    """Say whether the template or the class around *blame* reads more than the key."""
    more = rf"\b{relation}\.(?!(?:id|pk)\b)\w|^\s*{relation}\s*="
    return any(re.search(more, line) for line in _lines_around(blame))


def _lines_around(blame: Span) -> list[str]:
    lines = lines_of(blame.file)
    if not lines:
        return template_lines(blame.file)
    above, below = lines[: blame.line - 1], lines[blame.end_line :]
    depth = _depth(lines[blame.line - 1])
    is_inside = partial(_is_inside, depth)
    return [*takewhile(is_inside, reversed(above)), *takewhile(is_inside, below)]


def _is_inside(depth: int, line: str) -> bool:
    return not line.strip() or _depth(line) >= depth


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
