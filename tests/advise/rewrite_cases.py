"""The statements that are rewritten and run: each names what varies and what does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """A statement in ``:name`` style, the keys it is run for, and its constants."""

    sql: str
    keys: tuple[Any, ...] = (1, 2, 3, 9)
    names: tuple[str, ...] = ("author_id",)
    constants: dict[str, Any] = field(default_factory=dict)
    only: tuple[str, ...] = ("sqlite", "postgresql", "mariadb")

    @property
    def is_ordered(self) -> bool:
        return "ORDER BY" in self.sql

    def values(self, key: Any) -> dict[str, Any]:
        parts = key if isinstance(key, tuple) else (key,)
        return {**dict(zip(self.names, parts, strict=True)), **self.constants}


BY_ID = {"names": ("id",), "keys": (1, 3, 5, 99)}
BY_NAME = {"names": ("name",), "keys": ("Ann", "bob", "Nobody")}
BY_SHOP = {"names": ("shop", "code"), "keys": ((1, "a"), (2, "b"), (3, "b"), (1, "b"))}
OPEN = {"constants": {"status": "open"}}
CASES = [
    # One row for each key, the key in or out of the list.
    Case("SELECT id, title FROM book WHERE id = :id", **BY_ID),
    Case("SELECT title FROM book WHERE id = :id", **BY_ID),
    Case("SELECT title, id FROM book WHERE id = :id", **BY_ID),
    Case("SELECT * FROM book WHERE id = :id", **BY_ID),
    Case("SELECT b.* FROM book b WHERE b.id = :id", **BY_ID),
    Case("SELECT b.*, b.price FROM book AS b WHERE b.id = :id", **BY_ID),
    Case("SELECT title FROM book WHERE :id = id", **BY_ID),
    Case("SELECT title FROM book WHERE (id = :id)", **BY_ID),
    Case("SELECT title FROM book WHERE id IN (:id)", **BY_ID),
    Case("SELECT title FROM book WHERE id = :id LIMIT 1", **BY_ID),
    Case("SELECT title FROM book WHERE book.id = :id", **BY_ID),
    Case("select title from book where id=:id;", **BY_ID),
    Case("SELECT title -- the name\nFROM book /* all */ WHERE id = :id", **BY_ID),
    Case(
        "SELECT title FROM book WHERE id = CAST(:id AS INTEGER)",
        **BY_ID,
        only=("sqlite", "postgresql"),
    ),
    Case(
        "SELECT title FROM book WHERE id = :id::integer", **BY_ID, only=("postgresql",)
    ),
    Case(
        'SELECT "title" FROM "book" WHERE "id" = :id',
        **BY_ID,
        only=("sqlite", "postgresql"),
    ),
    Case(
        "SELECT `title` FROM `book` WHERE `id` = :id",
        **BY_ID,
        only=("sqlite", "mariadb"),
    ),
    # Several rows for a key.
    Case("SELECT id, author_id FROM book WHERE author_id = :author_id"),
    Case("SELECT title FROM book WHERE author_id = :author_id ORDER BY price DESC, id"),
    Case("SELECT * FROM book WHERE author_id = :author_id ORDER BY 1"),
    Case("SELECT title AS author FROM book WHERE author_id = :author_id"),
    Case("SELECT title AS top FROM book WHERE author_id = :author_id"),
    Case(
        "SELECT price + 1 AS more, price -1 less FROM book WHERE author_id = :author_id"
    ),
    Case(
        "SELECT UPPER(title), COALESCE(pages, 0) FROM book WHERE author_id = :author_id"
    ),
    Case(
        "SELECT CASE WHEN price > 9 AND pages > 1 THEN 'high' ELSE 'low' END FROM book"
        " WHERE author_id = :author_id"
    ),
    Case("SELECT DISTINCT status FROM book WHERE author_id = :author_id"),
    Case("SELECT DISTINCT status, author_id FROM book WHERE author_id = :author_id"),
    Case("SELECT country FROM author WHERE name = :name", **BY_NAME),
    Case(
        "SELECT id FROM author WHERE LOWER(name) = :name",
        names=("name",),
        keys=("ann", "bob", "none"),
    ),
    # Conditions that stay.
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND status = :status", **OPEN
    ),
    Case(
        "SELECT id FROM book WHERE status = :status AND author_id = :author_id", **OPEN
    ),
    Case("SELECT id FROM book WHERE status = 'open' AND author_id = :author_id"),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND price > 6 AND pages < 299"
    ),
    Case("SELECT id FROM book WHERE author_id = :author_id AND price BETWEEN 6 AND 20"),
    Case(
        "SELECT id FROM book WHERE price NOT BETWEEN 6 AND 20 AND author_id = :author_id"
    ),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND (price > 9 OR pages < 60)"
    ),
    Case(
        "SELECT id FROM book WHERE (author_id = :author_id AND (price > 9 AND id > 1))"
    ),
    Case("SELECT id FROM book WHERE author_id = :author_id AND NOT price = 10"),
    Case("SELECT id FROM book WHERE author_id = :author_id AND status IS NOT NULL"),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND status IN ('open', 'shut')"
    ),
    Case("SELECT id FROM book WHERE author_id = :author_id AND title LIKE '%'"),
    Case("SELECT id FROM book WHERE author_id = :author_id AND id % 2 = 1"),
    Case("SELECT id FROM book WHERE author_id = :author_id AND price > -5"),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND "
        "CASE WHEN price > 9 OR id = 1 THEN 1 ELSE 0 END = 1"
    ),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND price > "
        "(SELECT AVG(price) FROM author JOIN (SELECT 9 AS price) p ON author.id > 0)"
    ),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND EXISTS "
        "(SELECT 1 FROM author a WHERE a.id = book.author_id AND a.country = 'NO')"
    ),
    Case(
        "SELECT id, (SELECT name FROM author a WHERE a.id = book.author_id) AS name "
        "FROM book WHERE author_id = :author_id"
    ),
    Case(
        "SELECT id, title AS e FROM book WHERE (author_id = :author_id AND (price > 5))"
    ),
    Case(
        "SELECT id, CAST(price AS DECIMAL(9, 2)) FROM book WHERE author_id = :author_id"
    ),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND price::integer IN (5, 30)",
        only=("postgresql",),
    ),
    # Joins and derived tables.
    Case(
        "SELECT b.title, a.name FROM book b JOIN author a ON a.id = b.author_id "
        "WHERE a.id = :id",
        **BY_ID,
    ),
    Case(
        "SELECT * FROM book b JOIN author a ON a.id = b.author_id WHERE a.id = :id",
        **BY_ID,
    ),
    Case(
        "SELECT b.* FROM book b JOIN author a ON a.id = b.author_id WHERE a.id = :id",
        **BY_ID,
    ),
    Case(
        "SELECT b.id, b.title FROM author a LEFT JOIN book b ON a.id = b.author_id "
        "WHERE a.id = :id ORDER BY b.id",
        **BY_ID,
    ),
    Case(
        "SELECT title FROM book, author WHERE author.id = book.author_id "
        "AND author.name = :name",
        **BY_NAME,
    ),
    Case(
        "SELECT s.title FROM (SELECT title, author_id FROM book WHERE price > 6) s "
        "WHERE s.author_id = :author_id"
    ),
    Case(
        "WITH cheap AS (SELECT * FROM book WHERE price < 25) "
        "SELECT title FROM cheap WHERE author_id = :author_id"
    ),
    # Aggregates.
    Case("SELECT COUNT(*) FROM book WHERE author_id = :author_id"),
    Case("SELECT COUNT(1) FROM book WHERE author_id = :author_id LIMIT 1"),
    Case("SELECT SUM(price), MIN(pages) FROM book WHERE author_id = :author_id"),
    Case("SELECT COUNT(DISTINCT status) AS n FROM book WHERE author_id = :author_id"),
    Case("SELECT MAX(price) - MIN(price) FROM book b WHERE b.author_id = :author_id"),
    Case(
        "SELECT SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END) FROM book "
        "WHERE author_id = :author_id"
    ),
    Case("SELECT COUNT(*) FROM stock WHERE shop = :shop AND code = :code", **BY_SHOP),
    Case(
        "SELECT status, COUNT(*) FROM book WHERE author_id = :author_id GROUP BY status"
    ),
    Case(
        "SELECT author_id, status, SUM(price) FROM book WHERE author_id = :author_id "
        "GROUP BY author_id, status ORDER BY 3, 2"
    ),
    Case(
        "SELECT status, COUNT(*) AS n FROM book WHERE author_id = :author_id "
        "GROUP BY 1 HAVING COUNT(*) > 1"
    ),
    # Presence.
    Case("SELECT EXISTS(SELECT 1 FROM book WHERE author_id = :author_id)"),
    Case(
        "SELECT EXISTS (SELECT * FROM book WHERE status = 'shut' "
        "AND author_id = :author_id LIMIT 1) AS found"
    ),
    Case("SELECT 1 FROM book WHERE author_id = :author_id LIMIT 1"),
    # A limit for each key.
    Case(
        "SELECT title FROM book WHERE author_id = :author_id ORDER BY price DESC, id LIMIT 1"
    ),
    Case(
        "SELECT * FROM book WHERE author_id = :author_id ORDER BY price DESC, id LIMIT 1"
    ),
    Case(
        "SELECT id, UPPER(title) FROM book WHERE author_id = :author_id "
        "ORDER BY price, id LIMIT 2"
    ),
    Case(
        "SELECT LOWER(title) AS low FROM book WHERE author_id = :author_id "
        "ORDER BY low DESC LIMIT 2"
    ),
    Case(
        "SELECT title FROM book WHERE author_id = :author_id AND status = :status "
        "ORDER BY id DESC LIMIT 1",
        **OPEN,
    ),
    Case(
        "SELECT b.title FROM book b JOIN author a ON a.id = b.author_id "
        "WHERE a.name = :name ORDER BY b.price DESC, b.id LIMIT 1",
        **BY_NAME,
    ),
    Case(
        "SELECT note FROM stock WHERE shop = :shop AND code = :code "
        "ORDER BY quantity LIMIT 1",
        **BY_SHOP,
    ),
    Case(
        "SELECT title FROM book WHERE author_id = :author_id ORDER BY id "
        "FETCH FIRST 2 ROWS ONLY",
        only=("postgresql", "mariadb"),
    ),
    Case(
        "WITH cheap AS (SELECT * FROM book WHERE price < 25) SELECT title FROM cheap "
        "WHERE author_id = :author_id ORDER BY price DESC, id LIMIT 1"
    ),
    # Keys of several columns.
    Case("SELECT quantity FROM stock WHERE shop = :shop AND code = :code", **BY_SHOP),
    Case("SELECT * FROM stock WHERE shop = :shop AND code = :code", **BY_SHOP),
    Case(
        "SELECT code, quantity FROM stock WHERE shop = :shop AND code = :code "
        "AND quantity > 0",
        **BY_SHOP,
    ),
    Case(
        "SELECT s.note FROM stock s WHERE s.quantity >= :quantity AND s.shop = :shop "
        "AND s.code = :code",
        **BY_SHOP,
        constants={"quantity": 1},
    ),
    Case(
        "SELECT EXISTS(SELECT 1 FROM stock WHERE shop = :shop AND code = :code)",
        **BY_SHOP,
    ),
    # Operators of one database.
    Case(
        "SELECT title || '!' FROM book WHERE author_id = :author_id",
        only=("sqlite", "postgresql"),
    ),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND title ILIKE 'a%'",
        only=("postgresql",),
    ),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND status IS NOT DISTINCT "
        "FROM NULL",
        only=(),
    ),
    Case(
        "SELECT COUNT(*) FILTER (WHERE price > 9) FROM book WHERE author_id = :author_id",
        only=("sqlite", "postgresql"),
    ),
    Case(
        "SELECT title FROM book WHERE author_id = :author_id AND id <> ALL(ARRAY[1, 4])",
        only=("postgresql",),
    ),
    Case(
        "SELECT id FROM book WHERE author_id = :author_id AND '2020-01-01'::date < now()",
        only=("postgresql",),
    ),
]
