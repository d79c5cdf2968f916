"""Raw SQL together: the hand-written statement for all keys at once."""

from __future__ import annotations

import ast

from nplusone_guard.advise.in_rewrite import Caller
from nplusone_guard.advise.in_rewrite_sent import rewrite_sent
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.sources import trace
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.asked import asked_in
from nplusone_guard.sqlalchemy.origins import parsed
from nplusone_guard.sqlalchemy.weaving_raw import raw_together
from nplusone_guard.sqlalchemy.weaving_raw_writes import raw_written_together

__all__ = ["ask_with_in"]

_BEGINNINGS = frozenset({"SELE", "INSE", "UPDA", "DELE", "WITH"})


def ask_with_in(diagnosis: Diagnosis) -> Advice:
    """The statement with IN, and the lines that index its rows by key."""
    candidate = diagnosis.finding.candidate
    entry, loop = candidate.evidence.entry, candidate.evidence.loop
    asked = asked_in(diagnosis)
    caller: Caller = "sqlalchemy-text"
    if entry is not None and entry.fact("method") == "exec_driver_sql":
        caller = "sqlalchemy-driver"
    rewrite = rewrite_sent(
        candidate,
        caller=caller,
        receiver=asked.receiver,
        is_async=asked.is_async,
        source=_source(diagnosis),
    )
    place = None if loop is None else loop.span
    if rewrite.refused is not None:
        return Advice(
            "raw-in",
            "",
            f"Ask for all rows with one statement before the loop. {rewrite.refused}",
            place=place,
            certainty="unsure",
        )
    keys = ", ".join(rewrite.keys)
    what = [f"Ask once for all {keys} before the loop."] if keys else []
    text = " ".join((*what, *rewrite.notes))
    woven = raw_together(diagnosis, rewrite.index_code, text) or raw_written_together(
        diagnosis, rewrite.index_code, text
    )
    return woven or Advice(
        "raw-in", rewrite.index_code, text, place=place, certainty="likely"
    )


def _source(diagnosis: Diagnosis) -> str | None:
    """Return the text as the author wrote it, with its own names for the values.

    Text put together by hand is none: what was sent tells more.
    """
    evidence = diagnosis.finding.candidate.evidence
    expressions = [evidence.blame.expression or ""]
    if expressions[0]:
        built = trace(evidence.blame, evidence.callers)
        expressions += [built.expression] if built is not None else []
    for expression in expressions:
        tree = parsed(expression)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.Call):
                for argument in node.args[:1]:
                    if isinstance(argument, ast.Constant) and _is_sql(argument.value):
                        return str(argument.value)
    return None


def _is_sql(value: object) -> bool:
    return isinstance(value, str) and value.lstrip()[:4].upper() in _BEGINNINGS
