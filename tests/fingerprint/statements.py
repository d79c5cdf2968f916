"""Statements made up of parts whose literals are known.

They are drawn with a seeded generator of their own: drawing each part as a Hypothesis
strategy took a hundred times as long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

DIALECTS = (None, "sqlite", "postgresql", "mysql", "oracle", "mssql")


@dataclass(frozen=True)
class Piece:
    """A spelling of one value, and the part of it that nobody may see."""

    text: str
    secret: str


def value(rng: Random, dialect: str | None) -> Piece:
    """Return a spelling of a value that *dialect* reads as one."""
    number = str(rng.randrange(10_000, 10**12))
    s = f"zq{number}x"
    kinds = [
        (f"'{s}'", s),
        (f"'it''s {s} -- /* ) , ('", s),
        (f"'\n{s} \"{s}\" $$ ; :x %s ? [{s}'", s),
        (f"N'{s}'", s),
        (number, number),
        (f"-{number}.5e3", number),
        (f"0x{number}", number),
        ("%s", "%s"),
        ("%(name_1)s", "name_1"),
        ("true", "true"),
    ]
    if dialect == "mysql":
        kinds += [(f'"{s}"', s), (f"'\\' {s} \\\\'", s)]
    if dialect in ("postgresql", None):
        kinds += [(f"$t${s} $$ '$t$", s), (f"E'\\' {s}'", s), ("$1", "$1")]
    if dialect == "oracle":
        kinds.append((f"q'[{s}'s]'", s))
    if dialect not in ("postgresql", "mysql"):
        kinds.append(("?", "\0"))
    return Piece(*rng.choice(kinds))


TEMPLATES = (
    "SELECT a.b, a.c FROM a WHERE a.b = {v} AND a.c > {v} ORDER BY a.b",
    "SELECT COUNT(*) FROM a JOIN b ON a.id = b.a_id WHERE b.name LIKE {v}",
    "SELECT a FROM b WHERE c IN ({list}) LIMIT {v}",
    "SELECT a FROM b WHERE (c, d) IN (({v}, {v}), ({v}, {v}))",
    "INSERT INTO a (b, c) VALUES ({v}, {v}), ({v}, {v})",
    "UPDATE a SET b = {v}, c = c + {v} WHERE id = {v}",
    "UPDATE a SET b = CASE WHEN id = {v} THEN {v} WHEN id = {v} THEN {v} END",
    "DELETE FROM a WHERE id NOT IN ({list}) OR x BETWEEN {v} AND {v}",
    "SELECT a FROM b WHERE f({v}, g({v})) UNION SELECT a FROM c WHERE d <> {v}",
    "WITH x AS (SELECT {v} AS y) SELECT y FROM x WHERE y IN (SELECT z FROM w)",
)


def filled(rng: Random, template: str, dialect: str | None) -> tuple[str, list[str]]:
    """Return a statement made from *template*, and the secrets in it."""
    secrets: list[str] = []
    parts = re.split(r"({v}|{list})", template)
    for index, part in enumerate(parts):
        if part in ("{v}", "{list}"):
            size = 1 if part == "{v}" else rng.randint(1, 6)
            pieces = [value(rng, dialect) for _ in range(size)]
            secrets += [piece.secret for piece in pieces]
            parts[index] = ", ".join(piece.text for piece in pieces)
    return "".join(parts), secrets


_SPACES = (" ", "\n", "\t  ", " /* it's (1, 2 */ ", " -- don't ' \"\n", "/**/")


def disguised(rng: Random, template: str) -> str:
    """Return *template* with other spaces, comments and letter case."""
    fold = rng.choice([str.upper, str.lower, str.title])
    return "".join(
        rng.choice(_SPACES) if word == " " else word if "{" in word else fold(word)
        for word in re.split(r"( |{v}|{list})", template)
    )
