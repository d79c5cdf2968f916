from __future__ import annotations

from dataclasses import replace
from datetime import date

from nplusone_guard.report.unneeded import notes_of, unneeded_comments
from tests.report.samples import BOOKS, LAZY, QUIET

TODAY = date(2027, 1, 1)
NOTE = "ignore('audit') accepted nothing in this scope"


def test_comments_that_accepted_nothing_are_listed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "views.py").write_text(
        "a  # nplusone: ok - used\n"
        "b  # nplusone: ok - forgotten\n"
        "c  # nplusone: ok - old until 2020-01-31\n"
        "d  # nplusone: ok\n"
    )
    (tmp_path / "shop" / "page.html").write_text("{# nplusone: ok - in a page #}\n")
    (tmp_path / "shop" / "data.bin").write_bytes(b"# nplusone: ok - no source")
    blame = replace(
        LAZY.blame, file=str(tmp_path / "shop/views.py"), line=1, end_line=1
    )
    used = replace(LAZY, blame=blame, loop=None, origin=None, accepted="used")
    reports = [replace(BOOKS, findings=(), accepted=(used,)), QUIET]

    assert unneeded_comments(reports, ["shop"], TODAY) == [
        "shop/page.html:1: was never needed: in a page",
        "shop/views.py:2: was never needed: forgotten",
        "shop/views.py:3: expired on 2020-01-31: old",
        "shop/views.py:4: accepts nothing: it gives no reason: write # nplusone: ok - "
        "why it is fine",
    ]


def test_a_block_needed_in_another_scope_is_no_note():
    idle = replace(QUIET, notes=(NOTE, "another"))
    busy = replace(BOOKS, accepted=(replace(LAZY, accepted="audit"),))

    assert notes_of([idle, idle]) == [NOTE, "another"]
    assert notes_of([idle, busy]) == ["another"]
