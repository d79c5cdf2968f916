"""Known findings: those of the baseline, which fail no test."""

from __future__ import annotations

from collections.abc import Iterable

from nplusone_guard.pytest_plugin.options import Settings
from nplusone_guard.report.baseline import Baseline, load, write
from nplusone_guard.report.values import Finding
from nplusone_guard.report.wording import amount

__all__ = ["known_findings", "news", "updated"]


def known_findings(settings: Settings) -> Baseline | None:
    """Return the baseline that was asked for; raises ConfigError."""
    if settings.baseline is None or settings.baseline_update:
        return None
    return load(settings.baseline)


def news(baseline: Baseline | None, findings: list[Finding]) -> list[Finding]:
    """Return those of *findings* that *baseline* does not know."""
    return findings if baseline is None else baseline.split(findings)[0]


def updated(settings: Settings, findings: Iterable[Finding]) -> str:
    """Write the baseline anew; return the line that says so."""
    assert settings.baseline is not None
    lines = write(settings.baseline, findings)
    return f"{amount(lines, 'finding')} written to the baseline {settings.baseline}"
