"""How findings are read from the servers' files and printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from example_project.findings import Reported, told_finding
from example_project.places import PROJECT
from example_project.terminal import WIDTH, Paint

PLAIN, COLOURED = Paint(is_on=False), Paint(is_on=True)


def an_advice(code: str, place: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"code": code, "text": "ask once", "place": place}


def a_finding(**changes: Any) -> dict[str, Any]:
    place = {
        "file": str(PROJECT / "django_shop/shop/slow.py"),
        "line": 20,
        "expression": "Book.objects.order_by(\n    'title')",
    }
    return {
        "code": "NPG001",
        "kind": "lazy-relation",
        "relation": "Book.author",
        "count": 577,
        "duration_ms": 31.4,
        "blame": place,
        "loop": None,
        "origin": place,
        "advice": an_advice(code='select_related("author")'),
        **changes,
    }


def test_reports_are_found_by_the_path_of_the_request(tmp_path: Path):
    report = {"scope": {"name": "GET /slow/basket/"}, "findings": [a_finding()]}
    (tmp_path / "a.jsonl").write_text(json.dumps(report) + "\n", "utf-8")
    reported = Reported(tmp_path / "a.jsonl")
    assert len(reported.about("/slow/basket/?book=1")) == 1
    assert reported.about("/fixed/basket/?book=1") == []


def test_no_file_means_nothing_was_found(tmp_path: Path):
    assert Reported(tmp_path / "absent.jsonl").about("/slow/books/") == []


def test_a_finding_tells_where_and_what_to_write():
    text = "\n".join(told_finding(a_finding(), PLAIN))
    assert "NPG001 Book.author: 577 queries instead of 1" in text
    assert "query  django_shop/shop/slow.py:20" in text
    assert "Book.objects.order_by( 'title')" in text
    assert 'fix    select_related("author")' in text
    assert "loop" not in text


def test_without_code_the_advice_is_told_in_words():
    advice = an_advice(code="")
    assert "fix    ask once" in "\n".join(told_finding(a_finding(advice=advice), PLAIN))


def test_the_place_to_write_is_told_where_it_is_not_the_query():
    place = {"file": str(PROJECT / "admin.py"), "line": 7, "expression": None}
    advice = an_advice("list_select_related", place)
    text = "\n".join(told_finding(a_finding(advice=advice), PLAIN))
    assert "write  admin.py:7" in text


def test_the_place_to_write_is_not_told_twice():
    advice = an_advice("select_related", a_finding()["origin"])
    assert "write" not in "\n".join(told_finding(a_finding(advice=advice), PLAIN))


def test_a_long_expression_is_cut_to_the_width():
    place = {**a_finding()["blame"], "expression": "x" * 300}
    lines = list(told_finding(a_finding(blame=place), PLAIN))
    assert max(map(len, lines)) <= WIDTH
    assert any(line.endswith("...") for line in lines)


def test_colours_are_for_terminals_only():
    assert "\033" in "\n".join(told_finding(a_finding(), COLOURED))
    assert "\033" not in "\n".join(told_finding(a_finding(), PLAIN))
