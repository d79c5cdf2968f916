from __future__ import annotations

import pytest

from nplusone_guard import guard, ignore
from nplusone_guard.report.text import report_text
from tests.capture.statements import GET, send

OLD, NEVER = "2020-01-31", "9999-01-31"


def told_and_accepted(watch):
    report = watch.report
    return len(report.findings), [one.accepted for one in report.accepted]


def test_a_comment_where_it_is_asked_accepts():
    with guard(mode="collect") as watch:
        for row in (1, 2):
            send(GET, (row,))  # nplusone: ok - two rows

    assert told_and_accepted(watch) == (0, ["two rows"])


def test_a_comment_at_the_loop_accepts():
    with guard(mode="collect") as watch:
        for row in (1, 2):  # nplusone: ok - two rows
            send(GET, (row,))

    assert told_and_accepted(watch) == (0, ["two rows"])


def test_a_comment_elsewhere_does_not():
    with guard(mode="collect") as watch:
        for row in (1, 2):
            send(GET, (row,))
        watch.statements  # nplusone: ok - two rows

    assert told_and_accepted(watch) == (1, [])
    assert watch.report.notes == ()


def test_a_comment_without_a_reason_accepts_nothing_and_the_report_says_so():
    with guard(mode="collect") as watch:
        for row in (1, 2):
            send(GET, (row,))  # nplusone: ok

    (note,) = watch.report.notes
    assert told_and_accepted(watch) == (1, [])
    assert "accepts nothing: it gives no reason" in note
    assert f"note: {note}" in report_text(watch.report)


def test_an_expired_comment_accepts_nothing_and_the_report_says_so():
    with guard(mode="collect") as watch:
        for row in (1, 2):
            send(GET, (row,))  # nplusone: ok - two rows until 2020-01-31

    (note,) = watch.report.notes
    assert told_and_accepted(watch) == (1, [])
    assert note.endswith("expired on 2020-01-31: two rows")


def test_a_comment_keeps_raise_mode_quiet():
    with guard(mode="raise") as watch:
        for row in range(20):
            send(GET, (row,))  # nplusone: ok - twenty rows

    assert told_and_accepted(watch) == (0, ["twenty rows"])


@pytest.mark.parametrize("until", [None, NEVER])
def test_a_block_accepts_as_long_as_it_counts(until):
    with guard(mode="collect") as watch, ignore("audit trail", until=until):
        for row in (1, 2):
            send(GET, (row,))

    assert told_and_accepted(watch) == (0, ["audit trail"])
    assert watch.report.notes == ()


def test_an_expired_block_accepts_nothing_and_the_report_says_so():
    with guard(mode="collect") as watch, ignore("audit trail", until=OLD):
        for row in (1, 2):
            send(GET, (row,))

    assert told_and_accepted(watch) == (1, [])
    assert watch.report.notes == (
        "ignore('audit trail') expired on 2020-01-31: audit trail",
    )


def test_a_block_that_had_nothing_to_accept_is_noted():
    with guard(mode="collect") as watch, ignore("audit trail"):
        send(GET, (1,))

    assert watch.report.notes == (
        "ignore('audit trail') accepted nothing in this scope",
    )


def test_a_block_about_another_relation_accepts_nothing_and_names_what_there_is():
    with guard(mode="collect") as watch, ignore("audit", relation="Book.author"):
        for row in (1, 2):
            send(GET, (row,))

    (note,) = watch.report.notes
    assert told_and_accepted(watch) == (1, [])
    assert note.endswith("(findings here: send(GET, (row,)))")


def test_an_outer_block_accepts_what_the_inner_one_does_not():
    with (
        guard(mode="collect") as watch,
        ignore("outer"),
        ignore("inner", relation="Book.*"),
    ):
        for row in (1, 2):
            send(GET, (row,))

    assert told_and_accepted(watch) == (0, ["outer"])


@pytest.mark.parametrize("pattern", ["NPG009", "NPG*", "*/test_accepted.py", "shop"])
def test_the_settings_accept_by_code_file_and_scope(pattern):
    with guard("shop", mode="collect", allow=[pattern]) as watch:
        for row in (1, 2):
            send(GET, (row,))

    assert told_and_accepted(watch) == (0, [f"allowed in the settings: {pattern!r}"])


def test_the_settings_leave_the_rest():
    with guard("shop", mode="collect", allow=["NPG001", "*.html", "Book.*"]) as watch:
        for row in (1, 2):
            send(GET, (row,))

    assert told_and_accepted(watch) == (1, [])
