"""Commands on report files: show, check and merge."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nplusone_guard.cli.writing import write
from nplusone_guard.errors import ConfigError
from nplusone_guard.report import baseline
from nplusone_guard.report.formats import render
from nplusone_guard.report.loading import load_reports, reports_from_json
from nplusone_guard.report.unneeded import unneeded_comments
from nplusone_guard.report.values import Finding, Report
from nplusone_guard.report.wording import amount

__all__ = ["check", "merge", "new_only", "show"]


def show(options: argparse.Namespace) -> int:
    """Write reports in the format asked for."""
    write(render(options.format, _read(options.files)), options.output)
    return 0


def merge(options: argparse.Namespace) -> int:
    """Write one document that holds the reports of several files."""
    write(render("json", _read(options.files)), options.output)
    return 0


def check(options: argparse.Namespace) -> int:
    """Write the findings that the baseline does not know; 1 where there are any."""
    reports = _read(options.files)
    findings = [finding for report in reports for finding in report.findings]
    if options.update:
        return _update(options, findings)
    new = new_only(reports, options.baseline, options.root)
    shown_ones = [report for report in new if report.findings]
    if shown_ones or options.format != "text":
        write(render(options.format, shown_ones), options.output)
    elif options.output is not None:
        write("", options.output)
    _tell_rest(options, reports, findings, sum(len(r.findings) for r in shown_ones))
    return 1 if shown_ones else 0


def new_only(
    reports: Iterable[Report], path: str | None, root: str | None = None
) -> list[Report]:
    """Return *reports* without the findings that the baseline at *path* knows."""
    if path is None:
        return list(reports)
    known = baseline.load(path, root)
    return [
        replace(report, findings=tuple(known.split(report.findings)[0]))
        for report in reports
    ]


def _update(options: argparse.Namespace, findings: Sequence[Finding]) -> int:
    if options.baseline is None:
        raise ConfigError("--update needs --baseline FILE: the file to write")
    written = baseline.write(options.baseline, findings, options.root)
    sys.stderr.write(f"{options.baseline}: {amount(written, 'finding')} known\n")
    return 0


def _tell_rest(
    options: argparse.Namespace,
    reports: Sequence[Report],
    findings: Sequence[Finding],
    new: int,
) -> None:
    lines = [
        f"{amount(new, 'finding')}{' not in the baseline' * bool(options.baseline)}"
    ]
    if options.baseline is not None:
        known = baseline.load(options.baseline, options.root)
        gone = known.removable(findings)
        lines += [f"removable from {options.baseline}: {line}" for line in gone]
    lines += unneeded_comments(reports, options.sources)
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def _read(files: Iterable[str]) -> list[Report]:
    found: list[Report] = []
    for file in files:
        if file == "-":
            found += reports_from_json(sys.stdin.read(), "<standard input>")
        else:
            found += load_reports(file)
    return found
