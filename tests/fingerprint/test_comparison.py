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

CORPUS = [
    *read_corpus("django_postgresql"),
    *read_corpus("sqlalchemy_postgresql"),
    # Some raw statements of the suite are sent with the question marks of other drivers.
    *(sql for sql in read_corpus("suite_postgresql") if "?" not in sql),
]

# What libpg_query does not look at and we do, each with the reason.
MEANT = {
    "a loop over pages is not a loop over rows": (r" OFFSET \?(::integer)?", ""),
    "a batch by a key of one column is written like one by several": (
        r"\((\w+\.id)\) IN \(\(\?\)\)",
        r"\1 IN (?)",
    ),
    "one key a row is not a batch of keys": (r"= \?::integer|IN \(\?\)", "= ?"),
    "rows read by other names are read by other code": (r" AS \w+", ""),
    "a type with a length is not one without": (r"varchar\(\?\)", "varchar"),
    "a temporary table has a name like others": (r"(temporary TABLE) \w+", r"\1"),
}


def without_what_is_meant(shape: str) -> list[str]:
    """Return what is left of *shape*; conditions are sorted, as libpg_query does."""
    for pattern, replacement in MEANT.values():
        shape = re.sub(pattern, replacement, shape)
    return sorted(filter(None, re.split(r" AND |[()]| WHERE | (?=ORDER)", shape)))


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
    assert found
    for group in found:
        left = {tuple(without_what_is_meant(shape)) for shape in group}
        assert len(left) == 1, group


def test_what_libpg_query_tells_apart() -> None:
    """A truth value is a value, after IS as everywhere."""
    found = disagreements(ours, libpg_query)
    assert len(found) == 1
    sent = [sql for sql in CORPUS if " IS true" in sql or " IS false" in sql]
    assert {libpg_query(sql) for sql in sent} >= set(found[0])


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
