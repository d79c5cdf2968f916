"""What is not proven safe is refused, with the sentence that says why."""

from __future__ import annotations

import pytest

from nplusone_guard.advise.in_rewrite import rewrite_in

BOOK = "SELECT id FROM book WHERE"
REFUSED = [
    (f"{BOOK} id = ? OR price = 1", "OR joins the conditions: a row may match"),
    (f"{BOOK} (id = ? OR price = 1) AND a = 1", "under OR"),
    (f"{BOOK} NOT id = ?", "under NOT"),
    (f"{BOOK} id > ?", "compared with >, not with ="),
    (f"{BOOK} id <> ?", "compared with <>, not with ="),
    (f"{BOOK} title LIKE ?", "compared with LIKE, not with ="),
    (f"{BOOK} price BETWEEN ? AND 5", "compared with BETWEEN, not with ="),
    (f"{BOOK} id IS ?", "compared with IS, not with ="),
    (f"{BOOK} id IN (?, 2)", "one of several in a list"),
    (f"{BOOK} id + 1 = ?", "more than a plain column"),
    (f"{BOOK} id = ? + 1", "more than a plain column"),
    (f"{BOOK} title = LOWER(?)", "more than a plain column"),
    (f"{BOOK} id IN (SELECT book_id FROM t WHERE a = ?)", "stands in a subquery"),
    ("SELECT id FROM book WHERE a = 1 LIMIT ?", "LIMIT without ORDER BY"),
    ("SELECT id FROM book", "no WHERE"),
    ("SELECT COUNT(*)", "no WHERE"),
    (f"{BOOK} id = ? UNION SELECT 1", "UNION joins two queries"),
    (f"{BOOK} id = ? EXCEPT SELECT 1", "EXCEPT joins two queries"),
    (f"{BOOK} id = ? LIMIT 1 OFFSET 2", "OFFSET skips rows"),
    (f"{BOOK} id = ? LIMIT 2, 1", "more than one plain number"),
    (f"{BOOK} a = ? LIMIT 5", "LIMIT without ORDER BY"),
    (f"{BOOK} id = ? FOR UPDATE", "FOR UPDATE and its kin lock rows"),
    (f"{BOOK} id = ? LOCK IN SHARE MODE", "locks rows"),
    ("SELECT id INTO x FROM book WHERE id = ?", "writes its result away"),
    ("SELECT DISTINCT ON (a) id FROM book WHERE b = ?", "DISTINCT ON keeps one row"),
    (
        "SELECT COUNT(*) FROM b WHERE a = ? HAVING COUNT(*) > 1",
        "HAVING without GROUP BY",
    ),
    ("SELECT a, COUNT(*) FROM b WHERE c = ?", "mix an aggregate with values"),
    ("SELECT a FROM b WHERE c = ? GROUP BY a || 'x'", "must stay a literal"),
    ("SELECT a FROM b WHERE c = ? GROUP BY ROLLUP(a)", "may be an aggregate"),
    ("SELECT a FROM b WHERE c = ? GROUP BY a WITH ROLLUP", "ROLLUP adds rows"),
    ("SELECT a, COUNT(*) FROM b WHERE c = ? GROUP BY a LIMIT 1", "groups of all keys"),
    ("SELECT a, COUNT(*) FROM b WHERE c = ? GROUP BY a ORDER BY 2 LIMIT 1", "grouping"),
    ("SELECT DISTINCT a FROM b WHERE c = ? ORDER BY a LIMIT 1", "after grouping"),
    ("SELECT a FROM b WHERE c = ? ORDER BY 1 LIMIT 1", "counts columns"),
    ("SELECT a + 1 AS n FROM b WHERE c = ? ORDER BY n * 2 LIMIT 1", "name of a result"),
    ("SELECT a, a FROM b WHERE c = ? ORDER BY d LIMIT 1", "the same name"),
    ("SELECT lower(x) AS c FROM b WHERE c = ?", "name of a result column as well"),
    ("SELECT RANK() OVER (ORDER BY a) FROM b WHERE c = ?", "may be an aggregate"),
    ("SELECT SUM(a) OVER (ORDER BY a) FROM b WHERE c = ?", "window function"),
    ("SELECT my_sum(a) FROM b WHERE c = ?", "my_sum may be an aggregate"),
    (f"{BOOK} id = ? AND random() < 0.5", "random may be an aggregate or may differ"),
    ("SELECT EXISTS(SELECT COUNT(*) FROM b WHERE a = ?)", "always true"),
    ("WITH x AS (DELETE FROM b) SELECT a FROM x WHERE a = ?", "WITH part writes rows"),
    (
        "WITH x AS (SELECT ? AS k) SELECT a FROM b WHERE a = 1",
        "parameters stand outside",
    ),
    ("SELECT ?, a FROM b WHERE a = 1", "parameters stand outside"),
    (f"{BOOK} a = ?; DELETE FROM b", "more than one statement"),
    ("SELECT a FROM b WHERE c = ? ORDER BY d, LIMIT 1", "empty entry"),
    ("SELECT a FROM WHERE b = ?", "A clause is empty"),
    ("EXPLAIN SELECT a FROM b WHERE c = ?", "Only SELECT, UPDATE"),
    ("CALL f(?)", "Only SELECT, UPDATE"),
    ("", "Only SELECT, UPDATE"),
    (f"{BOOK} a = ? AND b = :b", "several kinds of placeholders"),
    (f"{BOOK} a = ?1", "side by side"),
    (f"{BOOK} a = @a", "session variable"),
    (rf"{BOOK} a = ? AND b = 'x\' OR c = 'y'", "backslash"),
    (f"{BOOK} a = ? AND b = E'x'", "carries its type"),
    (f"{BOOK} a = ? AND b = $$x$$", "dollar-quoted"),
    (f'{BOOK} a = ? AND b = "Bob"', "may hold a string"),
    (f"{BOOK} a = ? AND b #> c", "# sign"),
    (f"{BOOK} a = ? /*! AND b = 1 */", "executed by MySQL"),
    (f"{BOOK} a = ? /* x /* y */ */", "Nested comments"),
    (f"{BOOK} a = ? AND b = 'x", "not closed"),
    (f"{BOOK} a = ? AND (b = 1", "brackets do not match"),
    (f"{BOOK} a = ? AND b = {'1' * 20_000}", "longer than 20,000"),
    ("UPDATE b SET a = 1 WHERE c = ? RETURNING id", "RETURNING hands rows back"),
    ("UPDATE b SET a = ?", "no WHERE"),
    ("DELETE FROM b WHERE c = ? LIMIT 1", "LIMIT cuts the rows"),
    ("DELETE FROM b WHERE c < ?", "compared with <"),
]
WITH_POSITIONS = [
    (f"{BOOK} a = ? AND b = ?", [], "no column with a varying value"),
    (f"{BOOK} a = ? AND b > ?", [0, 1], "compared with >"),
    ("SELECT ? FROM b WHERE a = ?", [0, 1], "stands outside WHERE"),
    (f"{BOOK} a = :x AND b > :x", [0], "compared with >"),
    ("SELECT a > :x FROM b WHERE a = :x", [0], "more than one place"),
    (f"{BOOK} a = :x AND a = :y", [0, 1], "compared with two varying values"),
    ("UPDATE b SET a = ? WHERE c = ?", [0], "WHERE is the same each time"),
    ("INSERT INTO b VALUES (?)", [], "the same each time"),
]
BY_DIALECT = [
    (f"{BOOK} a = ? AND b = ?", "mssql", "no row values"),
    (f"{BOOK} a = %s AND b || c", "mysql", "joins the conditions"),
    (f'{BOOK} a = %s AND b = "x"', "mysql", "sql_mode"),
    (f"{BOOK} a = %s --b", "mariadb", "no comment in MySQL"),
    (f"{BOOK} a = 1 AND b ? c", "postgresql", "operator on PostgreSQL"),
    (
        "SELECT * FROM a JOIN b USING (c) WHERE d = %s ORDER BY e LIMIT 1",
        "mariadb",
        "star",
    ),
    (f"{BOOK} a = %s AND b % 2 = 1", "postgresql", "single %"),
]


@pytest.mark.parametrize(("sql", "sentence"), REFUSED)
def test_a_statement_that_is_not_proven_safe_is_refused(
    sql: str, sentence: str
) -> None:
    check(sql, "sqlite", None, sentence)


@pytest.mark.parametrize(("sql", "varying", "sentence"), WITH_POSITIONS)
def test_what_varies_decides(sql: str, varying: list[int], sentence: str) -> None:
    check(sql, "sqlite", varying, sentence)


@pytest.mark.parametrize(("sql", "dialect", "sentence"), BY_DIALECT)
def test_what_the_database_reads_differently(
    sql: str, dialect: str, sentence: str
) -> None:
    check(sql, dialect, None, sentence)


def check(sql: str, dialect: str, varying: list[int] | None, sentence: str) -> None:
    rewrite = rewrite_in(sql, dialect=dialect, varying=varying)
    assert rewrite.refused is not None, rewrite.sql
    assert sentence in rewrite.refused
    assert rewrite.refused.endswith(".")
    assert (rewrite.sql, rewrite.keys, rewrite.index_code) == ("", (), "")
