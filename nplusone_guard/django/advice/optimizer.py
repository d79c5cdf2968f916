"""The optimizer: how strawberry_django loads what a schema's types go through.

Its fields refine a collection before they show it, so what was prefetched for the rows is
asked for again. The extension adds the prefetch to the refined query.
"""

from __future__ import annotations

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["use_optimizer"]


def use_optimizer(diagnosis: Diagnosis) -> Advice | None:
    """The extension for the schema, where one of its own fields shows a collection."""
    asker = diagnosis.asker
    is_its_own = asker is not None and asker.span == (
        diagnosis.finding.candidate.evidence.blame
    )
    if asker is None or not is_its_own or not asker.fact("optimized"):
        return None
    query = asker.fact("optimized")
    return Advice(
        "optimizer",
        f"strawberry.Schema(query={query}, extensions=[DjangoOptimizerExtension])",
        "strawberry_django asks for a collection anew, whatever its query prefetched. Let "
        "the optimizer load it: give it to the schema. It needs `from "
        "strawberry_django.optimizer import DjangoOptimizerExtension`.",
        place=asker.span,
        certainty="likely",
    )
