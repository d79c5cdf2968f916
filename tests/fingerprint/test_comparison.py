"""Where our shapes and those of PostgreSQL's own parser and of sqlglot part ways."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable

import pytest

from nplusone_guard.fingerprint import fingerprint
from tests.fingerprint.corpus.corpus_file import read_corpus

try:
    import sqlglot
    from pglast import parser
except ImportError:
    if os.environ.get("CI"):
        raise
    pytest.skip(
        "the comparison needs pglast and sqlglot: pip install pglast sqlglot",
        allow_module_level=True,
    )

CORPUS = [*read_corpus("django_postgresql"), *read_corpus("sqlalchemy_postgresql")]

# Beginnings of the shapes that libpg_query takes for one and we do not, with reasons.
TOLD_APART = {
    # It drops OFFSET like any value; a loop over pages is not a loop over rows.
    ("SELECT auth_user.id, auth_user.password", "LIMIT ?", "LIMIT ? OFFSET ?"),
    # It takes "= $1::INTEGER" and "IN ($1::INTEGER)" for one; the second is a batch.
    ("SELECT book.id, book.title", "IN (?)", "= ?::integer"),
}


def numbered(sql: str) -> str:
    """Return *sql* with the placeholders of psycopg as those of the server."""
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        if found[0] == "%%":
            return "%"
        count += 1
        return f"${count}"

    return re.sub(r"%%|%\(\w+\)s|%s", number, sql)


def ours(sql: str) -> str:
    return fingerprint(sql, "postgresql").text


def disagreements(
    theirs: Callable[[str], str], mine: Callable[[str], str]
) -> list[list[str]]:
    """Return the groups that *theirs* holds to be one and *mine* to be several."""
    groups = defaultdict(set)
    for sql in CORPUS:
        groups[theirs(sql)].add(mine(sql))
    return [sorted(group) for group in groups.values() if len(group) > 1]


def libpg_query(sql: str) -> str:
    return str(parser.fingerprint(numbered(sql)))


def test_what_libpg_query_holds_to_be_one() -> None:
    found = disagreements(libpg_query, ours)
    assert len(found) == len(TOLD_APART)
    for beginning, *ends in TOLD_APART:
        assert any(
            all(shape.startswith(beginning) for shape in group)
            and {end for end in ends if any(s.endswith(end) for s in group)}
            == set(ends)
            for group in found
        )


def test_what_libpg_query_tells_apart() -> None:
    assert disagreements(ours, libpg_query) == []


def masked_by_sqlglot(sql: str) -> str:
    try:
        tree = sqlglot.parse_one(numbered(sql), read="postgres")
    except sqlglot.errors.ParseError:  # of RELEASE SAVEPOINT, in 30.30
        return sql

    def mask(node: sqlglot.exp.Expression) -> sqlglot.exp.Expression:
        if isinstance(
            node, sqlglot.exp.Literal | sqlglot.exp.Parameter | sqlglot.exp.Boolean
        ):
            return sqlglot.exp.Placeholder()
        return node

    return str(tree.transform(mask).sql(dialect="postgres"))


def test_what_sqlglot_holds_to_be_one_with_its_values_masked() -> None:
    """sqlglot keeps the length of lists, so only this direction can be compared."""
    assert disagreements(masked_by_sqlglot, ours) == []
