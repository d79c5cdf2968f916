"""The score of one run, as plain values that travel between processes."""

from __future__ import annotations

from benchmarks.compare.judge import Verdict, judge
from benchmarks.compare.runner import Result


def row(result: Result) -> dict[str, object]:
    """Return what counts of *result*."""
    judgement = result.judgement
    # A run that the tool broke found nothing.
    verdicts = (judgement or judge(result.case, [])).verdicts
    return {
        "case": result.case.name,
        "topic": result.case.topic,
        "kind": result.case.kind,
        "rows": result.rows,
        "error": result.error,
        "extra": len(judgement.extra) if judgement else 0,
        "verdicts": [_verdict(verdict) for verdict in verdicts],
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "found": verdict.told is not None,
        "code": verdict.code,
        "relation": verdict.relation,
        "blame": verdict.blame,
        "loop": verdict.loop,
        "origin": verdict.origin,
        "fix": verdict.fix,
    }
