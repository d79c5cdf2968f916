"""Raw SQL that only the connection saw: rewritten, without its values, and run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from nplusone_guard import Finding, guard
from tests.databases import MARIADB, POSTGRES, address

SERVERS = {
    "sqlite": ("", "sqlite://"),
    "postgresql": (POSTGRES, "postgresql+psycopg"),
    "mariadb": (MARIADB, "mariadb+pymysql"),
}
TABLE = "raw_sent"
Ask = Callable[[Connection], list[Any]]


@pytest.fixture(params=SERVERS)
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    variable, driver = SERVERS[request.param]
    url = make_url(address(variable)).set(drivername=driver) if variable else driver
    engine = create_engine(url)
    with engine.connect() as connection:
        columns = "id INTEGER, name VARCHAR(20), country VARCHAR(9)"
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {TABLE} ({columns})")
        rows = "(11, 'Ann', 'Norway'), (22, 'Bob', 'Sweden'), (33, 'Cid', 'Norway')"
        connection.exec_driver_sql(f"INSERT INTO {TABLE} VALUES {rows}")
        yield connection
    engine.dispose()


def literals(c: Connection) -> list[Any]:
    ask = "SELECT name, id FROM {} WHERE id = {} AND country = 'Norway'"
    return [row for key in (11, 33) for row in c.execute(text(ask.format(TABLE, key)))]


def parameters(c: Connection) -> list[Any]:
    ask = text(f"SELECT name, id FROM {TABLE} WHERE id = :x AND country = :y")
    found = []
    for key in (11, 33):
        found += c.execute(ask, {"x": key, "y": "Norway"}).all()
    return found


def mixed(c: Connection) -> list[Any]:
    ask = f"SELECT name, id FROM {TABLE} WHERE country = 'Norway' AND id = :x"
    found = []
    for key in (11, 33):
        found += c.execute(text(ask), {"x": key}).all()
    return found


def driver(c: Connection) -> list[Any]:
    mark = "?" if c.dialect.paramstyle == "qmark" else "%s"
    ask = f"SELECT name, id FROM {TABLE} WHERE id = {mark} AND country = 'Norway'"
    found = []
    for key in (11, 33):
        found += c.exec_driver_sql(ask, (key,)).all()
    return found


@pytest.mark.parametrize("ask", [literals, parameters, mixed, driver])
def test_the_rewrite_returns_what_the_loop_did(
    connection: Connection, ask: Ask
) -> None:
    rows, finding = watched(connection, ask)
    names = {"c": connection, "ids": [11, 33], "country": "Norway", "y": "Norway"}
    with guard("pasted", mode="collect") as watch:
        exec(finding.advice.code, names)
    assert watch.statements == 1
    index = names["by_id"]
    assert isinstance(index, dict)
    flat = [row for each in index.values() for row in _listed(each)]
    assert sorted(tuple(row)[:2] for row in flat) == sorted(tuple(row) for row in rows)


@pytest.mark.parametrize("ask", [literals, mixed, driver])
def test_the_advice_holds_no_value(connection: Connection, ask: Ask) -> None:
    _, finding = watched(connection, ask)
    told = f"{finding.advice} {finding.shape}"
    assert "Norway" not in told
    assert "33" not in finding.advice.code


def test_one_statement_is_not_advised_on(connection: Connection) -> None:
    with guard("once", mode="collect") as watch:
        connection.execute(text(f"SELECT name FROM {TABLE} WHERE id = 11")).all()
    assert not watch.report.findings


def watched(connection: Connection, ask: Ask) -> tuple[list[Any], Finding]:
    with guard("test", mode="collect") as watch:
        rows = ask(connection)
    (finding,) = watch.report.findings
    assert finding.kind == "raw-sql-per-row"
    return rows, finding


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]
