"""Detection: which of the repeated statements should have been one."""

from __future__ import annotations

from collections.abc import Iterable

from nplusone_guard.capture.groups import Family
from nplusone_guard.detect.candidates import candidates
from nplusone_guard.detect.kinds import DETECTORS
from nplusone_guard.detect.merge import merged
from nplusone_guard.detect.queues import loops_of_queues, writes_of_a_queue
from nplusone_guard.detect.silence import SILENCERS
from nplusone_guard.detect.spawning import with_spawning_loop
from nplusone_guard.detect.values import Candidate, Finding
from nplusone_guard.detect.written_out import with_loop_over_rows

__all__ = ["Candidate", "Finding", "detect"]


def detect(families: Iterable[Family], threshold: int) -> list[Finding]:
    """Return the findings among *families*, in order of first sighting."""
    every = list(candidates(families, threshold))
    queues = loops_of_queues(every)
    found = (judge(candidate) for candidate in every)
    return merged(
        finding
        for finding in found
        if finding is not None and not writes_of_a_queue(finding, queues)
    )


def judge(candidate: Candidate) -> Finding | None:
    """Return the finding that *candidate* is, or None where it has a good reason."""
    candidate = with_spawning_loop(candidate)
    if any(silences(candidate) for silences in SILENCERS):
        return None
    for detector in DETECTORS:
        kind = detector(candidate)
        if kind is not None:
            return Finding(kind, with_loop_over_rows(candidate))
    return None
