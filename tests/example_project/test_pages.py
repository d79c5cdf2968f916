"""The pages over HTTP, on queries that are counted without the guard."""

from __future__ import annotations

import pytest

from example_project.demo import Outcome
from example_project.servers import SITES
from tests.example_project.test_data import BOOKS, REVIEWS

PAGES = [f"{site.name} {page.name}" for site in SITES for page in site.pages]

# The page itself, with its joined or prefetched rows; the admin also reads its session
# and its user, and counts.
MOST_FIXED = 5

each_page = pytest.mark.parametrize("page", PAGES)


@each_page
def test_the_slow_page_sends_a_query_for_each_row(
    outcomes: dict[str, Outcome], page: str
):
    visit = outcomes[page].visit
    assert visit.fixed.queries <= MOST_FIXED
    assert visit.slow.queries >= 25 + visit.fixed.queries


@each_page
def test_both_versions_show_the_same(outcomes: dict[str, Outcome], page: str):
    visit = outcomes[page].visit
    assert len(visit.slow.content) > 500
    assert visit.slow.content == visit.fixed.content


@pytest.mark.parametrize("page", ["Django books", "Django tags", "FastAPI ratings"])
def test_one_query_for_each_book_and_one_for_all(
    outcomes: dict[str, Outcome], page: str
):
    assert outcomes[page].visit.slow.queries == len(BOOKS["books"]) + 1


@pytest.mark.parametrize("page", ["Django readers", "FastAPI readers"])
def test_one_query_for_each_reader_and_one_for_all(
    outcomes: dict[str, Outcome], page: str
):
    assert outcomes[page].visit.slow.queries == len(REVIEWS["readers"]) + 1


@pytest.mark.parametrize("page", ["Django books", "FastAPI catalogue"])
def test_every_book_is_on_the_page(outcomes: dict[str, Outcome], page: str):
    content = outcomes[page].visit.fixed.content
    assert [b["title"] for b in BOOKS["books"] if b["title"] not in content] == []
