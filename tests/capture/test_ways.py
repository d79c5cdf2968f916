"""A statement is recognised by two frames only where they really are the loop's."""

from __future__ import annotations

from nplusone_guard import guard
from tests.capture.statements import send

_ROWS = 12


def _ask(number: int) -> None:
    send(parameters=(number,))


def _counts(watch) -> list[int]:
    return sorted(finding.count for finding in watch.report.findings)


def test_another_loop_at_the_same_depth_is_another_finding():
    with guard(mode="collect") as watch:
        for number in range(_ROWS):
            _ask(number)
        for number in range(_ROWS + 3):
            _ask(number)

    assert _counts(watch) == [_ROWS, _ROWS + 3]


def test_straight_lines_after_a_loop_do_not_join_it():
    with guard(mode="collect") as watch:
        for number in range(_ROWS):
            _ask(number)
        _ask(100)
        _ask(101)

    assert _counts(watch) == [_ROWS]
    assert watch.statements == _ROWS + 2


def test_a_changed_caller_inside_one_loop_is_told_apart():
    def by_hand(number: int) -> None:
        _ask(number)

    def by_name(number: int) -> None:
        _ask(number)

    with guard(mode="collect") as watch:
        for number in range(_ROWS):
            by_hand(number)
            by_name(number)

    assert watch.statements == 2 * _ROWS
    assert sum(_counts(watch)) == 2 * _ROWS


def test_a_recursion_inside_a_loop_is_counted_whole():
    def descend(levels: int) -> None:
        _ask(levels)
        if levels:
            descend(levels - 1)

    with guard(mode="collect") as watch:
        for _ in range(_ROWS):
            descend(2)

    assert watch.statements == 3 * _ROWS
    assert sum(_counts(watch)) == 3 * _ROWS


def test_generators_that_take_turns_are_counted_whole():
    def rows(start: int):
        for number in range(start, start + _ROWS):
            _ask(number)
            yield number

    with guard(mode="collect") as watch:
        for _ in zip(rows(0), rows(100), strict=True):
            pass

    assert watch.statements == 2 * _ROWS
    assert sum(_counts(watch)) == 2 * _ROWS


def test_a_statement_of_another_shape_in_the_same_place_is_told_apart():
    with guard(mode="collect") as watch:
        for number in range(_ROWS):
            for table in ("book", "author"):
                send(f"SELECT name FROM {table} WHERE id = %s", (number,))

    assert _counts(watch) == [_ROWS, _ROWS]
