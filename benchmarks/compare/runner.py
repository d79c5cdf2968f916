"""The runner: one case, one number of rows, one tool."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.compare.judge import Judgement, judge
from benchmarks.compare.told import Tool
from benchmarks.corpus.case import Case, Corpus


@dataclass(frozen=True, slots=True)
class Result:
    """What came of running a case; *error* when the tool broke the code."""

    case: Case
    rows: int
    judgement: Judgement | None
    error: str | None = None


def run_case(corpus: Corpus, case: Case, rows: int, tool: Tool) -> Result:
    """Run *case* on *rows* rows under *tool* and judge what it told."""
    corpus.empty()
    if case.populate is not None:
        case.populate(rows)
    try:
        with tool.watch(case.name) as told:
            case.run()
    except Exception as error:  # noqa: BLE001  a tool that breaks the code is a result
        return Result(case, rows, None, f"{type(error).__name__}: {error}")
    return Result(case, rows, judge(case, told()))
