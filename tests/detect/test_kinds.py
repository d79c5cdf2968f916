"""Each kind from the evidence that makes it one, and the nearest thing that is another."""

from __future__ import annotations

import pytest

from nplusone_guard.detect import judge
from tests.detect.made import (
    AUTHOR,
    BOOKS,
    CHILDREN,
    a_candidate,
    a_loop,
    an_entry,
    equal,
    varying,
)


def kind_of(*given, **changes) -> str | None:
    finding = judge(a_candidate(*given, **changes))
    return None if finding is None else finding.kind


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        (an_entry("lazy", relation=AUTHOR), "lazy-relation"),
        (an_entry("lazy", relation=BOOKS), "lazy-collection"),
        (an_entry("lazy", relation=BOOKS, is_filtered=True), "filtered-relation"),
        (an_entry("first", relation=BOOKS), "filtered-relation"),
        (an_entry("get", relation=BOOKS), "filtered-relation"),
        (an_entry("count", relation=BOOKS), "aggregate-per-row"),
        (an_entry("exists"), "aggregate-per-row"),
        (an_entry("column"), "deferred-column"),
        (an_entry("get"), "get-per-row"),
        (an_entry("select"), "get-per-row"),
        (an_entry("save"), "write-per-row"),
        (an_entry("upsert"), "write-per-row"),
        (None, "raw-sql-per-row"),
    ],
)
def test_the_operation_names_the_kind(entry, kind):
    assert kind_of(entry) == kind


@pytest.mark.parametrize("operation", ["get", "count", "select", "first"])
def test_equal_values_make_a_repeated_query(operation):
    same = {"is_same": True, "variation": None}
    assert kind_of(an_entry(operation), **same) == "repeated-query"


def test_rows_that_share_a_parent_are_a_relation_all_the_same():
    lazy = an_entry("lazy", relation=AUTHOR)
    assert kind_of(lazy, is_same=True, variation=None) == "lazy-relation"
    counted = an_entry("count", relation=BOOKS)
    assert kind_of(counted, is_same=True, variation=None) == "aggregate-per-row"


def test_a_relation_to_its_own_class_is_a_tree_only_when_walked():
    down = an_entry("lazy", relation=CHILDREN)
    assert kind_of(down) == "lazy-collection"
    assert kind_of(down, is_recursive=True) == "tree-walk"
    assert kind_of(down, loop=a_loop("while")) == "tree-walk"


def test_a_filter_on_the_own_class_is_a_tree_when_it_recurses():
    replies = an_entry("select", facts=(("self_key", "reply_to_id"),))
    assert kind_of(replies) == "get-per-row"
    assert kind_of(replies, is_recursive=True) == "tree-walk"


def test_a_collection_of_one_parent_asked_for_other_keys_is_a_look_up():
    entry = an_entry("first", relation=BOOKS, facts=(("column", "author_id"),))
    one_parent = varying(equal("title"), constant=(equal("author_id"),))
    assert kind_of(entry, variation=one_parent) == "get-per-row"
    each_its_own = varying(equal("author_id"), constant=(equal("title"),))
    assert kind_of(entry, variation=each_its_own) == "filtered-relation"
