"""What holds for the shape of every statement."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nplusone_guard.fingerprint import fingerprint, slots
from tests.fingerprint.statements import DIALECTS, TEMPLATES, disguised, filled

each_dialect = pytest.mark.parametrize("dialect", DIALECTS)

# Fragments that make lexers stumble, so that noise is more than noise.
_FRAGMENTS = [
    "'",
    "''",
    '"',
    '""',
    "`",
    "[",
    "]",
    "(",
    ")",
    ",",
    ".",
    ";",
    ":",
    "::",
    ":=",
    "%",
    "%%",
    "%s",
    "%(a)s",
    "?",
    "?|",
    "?&",
    "$",
    "$1",
    "$$",
    "$a$",
    "$1$",
    "@",
    "@@",
    "@p",
    "-",
    "--",
    "+",
    "*",
    "/",
    "/*",
    "*/",
    "/*!",
    "/*+",
    "#",
    "##",
    "\\",
    "\\'",
    "E'",
    "N'",
    "q'[",
    "]'",
    "{ts",
    "'a'}",
    "{",
    "}",
    "IN",
    "VALUES",
    "value",
    "ANY",
    "=",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "UNION",
    "ALL",
    "ARRAY",
    "SELECT",
    "FROM",
    "asc",
    "AS",
    "field",
    "extract",
    "NULL",
    "1",
    "0x",
    "1e5",
    ".5",
    "2a",
    "a",
    "A",
    '"B',
    'c"',
    "true",
    "identified",
    "BY",
    "pragma",
    "savepoint",
    "release",
    "LIMIT",
    "INSERT",
    "INTO",
    "\x00",
    "\ufeff",
    "é",
    "K",
    "�",
    "\u2028",
    "__[POSTCOMPILE_a]",
    "<>",
    "->",
    "->>",
    "@>",
    "~",
    "|",
    "||",
]
_OPERATORS = {"AND": "OR", "JOIN": "LEFT JOIN", "LIMIT": "OFFSET", "LIKE": "ILIKE"}
seeds = st.integers(0, 2**32)
noise = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(_FRAGMENTS), max_size=30).map(" ".join),
    st.lists(st.sampled_from([*_FRAGMENTS, " ", "\n"]), max_size=30).map("".join),
)


@each_dialect
@given(sql=noise)
@settings(max_examples=60, deadline=None)
def test_the_shape_of_a_shape_is_that_shape(dialect: str | None, sql: str) -> None:
    shape = fingerprint(sql, dialect)
    assert fingerprint(shape.text, dialect) == shape


@each_dialect
@given(sql=st.one_of(noise, st.binary(max_size=80)))
@settings(max_examples=40, deadline=None)
def test_nothing_is_too_odd(dialect: str | None, sql: str | bytes) -> None:
    shape = fingerprint(sql, dialect)
    shape.text.encode()
    assert len(shape.text) <= 4 * len(sql) + 16
    assert len(shape.summary) <= 255
    assert isinstance(shape.tables, tuple)
    slots(sql, dialect)


@each_dialect
@given(seed=seeds, template=st.sampled_from(TEMPLATES))
@settings(max_examples=40, deadline=None)
def test_only_values_differ(dialect: str | None, seed: int, template: str) -> None:
    """Other values, spaces, comments and letter case give the same shape."""
    rng = Random(seed)
    plain = template.replace("{v}", "1").replace("{list}", "2, 3")
    sql, secrets = filled(rng, disguised(rng, template), dialect)
    shape = fingerprint(sql, dialect)
    assert shape.text == fingerprint(plain, dialect).text
    for secret in secrets:
        assert secret not in shape.text


@each_dialect
@given(seed=seeds, template=st.sampled_from(TEMPLATES))
@settings(max_examples=20, deadline=None)
def test_each_value_is_in_one_slot(
    dialect: str | None, seed: int, template: str
) -> None:
    sql, secrets = filled(Random(seed), template, dialect)
    found = slots(sql, dialect)
    assert sum(len(s.parameters) + len(s.literals) for s in found) == len(secrets)
    indexes = sorted(index for slot in found for index in slot.parameters)
    assert indexes == list(range(len(indexes)))


@each_dialect
@given(
    seed=seeds,
    first=st.sampled_from(TEMPLATES),
)
@settings(max_examples=20, deadline=None)
def test_structure_differs(dialect: str | None, seed: int, first: str) -> None:
    """Another template, operator, table or column gives another shape."""
    rng = Random(seed)
    sql, _ = filled(rng, first, dialect)
    shapes = {fingerprint(sql, dialect)}
    for other in TEMPLATES:
        if other != first:
            shapes.add(fingerprint(filled(rng, other, dialect)[0], dialect))
    assert len(shapes) == len(TEMPLATES)
    for operator in re.findall(r" (?:=|>|<>|LIKE|\+|AND|JOIN|LIMIT) ", first):
        other = _OPERATORS.get(operator.strip(), "<=")
        changed = first.replace(operator, f" {other} ", 1)
        other_sql, _ = filled(rng, changed, dialect)
        assert fingerprint(other_sql, dialect) not in shapes
    renamed = re.sub(r"\b[a-z]\b", "t1", first, count=1)
    plain, _ = filled(rng, renamed, dialect)
    assert fingerprint(plain, dialect) not in shapes
