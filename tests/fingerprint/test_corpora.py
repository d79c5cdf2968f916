"""The SQL that both ORMs send on three databases."""

from __future__ import annotations

import pytest

from nplusone_guard.fingerprint import fingerprint, slots
from tests.fingerprint.corpus.corpus_file import read_corpus

CORPORA = [
    (f"{orm}_{dialect}", dialect)
    for orm in ("django", "sqlalchemy")
    for dialect in ("sqlite", "postgresql", "mysql")
]
each_corpus = pytest.mark.parametrize(("name", "dialect"), CORPORA)


@each_corpus
def test_the_shape_of_a_shape_is_that_shape(name: str, dialect: str) -> None:
    for sql in read_corpus(name):
        shape = fingerprint(sql, dialect)
        assert fingerprint(shape.text, dialect) == shape
        assert "'" not in shape.text
        assert "%s" not in shape.text


@each_corpus
def test_shapes_are_fewer_than_statements(name: str, dialect: str) -> None:
    """Each corpus holds the same query with several lengths of list."""
    statements = read_corpus(name)
    assert len(statements) > 50
    assert (
        len({fingerprint(sql, dialect) for sql in statements}) < len(statements) * 0.95
    )


@each_corpus
def test_each_query_names_its_table(name: str, dialect: str) -> None:
    # Statements about no table of the application: SHOW, sqlite_master and the like.
    verbs = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    for sql in read_corpus(name):
        shape = fingerprint(sql, dialect)
        has_table = any(
            word in shape.text for word in ("auth_", "book", "author", "tag")
        )
        if shape.statement in verbs and has_table and "sys." not in shape.text:
            assert shape.tables, sql


@each_corpus
def test_each_placeholder_is_in_one_slot(name: str, dialect: str) -> None:
    for sql in read_corpus(name):
        indexes = [i for slot in slots(sql, dialect) for i in slot.parameters]
        assert sorted(indexes) == list(range(len(indexes))), sql


@each_corpus
def test_columns_of_in_and_equal_are_found(name: str, dialect: str) -> None:
    """The ORMs compare columns, so nearly each such slot has one."""
    statements = [sql for sql in read_corpus(name) if "auth_" in sql or "book" in sql]
    found = [slot for sql in statements for slot in slots(sql, dialect)]
    lists = [slot for slot in found if slot.role == "in"]
    equals = [slot for slot in found if slot.role == "equal"]
    assert lists
    assert equals
    assert all(slot.column for slot in lists)
    assert sum(slot.column is not None for slot in equals) >= len(equals) * 0.8
