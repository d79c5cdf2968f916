"""The optimizer: how strawberry_django loads what a schema's types go through.

Its fields refine a collection before they show it, so what was prefetched for the rows is
asked for again. The extension adds the prefetch to the refined query.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.names import spelled_name
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.editing.told import told
from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.application import is_application_file
from nplusone_guard.capture.landmarks import Asker
from nplusone_guard.capture.modules import lines_of
from nplusone_guard.diagnose.syntax import Site, module_site
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["use_optimizer"]

_MODULE, _NAME = "strawberry_django.optimizer", "DjangoOptimizerExtension"
_HAS_ONE = re.compile(r"\bSchema\(").search
_TEXT = (
    "strawberry_django asks for a collection anew, whatever its query prefetched. Let "
    "the optimizer load it: give it to the schema."
)


def use_optimizer(diagnosis: Diagnosis) -> Advice | None:
    """The extension for the schema, where one of its own fields shows a collection."""
    asker = diagnosis.asker
    is_its_own = asker is not None and asker.span == (
        diagnosis.finding.candidate.evidence.blame
    )
    if asker is None or not is_its_own or not asker.fact("optimized"):
        return None
    query = asker.fact("optimized")
    schemas = _schemas(asker, query)
    if len(schemas) == 1:
        return _with_extension(schemas[0])
    return Advice(
        "optimizer",
        f"strawberry.Schema(query={query}, extensions=[{_NAME}])",
        f"{_TEXT} It needs `from {_MODULE} import {_NAME}`.",
        certainty="likely",
    )


def _with_extension(schema: Site) -> Advice:
    edits = Edits()
    extension = spelled_name(edits, schema.file, _MODULE, _NAME)
    call = schema.node
    assert isinstance(call, ast.Call)
    given = next((k.value for k in call.keywords if k.arg == "extensions"), None)
    if given is None:
        whole = source_of(schema)[:-1].rstrip(", ")
        edits.replace(schema, f"{whole}, extensions=[{extension}])")
    else:
        before = source_of(schema.below(given))
        edits.replace(schema.below(given), f"[*{before}, {extension}]")
    return told("optimizer", edits, _TEXT)


def _schemas(asker: Asker, query: str) -> list[Site]:
    """Return the calls that make a schema of *query* without the extension.

    Those beside the type that was shown, or else those of all modules.
    """
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    return list(_schemas_in(asker.span.file, query)) or [
        schema
        for file in dict.fromkeys(filter(None, files))
        for schema in _schemas_in(file, query)
    ]


def _schemas_in(file: str, query: str) -> Iterator[Site]:
    # Its text first: to parse every module of a project would take long.
    is_told = is_application_file(file) and any(map(_HAS_ONE, lines_of(file)))
    module = module_site(file) if is_told else None
    for node in ast.walk(module.node) if module is not None else ():
        if isinstance(node, ast.Call) and _is_schema_of(node, query):
            assert module is not None
            if _NAME not in source_of(module.below(node)):
                yield module.below(node)


def _is_schema_of(call: ast.Call, query: str) -> bool:
    called = call.func
    name = getattr(called, "attr", getattr(called, "id", ""))
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "query")]
    named = [getattr(each, "attr", getattr(each, "id", "")) for each in given]
    return name == "Schema" and query in named
