"""The JUnit format: scopes as test cases, for servers that read nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from nplusone_guard.report.compiler import finding_text
from nplusone_guard.report.identity import identity_of
from nplusone_guard.report.values import Report
from nplusone_guard.report.wording import amount

__all__ = ["junit_properties", "junit_xml"]

# XML 1.0 has no way to write these at all.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_properties(report: Report) -> list[tuple[str, str]]:
    """Return names and values to record with the test that *report* is about."""
    return [
        ("nplusone.statements", str(report.statements)),
        ("nplusone.duration_ms", f"{report.duration_ms:.1f}"),
        ("nplusone.findings", str(len(report.findings))),
        ("nplusone.accepted", str(len(report.accepted))),
        *(("nplusone.finding", _clean(identity_of(one))) for one in report.findings),
    ]


def junit_xml(reports: Sequence[Report]) -> str:
    """Return a suite with one case for each scope; one with findings has failed."""
    failed = sum(1 for report in reports if report.findings)
    suites = Xml.Element("testsuites")
    suite = Xml.SubElement(
        suites,
        "testsuite",
        name="nplusone_guard",
        tests=str(len(reports)),
        failures=str(failed),
        errors="0",
        time=_seconds(sum(report.duration_ms for report in reports)),
    )
    for report in reports:
        _case(suite, report)
    Xml.indent(suites)
    return Xml.tostring(suites, encoding="unicode", xml_declaration=False) + "\n"


def _case(suite: Xml.Element, report: Report) -> None:
    case = Xml.SubElement(
        suite,
        "testcase",
        classname=f"nplusone_guard.{report.kind}",
        name=_clean(report.name),
        time=_seconds(report.duration_ms),
    )
    properties = Xml.SubElement(case, "properties")
    for name, value in junit_properties(report):
        Xml.SubElement(properties, "property", name=name, value=value)
    if not report.findings:
        return
    codes = ", ".join(dict.fromkeys(finding.code for finding in report.findings))
    failure = Xml.SubElement(
        case,
        "failure",
        type="NPlusOneError",
        message=f"{amount(len(report.findings), 'finding')}: {codes}",
    )
    failure.text = _clean("\n\n".join(finding_text(one) for one in report.findings))


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.4f}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("?", text)
