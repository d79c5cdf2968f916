"""Each rewritten statement is run and returns the union of the single statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from nplusone_guard.advise.in_rewrite import rewrite_in
from tests.advise.rewrite_cases import CASES, Case
from tests.advise.rewrite_runs import asked, is_indexed, run_singles, variables_of
from tests.advise.rewrite_servers import open_database

STYLES = {
    "sqlite": ("qmark", "named", "literal"),
    "postgresql": ("format", "pyformat", "literal"),
    "mariadb": ("format", "pyformat", "literal"),
}
RUNS = [
    pytest.param(case, name, style, id=f"{name}-{style}-{number}")
    for number, case in enumerate(CASES)
    for name in case.only
    for style in STYLES[name]
]


@pytest.fixture(scope="module")
def connect() -> Iterator[Callable[[str], Any]]:
    with ExitStack() as stack:
        yield cache(lambda name: stack.enter_context(open_database(name)))


@pytest.mark.parametrize(("case", "name", "style"), RUNS)
def test_the_rewrite_returns_the_union_of_the_single_statements(
    connect: Callable[[str], Any], case: Case, name: str, style: str
) -> None:
    cursor = connect(name).cursor()
    sql, chosen = asked(case, name, style)
    rewrite = rewrite_in(sql, dialect=name, **chosen)
    assert rewrite.refused is None
    variables = variables_of(case, sql, name, chosen, style)
    space = {"cursor": cursor, "ids": case.keys, "keys": case.keys}
    space |= variables
    exec(rewrite.index_code, space)
    cursor = connect(name).cursor()
    for key, rows in run_singles(case, cursor, style).items():
        assert is_indexed(rewrite, space, case, key, rows), rewrite.index_code


@pytest.mark.parametrize(("case", "name", "style"), RUNS)
def test_no_value_of_the_statement_is_printed(
    case: Case, name: str, style: str
) -> None:
    sql, chosen = asked(case, name, style)
    rewrite = rewrite_in(sql, dialect=name, **chosen)
    printed = rewrite.sql + rewrite.index_code
    for string in ("open", "shut", "Ann", "NO", "a%", "2020-01-01"):
        assert f"'{string}'" not in printed
    for number in ("25", "299", "60", "-5"):
        assert f" {number}" not in printed


def test_no_key_gives_no_rows(connect: Callable[[str], Any]) -> None:
    for name, mark in (("sqlite", "?"), ("postgresql", "%s"), ("mariadb", "%s")):
        for where in (f"id = {mark}", f"id = {mark} AND author_id = {mark}"):
            sql = f"SELECT id, author_id FROM book WHERE {where}"
            code = rewrite_in(sql, dialect=name, varying=None).index_code
            space = {"cursor": connect(name).cursor(), "ids": [], "keys": []}
            exec(code, space)
            assert not space.get("by_id", space.get("by_key"))
