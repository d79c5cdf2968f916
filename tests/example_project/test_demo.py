"""The demonstration notices what is wrong, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from example_project.demo import Outcome, print_table
from example_project.pages import Page
from example_project.servers import DJANGO
from example_project.terminal import WIDTH, Paint
from example_project.visits import Answer, Visit

PAGE = Page("books", "All books", "books/", "foreign key", ("NPG001", "NPG002"))
BOTH = [{"code": "NPG001"}, {"code": "NPG002"}]


def faults(
    slow: list[Any], fixed: list[Any], content: str = "Emma", queries: int = 9
) -> tuple[str, ...]:
    visit = Visit(DJANGO, PAGE, Answer("Emma", queries, 1), Answer(content, 1, 1))
    return Outcome(visit, slow, fixed).faults


def test_a_page_that_was_found_and_fixed_is_fine():
    assert faults(BOTH, []) == ()


def test_a_slow_page_that_goes_unnoticed_is_a_fault():
    assert faults([], []) == ("the slow page went unnoticed",)


def test_half_of_the_mistakes_is_not_enough():
    assert faults(BOTH[:1], []) == ("the slow page went unnoticed",)


def test_a_fixed_page_that_is_reported_is_a_fault():
    assert faults(BOTH, BOTH) == ("the fixed page was reported",)


def test_pages_that_differ_are_a_fault():
    assert faults(BOTH, [], content="Kim") == ("the two pages differ",)


def test_a_fix_that_saves_nothing_is_a_fault():
    assert faults(BOTH, [], queries=1) == ("nothing was saved",)


def test_the_table_has_a_line_for_each_page(
    outcomes: dict[str, Outcome], capsys: pytest.CaptureFixture[str]
):
    print_table(list(outcomes.values()), Paint(is_on=False))
    lines = capsys.readouterr().out.splitlines()
    assert [name for name in outcomes if not any(name in line for line in lines)] == []
    assert max(map(len, lines)) <= WIDTH
