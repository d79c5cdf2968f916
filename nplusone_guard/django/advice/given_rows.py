"""A given row: the one that a serializer's method is handed, out of the view's rows."""

from __future__ import annotations

import ast

from nplusone_guard.diagnose.syntax import FUNCTIONS, Site
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["row_given_to"]


def row_given_to(diagnosis: Diagnosis, asked: Site) -> str:
    """Return the variable that holds the serializer's row where it asks by itself."""
    asker, evidence = diagnosis.asker, diagnosis.finding.candidate.evidence
    if asker is None or asker.framework != "drf" or asker.origin is None:
        return ""
    function = asked.scope().node
    if evidence.inside or "." in asker.attribute_path.strip("."):
        return ""  # asked by a helper, or for the row of a serializer within another
    if not isinstance(function, FUNCTIONS) or not isinstance(
        function.args, ast.arguments
    ):
        return ""
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    return names[1] if len(names) == 2 and names[0] == "self" else ""
