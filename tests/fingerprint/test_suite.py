"""The SQL that was sent while this whole test suite ran, its literals known: see condense.py."""

from __future__ import annotations

import re

import pytest

from nplusone_guard.fingerprint import fingerprint, slots
from tests.fingerprint.corpus.corpus_file import read_corpus

DIALECTS = ("sqlite", "postgresql", "mysql")
LITERAL = re.compile(r"zq[0-9]+x|9[0-9]{6}")
PLACEHOLDER = re.compile(r"%s|%\(|:[a-z]|\$[0-9]|POSTCOMPILE")

each_dialect = pytest.mark.parametrize("dialect", DIALECTS)


@each_dialect
def test_it_is_large(dialect: str) -> None:
    statements = read_corpus(f"suite_{dialect}")
    assert len(statements) > 1000
    assert sum(LITERAL.search(sql) is not None for sql in statements) > 100


@each_dialect
@pytest.mark.parametrize("is_named", [True, False])
def test_no_literal_survives(dialect: str, is_named: bool) -> None:
    for sql in read_corpus(f"suite_{dialect}"):
        text = fingerprint(sql, dialect if is_named else None).text
        assert not LITERAL.search(text), sql
        assert not PLACEHOLDER.search(text.replace("::", "")), sql


@each_dialect
@pytest.mark.parametrize("is_named", [True, False])
def test_the_shape_of_a_shape_is_that_shape(dialect: str, is_named: bool) -> None:
    name = dialect if is_named else None
    for sql in read_corpus(f"suite_{dialect}"):
        shape = fingerprint(sql, name)
        assert fingerprint(shape.text, name) == shape, sql


@each_dialect
def test_each_placeholder_is_in_one_slot(dialect: str) -> None:
    for sql in read_corpus(f"suite_{dialect}"):
        indexes = [i for slot in slots(sql, dialect) for i in slot.parameters]
        assert sorted(indexes) == list(range(len(indexes))), sql


@each_dialect
def test_each_query_names_its_table(dialect: str) -> None:
    verbs = {"INSERT", "UPDATE", "DELETE"}
    for sql in read_corpus(f"suite_{dialect}"):
        shape = fingerprint(sql, dialect)
        is_query = shape.statement == "SELECT" and " FROM " in shape.text
        if shape.statement in verbs or is_query:
            assert shape.tables, (sql, shape.text)
