"""Refreshing: `session.refresh(row, ["books"])`, which loads a relation row by row."""

from __future__ import annotations

import ast
from dataclasses import replace

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.spelling import last_name
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.chains import chain_of_diagnosis
from nplusone_guard.sqlalchemy.importing import is_known
from nplusone_guard.sqlalchemy.preloading import taken_out

__all__ = ["without_refresh"]


def without_refresh(diagnosis: Diagnosis, advice: Advice) -> Advice:
    """Add to *advice*, a loader option, that the refresh in the loop has to go."""
    site = site_at(diagnosis.finding.candidate.evidence.blame)
    call = None if site is None else site.node
    call = call.value if isinstance(call, ast.Await) else call
    if site is None or not isinstance(call, ast.Call):
        return advice
    names = _names(call)
    if last_name(call.func) != "refresh" or names is None:
        return advice
    origin = None if advice.place is None else site_at(advice.place)
    edits = Edits()
    if origin is None or not _is_without(edits, diagnosis, site, names):
        text = f"{advice.text} Take the refresh in the loop out."
        return replace(advice, text=text, certainty="unsure")
    edits.replace(origin, advice.code)
    loaders = sorted({link.loader for link in chain_of_diagnosis(diagnosis)})
    edits.imports += [
        (origin.file, f"from sqlalchemy.orm import {name}")
        for name in loaders
        if not is_known(name, origin)
    ]
    text = f"{advice.text} The refresh in the loop is not needed then."
    return told(advice.kind, edits, text, certainty=advice.certainty)


def _names(call: ast.Call) -> ast.List | ast.Tuple | None:
    """Return the names that are refreshed."""
    given = [word.value for word in call.keywords if word.arg == "attribute_names"]
    given += call.args[1:2]
    found = given[0] if len(given) == 1 else None
    return found if isinstance(found, (ast.List, ast.Tuple)) else None


def _is_without(
    edits: Edits, diagnosis: Diagnosis, site: Site, names: ast.List | ast.Tuple
) -> bool:
    """Leave the relation out of the refresh; say if that could be done."""
    relation = diagnosis.relation
    if relation is None:
        return False
    left = [each for each in names.elts if getattr(each, "value", "") != relation.name]
    if len(left) == len(names.elts):
        return False
    if not left:
        return taken_out(edits, site)
    edits.replace(site.below(names), ast.unparse(ast.List(left)))
    return True
