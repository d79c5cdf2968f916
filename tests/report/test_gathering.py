from __future__ import annotations

from dataclasses import replace

from nplusone_guard.report.gathering import gathered
from tests.report.samples import AUTHORS, BOOKS, IN_TEMPLATE, LAZY


def test_a_place_is_there_once_with_its_scopes_and_its_worst_count():
    found = gathered([AUTHORS, BOOKS, AUTHORS])

    assert [(one.finding.code, one.total) for one in found] == [
        ("NPG001", 24),
        ("NPG002", 6),
        ("NPG008", 4),
    ]
    assert found[0].finding.count == 16
    assert found[0].scopes == ("GET /authors", "GET /books")


def test_other_lines_relations_and_codes_are_other_places():
    others = [
        LAZY,
        replace(LAZY, relation="Book.editor"),
        replace(LAZY, code="NPG003"),
        replace(LAZY, blame=replace(LAZY.blame, line=12)),
        replace(LAZY, accepted="known"),
        IN_TEMPLATE,
    ]

    assert len(gathered([replace(BOOKS, findings=tuple(others))])) == len(others)
