from __future__ import annotations

import pytest

from nplusone_guard import guard
from tests.capture.statements import GET, send


class BusyError(Exception):
    pass


def ask(row, failures):
    for attempt in range(3):
        try:
            send(GET, (row,))
            if attempt < failures:
                raise BusyError
        except BusyError:
            continue
        return attempt
    return None


def ask_until(row, failures):
    attempt = 0
    while True:
        try:
            send(GET, (row,))
            attempt += 1
            if attempt <= failures:
                raise BusyError
            break
        except BusyError:
            pass


@pytest.mark.parametrize("asking", [ask, ask_until])
def test_trying_again_is_no_finding(asking):
    with guard(mode="collect") as watch:
        asking(1, 2)

    assert watch.statements == 3
    assert watch.report.findings == ()


@pytest.mark.parametrize("asking", [ask, ask_until])
def test_a_loop_over_rows_that_each_may_be_tried_again_is_one(asking):
    with guard(mode="collect") as watch:
        for row in (1, 2, 3):
            asking(row, 0)

    (finding,) = watch.report.findings
    assert finding.count == 3
    assert finding.loop is not None
    assert finding.loop.file == __file__
    assert finding.loop.expression == "for row in (1, 2, 3)"


def test_a_handler_in_a_loop_over_rows_makes_no_retry_of_it():
    with guard(mode="collect") as watch:
        for row in (1, 2, 3):
            try:
                send(GET, (row,))
            except BusyError:
                continue

    assert [finding.count for finding in watch.report.findings] == [3]
