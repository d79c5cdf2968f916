"""What the guard says about the pages."""

from __future__ import annotations

import pytest

from example_project.demo import Outcome
from example_project.places import PROJECT
from tests.example_project.test_pages import PAGES, each_page

# Pydantic reads the attributes in a worker thread, with no line of the shop on the
# stack: the guard cannot name the place yet.
ASKED_BY_A_LIBRARY = {"FastAPI catalogue"}


@pytest.mark.parametrize("page", [p for p in PAGES if p not in ASKED_BY_A_LIBRARY])
def test_the_slow_page_is_found(outcomes: dict[str, Outcome], page: str):
    outcome = outcomes[page]
    codes = {finding["code"] for finding in outcome.slow}
    assert codes == set(outcome.visit.page.codes)


@each_page
def test_the_fixed_page_is_not_reported(outcomes: dict[str, Outcome], page: str):
    assert outcomes[page].fixed == []


@each_page
def test_the_blame_is_in_the_shop(outcomes: dict[str, Outcome], page: str):
    places = [finding["blame"]["file"] for finding in outcomes[page].slow]
    assert [place for place in places if not place.startswith(str(PROJECT))] == []


@pytest.mark.parametrize(
    ("page", "loop", "query"),
    [
        ("Django tags", "book in books", 'Book.objects.order_by("title")'),
        ("FastAPI books", "book in books", "select(Book).order_by(Book.title)"),
        (
            "FastAPI async-authors",
            "author in authors",
            "select(Author).order_by(Author.name)",
        ),
    ],
)
def test_the_loop_and_the_query_to_change_are_named(
    outcomes: dict[str, Outcome], page: str, loop: str, query: str
):
    (finding,) = outcomes[page].slow
    # Up to 3.11 a comprehension is a function of its own, and the loop all of it.
    assert loop in finding["loop"]["expression"]
    assert finding["origin"]["expression"] == query


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("Django tags", 'prefetch_related("tags")'),
        ("FastAPI books", "joinedload(Book.author)"),
        ("FastAPI authors", "selectinload(Author.books)"),
        ("FastAPI tags", "selectinload(Book.tags)"),
        ("FastAPI readers", "joinedload(Reader.profile)"),
        ("FastAPI basket", ".in_("),
        ("FastAPI counts", "group_by("),
    ],
)
def test_the_fix_is_what_the_fixed_page_does(
    outcomes: dict[str, Outcome], page: str, code: str
):
    assert any(code in finding["advice"]["code"] for finding in outcomes[page].slow)
