"""What repeats for a good reason, each next to the same without the reason."""

from __future__ import annotations

import pytest

from nplusone_guard.detect import judge
from tests.detect.made import a_candidate, a_loop, an_entry, equal, varying

GET = an_entry("get")


def is_silent(*given, **changes) -> bool:
    return judge(a_candidate(*given, **changes)) is None


def test_an_ordinary_look_up_is_told():
    assert not is_silent(GET)


def test_batches():
    assert is_silent(GET, is_batch=True)
    assert is_silent(GET, many=True)
    one_row = an_entry("select", facts=(("one_row", "yes"),))
    assert not is_silent(one_row, is_batch=True)


def test_lists_of_several_keys():
    assert is_silent(GET, variation=varying(equal("id", 3, "in"), most=3))
    assert not is_silent(GET, variation=varying(equal("id", 1, "in")))


def test_a_list_besides_a_key_that_differs():
    both = varying(equal("id", 3, "in"), equal("owner_id"), most=3)
    assert not is_silent(GET, variation=both)


def test_chunks_of_new_rows():
    chunk = varying(equal("name", 4, "values"))
    insert = "INSERT INTO tag (name) VALUES (%s)"
    assert is_silent(an_entry("insert"), sql=insert, variation=chunk)
    assert not is_silent(an_entry("add"), sql=insert, variation=chunk)


@pytest.mark.parametrize("role", ["limit", "offset", "compare"])
def test_pages(role):
    assert is_silent(an_entry("select"), variation=varying(equal("id", 1, role)))


def test_a_page_after_a_key_of_two_columns():
    after = (equal("day", 1, "compare"), equal("id", 1, "compare"), equal("day"))
    assert is_silent(an_entry("select"), variation=varying(*after))
    assert not is_silent(an_entry("select"), variation=varying(*after, equal("owner")))


def test_the_neighbour_of_each_row_is_no_page():
    after = varying(equal("day", 1, "compare"), equal("day"))
    assert not is_silent(an_entry("first"), variation=after)
    assert is_silent(an_entry("first"), variation=after, loop=a_loop("while"))


@pytest.mark.parametrize(
    "sql",
    [
        "PRAGMA table_info(book)",
        "EXPLAIN SELECT 1",
        "SELECT name FROM sqlite_master WHERE type = %s",
        "SELECT 1 FROM information_schema.tables WHERE table_name = %s",
    ],
)
def test_questions_about_the_schema(sql):
    assert is_silent(None, sql=sql)


def test_once_for_each_database():
    assert is_silent(GET, aliases=("a", "b", "c"))
    assert not is_silent(GET, aliases=("a", "b"))


def test_waiting_and_retrying():
    same = {"is_same": True, "variation": None}
    assert is_silent(GET, loop=a_loop("while"), **same)
    assert is_silent(GET, loop=a_loop(can_end_early=True), **same)
    assert not is_silent(GET, **same)
    update = "UPDATE lock SET seen = 1"
    assert is_silent(an_entry("update"), sql=update, **same)


def test_two_equal_questions_without_a_loop():
    same = {"is_same": True, "variation": None, "loop": None}
    assert is_silent(GET, count=2, **same)
    assert not is_silent(GET, count=3, **same)
