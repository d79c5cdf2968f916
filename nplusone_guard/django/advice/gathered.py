"""Gathered numbers: what `gather(*(row.rows.acount() for row in rows))` asks for each row."""

from __future__ import annotations

import ast

from nplusone_guard.advise.editing.hoisting import Asked
from nplusone_guard.advise.editing.looping import Loop
from nplusone_guard.advise.editing.text import source_of
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.syntax import site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import chain_of
from nplusone_guard.django.advice.numbers import annotate
from nplusone_guard.django.advice.scene import Scene

__all__ = ["annotate_gathered"]


def annotate_gathered(diagnosis: Diagnosis) -> Advice | None:
    """Annotate the rows and read a list of the numbers, with nothing left to await."""
    scene = _scene(diagnosis) if diagnosis.relation is not None else None
    advice = None if scene is None else annotate(diagnosis, scene)
    return None if advice is None or advice.certainty == "unsure" else advice


def _scene(diagnosis: Diagnosis) -> Scene | None:
    """Read the gather as `[number for row in rows]`."""
    gather = site_at(diagnosis.finding.candidate.evidence.blame)
    rounds = None if gather is None else _rounds(gather.node)
    if gather is None or rounds is None:
        return None
    inside, each = gather.below(rounds), rounds.generators[0]
    text, whole = source_of(inside.below(rounds.elt)), source_of(inside)[1:-1].strip()
    chain = chain_of(text)
    if chain is None or not chain.links or not whole.startswith(text) or "{}" in whole:
        return None
    around = f"[{{}}{whole[len(text) :]}]"
    asked = Asked(gather, text, is_async=True, callers=(), around=around)
    target, rows = inside.below(each.target), inside.below(each.iter)
    names = frozenset(n.id for n in ast.walk(each.target) if isinstance(n, ast.Name))
    loop = Loop(inside, source_of(target), rows, names, each)
    return Scene(diagnosis, asked, chain, loop, is_inside=True)


def _rounds(node: ast.AST) -> ast.GeneratorExp | ast.ListComp | None:
    """Return the one comprehension whose tasks are awaited, and nothing else."""
    call = node.value if isinstance(node, ast.Await) else None
    if not isinstance(call, ast.Call) or call.keywords or len(call.args) != 1:
        return None
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    spread = call.args[0]
    rounds = spread.value if isinstance(spread, ast.Starred) else None
    if name != "gather" or not isinstance(rounds, (ast.GeneratorExp, ast.ListComp)):
        return None
    is_one = len(rounds.generators) == 1 and isinstance(rounds.elt, ast.Call)
    return rounds if is_one else None
