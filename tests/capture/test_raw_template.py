"""What is kept of a hand-written statement, and what is not."""

from __future__ import annotations

import pytest

from nplusone_guard.capture.raw_template import raw_template


def kept(sql: str, other: str | None = None, dialect: str = "postgresql") -> str:
    template = raw_template(sql, other or sql, dialect)
    assert template is not None
    return template.text


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a FROM t WHERE id = 17", "SELECT a FROM t WHERE id = 0"),
        ("SELECT a FROM t WHERE n = 'x''y'", "SELECT a FROM t WHERE n = ''"),
        ("SELECT a FROM t WHERE n = -4.5e3", "SELECT a FROM t WHERE n = -0"),
        ("SELECT a FROM t WHERE n = $$x$$", "SELECT a FROM t WHERE n = ''"),
        ("SELECT a /* of 17 */ FROM t -- 'x'", "SELECT a FROM t"),
        ("SELECT a FROM t LIMIT 20", "SELECT a FROM t LIMIT 0"),
    ],
)
def test_no_value_is_kept(sql: str, expected: str) -> None:
    assert kept(sql) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM t WHERE id = %s",
        "SELECT a FROM t WHERE id = %(id)s LIMIT 1",
        "SELECT a, b FROM t WHERE id = $1 ORDER BY 2, 1",
        "SELECT CAST(a AS varchar(50)) FROM t",
        "SELECT a::numeric(10, 2) FROM t",
        "SELECT COUNT(1) FROM t",
    ],
)
def test_structure_and_placeholders_stay_as_they_are(sql: str) -> None:
    assert kept(sql) == sql


def test_mysql_strings_in_double_quotes_are_values() -> None:
    sql = 'SELECT a FROM t WHERE n = "x"'
    assert kept(sql, dialect="mysql") == "SELECT a FROM t WHERE n = ''"
    assert kept(sql, dialect="postgresql") == sql


@pytest.mark.parametrize(
    ("sql", "dialect"),
    [
        ('SELECT a FROM t WHERE n IN ("secret", lower("secret"))', "sqlite"),
        ("SELECT a FROM t ORDER BY a, 'secret'", "sqlite"),
        ("SELECT CAST(a AS enum('secret')) FROM t", "mysql"),
        ("SELECT {ts 'secret'}, q'[secret]'", "oracle"),
        ("SELECT U&'secret', E'\\' secret', $a$secret$a$, \"secret", "postgresql"),
        ("SELECT a # it's secret\n, 'x'", "db2"),
    ],
)
def test_no_spelling_of_a_string_is_kept(sql: str, dialect: str) -> None:
    assert "secret" not in kept(sql, dialect=dialect)


def test_the_literals_that_differ_are_marked() -> None:
    first = "SELECT a FROM t WHERE id = 1 AND c = 'NO'"
    template = raw_template(first, first.replace("1", "2"), "sqlite")
    assert template is not None
    assert template.changed == "SELECT a FROM t WHERE id = 9 AND c = ''"


def test_a_third_run_adds_what_it_alone_shows() -> None:
    runs = [f"SELECT a FROM t WHERE id = {n} AND c = '{c}'" for n, c in ((1, "x"), (2, "x"), (1, "y"))]  # fmt: skip
    second = raw_template(runs[0], runs[1], "sqlite")
    third = raw_template(runs[0], runs[2], "sqlite")
    assert second is not None
    assert third is not None
    assert len(third.joined(second).differing) == 2


def test_statements_of_two_forms_have_no_template() -> None:
    assert raw_template("SELECT 1", "SELECT 1, 2", "sqlite") is None
