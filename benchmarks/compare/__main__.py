"""`python -m benchmarks.compare`: score every guard on the corpora."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import metadata

from benchmarks.compare import corpora, failures, score
from benchmarks.compare.proof import prove
from benchmarks.compare.runner import run_case
from benchmarks.compare.told import Tool
from benchmarks.compare.tools import TOOLS, tool_called


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; return the exit code."""
    options = _options(arguments)
    orms = options.orm or list(corpora.existing())
    if options.prove:
        return _prove(options, orms)
    if options.ours:
        return _failing(options, orms)
    if options.score:
        return _score(options, orms)
    from benchmarks.compare.page import compare
    from benchmarks.compare.rivals_home import python

    return compare(orms, options.rivals_python or python())


def _prove(options: argparse.Namespace, orms: list[str]) -> int:
    wrong: dict[str, list[str]] = {}
    for orm in orms:
        corpus = corpora.load(orm)
        for case in corpora.chosen(corpus, options.case, options.topic):
            wrong[case.name] = prove(corpus, case)
    if options.json:
        print(json.dumps(wrong))
        return 0
    bad = {name: lines for name, lines in wrong.items() if lines}
    for name, lines in bad.items():
        print(name, *(f"    {line}" for line in lines), sep="\n")
    print(f"{len(wrong)} cases, {len(bad)} not what they say they are")
    return 1 if bad else 0


def _failing(options: argparse.Namespace, orms: list[str]) -> int:
    tool = tool_called("nplusone_guard")
    reason = tool.missing()
    if reason:
        print(f"nplusone_guard does not run yet: {reason}")
        return 1
    _install(tool)
    bad = total = 0
    for orm in orms:
        corpus = corpora.load(orm)
        for case in corpora.chosen(corpus, options.case, options.topic):
            for rows in options.rows:
                lines = failures.lines(run_case(corpus, case, rows, tool))
                total, bad = total + 1, bad + bool(lines)
                if lines:
                    print(*lines, sep="\n", flush=True)
    print(f"{total} runs, {total - bad} right, {bad} with something wrong")
    return 1 if bad else 0


def _score(options: argparse.Namespace, orms: list[str]) -> int:
    """Print one tool's scores as JSON: the comparison runs each tool alone."""
    tool: Tool = tool_called(options.score)
    reason = tool.missing()
    _install(tool)
    scores = {} if reason else {orm: _scores(options, orm, tool) for orm in orms}
    version = _version(tool.package) or "(this checkout)"
    answer = {"missing": reason, "version": version, "world": _world(orms)}
    print(json.dumps({**answer, "scores": scores}))
    return 0


def _world(orms: list[str]) -> str:
    python = ".".join(map(str, sys.version_info[:2]))
    return ", ".join([f"Python {python}", *(f"{o} {_version(o)}" for o in orms)])


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _install(tool: Tool) -> None:
    # Read by the corpus' settings, which are imported with the corpus.
    os.environ["CORPUS_MIDDLEWARE"] = tool.middleware
    os.environ["CORPUS_APPS"] = tool.apps


def _scores(
    options: argparse.Namespace, orm: str, tool: Tool
) -> list[dict[str, object]]:
    corpus = corpora.load(orm)
    cases = corpora.chosen(corpus, options.case, options.topic)
    results = [run_case(corpus, c, rows, tool) for c in cases for rows in options.rows]
    return [score.row(result) for result in results]


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.compare", description=__doc__)
    add = parser.add_argument
    add("--ours", action="store_true", help="list our failing cases")
    add("--prove", action="store_true", help="prove that the corpus is what it says")
    add("--score", choices=[tool.name for tool in TOOLS], help="one tool, as JSON")
    add("--rows", type=int, action="append", help="rows per run (default 2 and 5)")
    add("--case", action="append", default=[], help="only this case (repeatable)")
    add("--topic", action="append", default=[], help="only this topic (repeatable)")
    add("--orm", action="append", choices=corpora.ORMS, help="only this ORM")
    add("--json", action="store_true", help="--prove as JSON")
    add("--rivals-python", help="where the rivals live (default: build/rivals)")
    options = parser.parse_args(arguments)
    options.rows = options.rows or [2, 5]
    return options


if __name__ == "__main__":
    sys.exit(main())
