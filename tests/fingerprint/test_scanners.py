"""What databases themselves take for literals, in fragments put together at random.

PostgreSQL's scanner says what each token is; SQLite shows its constants in EXPLAIN. Every
word that may be one is marked, so a marked word in a shape tells where it came from.
"""

from __future__ import annotations

import os
import re
import sqlite3
from random import Random

import pytest

from nplusone_guard.fingerprint import fingerprint

try:
    from pglast import parser
except ImportError:
    if os.environ.get("CI"):
        raise
    pytest.skip("needs pglast: pip install pglast", allow_module_level=True)

_WORD = re.compile(r"zq\d{3}x")
_LITERALS = {"SCONST", "USCONST", "BCONST", "XCONST", "ICONST", "FCONST", "PARAM"}
_FRAGMENTS = """
    ' '' " "" [ ] ( ) , . ; :: := % $ $1 $$ $a$ $1$ @ - -- + * / /* */ /*! /*+ # \\ \\'
    E' e' N' B' x' U&' u&" q'[ ]' { } IN VALUES ANY = CASE END UNION ARRAY SELECT FROM NULL
    1 0x 1e5 .5 2a a <> -> ->> @> ~ | || ` é UESCAPE ! ? 1_ 0o & ^ < > != #- -|- ||/
"""
FRAGMENTS = [*_FRAGMENTS.split(), "\n", "\r", "\t", " ", "-- it's\n", "/* it's */"]
seeds = pytest.mark.parametrize("seed", range(8))


def put_together(rng: Random, pieces: list[str]) -> str:
    """Return fragments, each third a marked word, with and without spaces."""
    drawn = [
        f"zq{number:03}x" if rng.random() < 0.35 else rng.choice(pieces)
        for number in range(rng.randint(3, 20))
    ]
    return "".join(piece + rng.choice(["", "", " "]) for piece in drawn)


@seeds
def test_postgresql_scans_the_same(seed: int) -> None:
    rng = Random(seed)
    scanned = 0
    for _ in range(1_200):
        sql = put_together(rng, FRAGMENTS)
        try:
            found = parser.scan(sql)
        except parser.ParseError:
            continue
        scanned += 1
        hidden: set[str] = set()
        shown: set[str] = set()
        for token in found:
            words = _WORD.findall(sql[token.start : token.end + 1])
            is_hidden = token.name in _LITERALS or "COMMENT" in token.name
            (hidden if is_hidden else shown).update(words)
        text = fingerprint(sql, "postgresql").text
        assert not {word for word in hidden if word in text}, (sql, text)
        # A name after a colon is a parameter of SQLAlchemy's, which no server sees.
        shown = {word for word in shown if not re.search(rf":[\w$]*{word}", sql)}
        if not re.search(r":\w+\$", sql):
            assert not {word for word in shown if word not in text}, (sql, text)
    assert scanned > 200


def strings_of_sqlite(database: sqlite3.Connection, sql: str) -> set[str]:
    """Return the marked words in the constants of the program that SQLite makes of *sql*."""
    rows = database.execute(f"EXPLAIN {sql}").fetchall()
    return set(_WORD.findall(" ".join(str(row[5]) for row in rows if "St" in row[1])))


@seeds
def test_sqlite_finds_no_other_constants(seed: int) -> None:
    rng = Random(seed)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (a, b)")
    valid = 0
    for _ in range(3_000):
        values = [f"'zq{n}x{rng.choice(FRAGMENTS)}'" for n in (901, 902)]
        values += [
            f'"{rng.choice(FRAGMENTS)}zq903x"',
            f"'{rng.choice(FRAGMENTS)}zq904x'",
        ]
        end = put_together(rng, [*FRAGMENTS, *values])
        sql = f"SELECT a FROM t WHERE a = {rng.choice(values)}{end}"
        try:
            constants = strings_of_sqlite(database, sql)
        except (sqlite3.Error, sqlite3.Warning):
            continue
        valid += 1
        for dialect in ("sqlite", None):
            text = fingerprint(sql, dialect).text
            # Of a string in double quotes left of an operator nobody can know.
            left = {
                word for word in constants if word in text and f'{word}"' not in sql
            }
            assert not left, (dialect, sql, text)
    database.close()
    assert valid > 50
