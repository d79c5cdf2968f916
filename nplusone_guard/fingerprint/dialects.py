"""A dialect: how one database reads the characters of a statement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """The few points on which the databases' lexers disagree.

    Attributes:
        is_unknown: whether all that is doubtful takes the rest of a statement with it.
        backslash_escapes: whether a backslash in a plain string escapes.
        quoted: what double quotes hold: a "name", a "string" or "either".
        backticks: whether backticks quote a name.
        brackets: whether square brackets quote a name.
        hash_comments: whether ``#`` starts a comment.
        strict_dashes: whether ``--`` needs a space after it to be a comment.
        nested_comments: whether comments nest.
        executable_comments: whether ``/*! ... */`` is run.
        dollar_quotes: whether ``$tag$ ... $tag$`` is a string.
        dollar_names: whether ``$name`` is a parameter.
        escape_strings: whether a backslash escapes in ``E'...'``.
        alternative_quotes: whether ``q'[ ... ]'`` is a string.
        at_parameters: whether ``@name`` is a parameter.
        jsonb_question: whether ``?|`` and ``?&`` are operators.
        digit_names: whether a name may start with a digit.
        temporary_hash: whether a name may contain ``#``.
        runs_procedures: whether EXECUTE names a procedure, not a prepared statement.
    """

    name: str
    is_unknown: bool = False
    backslash_escapes: bool = False
    quoted: str = "name"
    backticks: bool = False
    brackets: bool = False
    hash_comments: bool = False
    strict_dashes: bool = False
    nested_comments: bool = False
    executable_comments: bool = False
    dollar_quotes: bool = False
    dollar_names: bool = False
    escape_strings: bool = False
    alternative_quotes: bool = False
    at_parameters: bool = False
    jsonb_question: bool = False
    digit_names: bool = False
    temporary_hash: bool = False
    runs_procedures: bool = False


UNKNOWN = Dialect(
    "unknown",
    is_unknown=True,
    quoted="either",
    backticks=True,
    dollar_quotes=True,
    dollar_names=True,
    escape_strings=True,
    alternative_quotes=True,
    at_parameters=True,
)
SQLITE = Dialect(
    "sqlite",
    quoted="either",
    backticks=True,
    brackets=True,
    dollar_names=True,
    at_parameters=True,
)
POSTGRESQL = Dialect(
    "postgresql",
    nested_comments=True,
    dollar_quotes=True,
    escape_strings=True,
    jsonb_question=True,
)
MYSQL = Dialect(
    "mysql",
    backslash_escapes=True,
    quoted="string",
    backticks=True,
    hash_comments=True,
    strict_dashes=True,
    executable_comments=True,
    digit_names=True,
)
ORACLE = Dialect("oracle", alternative_quotes=True, temporary_hash=True)
MSSQL = Dialect(
    "mssql",
    brackets=True,
    nested_comments=True,
    at_parameters=True,
    temporary_hash=True,
    runs_procedures=True,
)

# Django's connection.vendor and SQLAlchemy's dialect.name, third-party ones too.
BY_NAME: dict[str, Dialect] = {
    "sqlite": SQLITE,
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
    "cockroachdb": POSTGRESQL,
    "mysql": MYSQL,
    "mariadb": MYSQL,
    "oracle": ORACLE,
    "mssql": MSSQL,
    "microsoft": MSSQL,
}


def dialect_named(name: str | None) -> Dialect:
    """Return the dialect of a connection's *name*, or the cautious unknown one."""
    return BY_NAME.get((name or "").lower(), UNKNOWN)
