from __future__ import annotations

from nplusone_guard import guard
from tests.capture.statements import GET, send


def counts(watch):
    return sorted(finding.count for finding in watch.report.findings)


def test_a_proven_loop_is_counted_to_the_last_row():
    with guard(mode="collect") as watch:
        for row in range(50):
            send(GET, (row,))

    assert counts(watch) == [50]


def test_another_loop_at_the_same_depth_is_not_taken_for_the_proven_one():
    with guard(mode="collect") as watch:
        for row in range(10):
            send(GET, (row,))
        for row in range(20):
            send(GET, (row,))

    assert counts(watch) == [10, 20]


def test_another_caller_of_the_same_helper_is_another_loop():
    def load(row):
        send(GET, (row,))

    def first(rows):
        for row in rows:
            load(row)

    def second(rows):
        for row in rows:
            load(row)

    with guard(mode="collect") as watch:
        first(range(10))
        second(range(20))

    assert counts(watch) == [10, 20]


def test_two_loops_that_take_turns_are_kept_apart():
    def load(row):
        send(GET, (row,))

    def turns():
        for row in range(10):
            load(row)
            yield

    with guard(mode="collect") as watch:
        other = turns()
        for row in range(9):
            load(row)
            next(other)

    # The generator's own loop runs inside the other one's body.
    assert counts(watch) == [9, 9]


def test_a_deeper_call_of_the_same_loop_is_counted():
    def load(row, depth):
        if depth:
            load(row, depth - 1)
        else:
            send(GET, (row,))

    with guard(mode="collect") as watch:
        for row in range(20):
            load(row, row % 3)

    assert counts(watch) == [20]


def test_an_accepted_stretch_of_a_proven_loop_stays_accepted():
    from nplusone_guard import ignore

    with guard(mode="collect") as watch:
        for row in range(10):
            if row >= 5:
                with ignore("known"):
                    send(GET, (row,))
            else:
                send(GET, (row,))

    assert counts(watch) == [5]
    assert [finding.count for finding in watch.report.accepted] == [5]
