"""The code for text(), exec_driver_sql and asyncpg runs as it is printed."""

from __future__ import annotations

from typing import Any

import pytest

from nplusone_guard.advise.in_rewrite import rewrite_in
from tests.advise.rewrite_cases import BY_SHOP, Case
from tests.advise.rewrite_runs import is_indexed
from tests.advise.rewrite_servers import DATABASES, TABLES, in_style, statements_to_fill
from tests.databases import MARIADB, POSTGRES, address

sqlalchemy = pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")

DRIVERS = {
    "sqlite": ("sqlite://", ""),
    "postgresql": ("postgresql+psycopg", POSTGRES),
    "mariadb": ("mariadb+pymysql", MARIADB),
}
OPEN = {"constants": {"status": "open", "price": 6}}
CASES = [
    Case("SELECT * FROM book WHERE author_id = :author_id"),
    Case("SELECT title FROM book WHERE id = :id", names=("id",)),
    Case("SELECT title FROM book WHERE author_id = :author_id AND status = :status "
         "AND price > :price ORDER BY id", **OPEN),
    Case("SELECT title FROM book WHERE author_id = :author_id ORDER BY price, id LIMIT 1"),
    Case("SELECT quantity FROM stock WHERE shop = :shop AND code = :code", **BY_SHOP),
    Case("SELECT COUNT(*) FROM book WHERE author_id = :author_id"),
    Case("SELECT EXISTS(SELECT 1 FROM book WHERE author_id = :author_id)"),
    Case("SELECT title FROM book WHERE author_id = :author_id AND id % 2 = :id",
         constants={"id": 1}),
]  # fmt: skip


def open_connection(name: str) -> Any:
    driver, variable = DRIVERS[name]
    url = f"{driver}://{address(variable).split('://')[1]}" if variable else driver
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
    connection = engine.connect()
    for table in TABLES:
        connection.exec_driver_sql(table)
    for insert, rows in statements_to_fill():
        mark = "?" if name == "sqlite" else "%s"
        connection.exec_driver_sql(insert.replace("?", mark), rows)
    return connection


def sent(connection: Any, run: Any) -> str:
    """Return the statement as the driver receives it."""
    seen: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    sqlalchemy.event.listen(connection, "before_cursor_execute", note)
    run()
    sqlalchemy.event.remove(connection, "before_cursor_execute", note)
    return seen[0]


@pytest.mark.parametrize("name", DATABASES)
@pytest.mark.parametrize("case", CASES)
def test_text_from_what_the_driver_received(name: str, case: Case) -> None:
    statement = sqlalchemy.text(case.sql)
    with open_connection(name) as connection:
        singles = {}
        for key in case.keys:
            singles[key] = rows_of(connection.execute(statement, case.values(key)))
        text = sent(
            connection, lambda: connection.execute(statement, case.values(case.keys[0]))
        )
        varying = list(range(len(case.names)))
        check(connection, case, singles, text, varying, "sqlalchemy-text", name)


@pytest.mark.parametrize("name", DATABASES)
@pytest.mark.parametrize("case", CASES)
def test_exec_driver_sql(name: str, case: Case) -> None:
    style = "qmark" if name == "sqlite" else "format"
    with open_connection(name) as connection:
        singles = {}
        for key in case.keys:
            text, arguments = in_style(case.sql, case.values(key), style)
            singles[key] = rows_of(connection.exec_driver_sql(text, tuple(arguments)))
        varying = list(range(len(case.names)))
        check(connection, case, singles, text, varying, "sqlalchemy-driver", name)


def rows_of(result: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in result]


def check(
    connection: Any,
    case: Case,
    singles: dict[Any, list[tuple[Any, ...]]],
    text: str,
    varying: list[int],
    caller: Any,
    name: str,
) -> None:
    rewrite = rewrite_in(text, dialect=name, varying=varying, caller=caller)
    assert rewrite.refused is None
    keys = list(case.keys)
    space = {"connection": connection, "ids": keys, "keys": keys, "limit": 1}
    # The modulus is nobody's column; the parameter id would hide the builtin.
    constants = {**case.constants, "id_value": 1, "constant": 2, "constant_2": 1}
    space |= constants
    exec(rewrite.index_code, space)
    for key, rows in singles.items():
        assert is_indexed(rewrite, space, case, key, rows), rewrite.index_code
    if caller == "sqlalchemy-text":
        assert ":keys" in rewrite.sql or ":ids" in rewrite.sql


ASYNCPG = [
    ("SELECT title FROM book WHERE author_id = $1 AND price > $2", [0], {"price": 6}),
    ("SELECT title FROM book WHERE price > $1 AND author_id = $2", [1], {"price": 6}),
    ("SELECT * FROM book WHERE author_id = $1", [0], {}),
    ("SELECT quantity FROM stock WHERE shop = $1 AND code = $2", [0, 1], {}),
    ("SELECT note FROM stock WHERE quantity > $1 AND shop = $2 AND code = $3",
     [1, 2], {"quantity": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "varying", "constants"), ASYNCPG)
async def test_asyncpg(sql: str, varying: list[int], constants: dict[str, Any]) -> None:
    asyncpg = pytest.importorskip("asyncpg", reason="asyncpg is not installed")
    connection = await asyncpg.connect(address(POSTGRES))
    for table in TABLES:
        await connection.execute(table)
    for insert, rows in statements_to_fill():
        for place in range(1, len(rows[0]) + 1):
            insert = insert.replace("?", f"${place}", 1)
        await connection.executemany(insert, rows)
    keys: list[Any] = [1, 2, 9] if len(varying) == 1 else [(1, "a"), (2, "b"), (3, "z")]
    code = rewrite_in(sql, dialect="postgresql", varying=varying).index_code
    body = "\n".join(f"    {line}" for line in code.splitlines())
    space = {"connection": connection, "ids": keys, "keys": keys, **constants}
    exec(f"async def run():\n{body}\n    return locals()", space)
    found = await space["run"]()
    index = next(value for name, value in found.items() if name.startswith("by_"))
    for key in keys:
        parts = key if isinstance(key, tuple) else (key,)
        values = list(constants.values())
        order = [*parts, *values] if varying[0] == 0 else [*values, *parts]
        single = [tuple(row) for row in await connection.fetch(sql, *order)]
        assert [tuple(row)[: len(single[0])] for row in index.get(key, [])] == single
    await connection.close()
