"""Known findings: those of the baseline, which fail no test."""

from __future__ import annotations

import os
from collections.abc import Sequence

from nplusone_guard.pytest_plugin.options import Settings
from nplusone_guard.report.baseline import Baseline, load, write
from nplusone_guard.report.values import Finding
from nplusone_guard.report.wording import amount

__all__ = ["known_findings", "news", "told_of_baseline", "updated"]


def known_findings(settings: Settings) -> Baseline | None:
    """Return the baseline that was asked for; raises ConfigError."""
    if settings.baseline is None or settings.baseline_update:
        return None
    return load(settings.baseline)


def news(baseline: Baseline | None, findings: list[Finding]) -> list[Finding]:
    """Return those of *findings* that *baseline* does not know."""
    return findings if baseline is None else baseline.split(findings)[0]


def told_of_baseline(
    settings: Settings, findings: Sequence[Finding], missing: str
) -> list[str]:
    """Return the lines about the baseline, written anew where that was asked for.

    *missing* says why the run was not one of everything: then nothing is gone yet.
    """
    if settings.baseline_update:
        return ["", updated(settings, findings, missing)]
    baseline = known_findings(settings)
    if baseline is None:
        return []
    new, known = baseline.split(findings)
    lines = ["", f"{len(new)} not in the baseline, {len(known)} in it"]
    removable = baseline.removable(findings)
    if removable and not missing:
        lines.append(
            "no longer seen, so removable from the baseline if this was the whole suite:"
        )
        lines += [f"  {line}" for line in removable]
    return lines


def updated(settings: Settings, findings: Sequence[Finding], missing: str) -> str:
    """Write the baseline anew; return the line that says so.

    What part of a suite did not show stays: it may well be there still.
    """
    assert settings.baseline is not None
    path = settings.baseline
    kept: list[str] = []
    if missing and os.path.exists(path):
        kept = load(path).removable(findings)
    lines = write(path, findings, keep=kept)
    told = f"{amount(lines, 'finding')} written to the baseline {path}"
    if kept:
        told += f"; {len(kept)} of them not seen now, but kept: {missing}"
    return told
