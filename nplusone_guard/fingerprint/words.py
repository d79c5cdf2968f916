"""Words: how each token is written in a shape."""

from __future__ import annotations

import re

from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.keywords import KEYWORDS, RESERVED, TRUTHS
from nplusone_guard.fingerprint.spelling import BEYOND_ASCII, DIGIT_NAME

_PLAIN_NAME = re.compile(
    rf"[a-z_{BEYOND_ASCII}][a-z0-9_${BEYOND_ASCII}]*+(?:\{{\}}[a-z0-9_${BEYOND_ASCII}]*+)*+"
)
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_#")

# What is generated into names: a uuid or another long run of hexadecimal digits, or a
# run of eight or more digits such as a date. Short numbers tell tables apart.
_GENERATED = re.compile(
    r"(?<![0-9A-Za-z}])(?:"
    r"[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12}"
    r"|(?=[a-f]{0,31}[0-9])[0-9a-f]{12,64}"
    r")(?![0-9A-Za-z{])"
    r"|(?<![0-9])[0-9]{8,}(?![0-9])"
)

# Stands for a space inside a quoted name while the tokens are being joined.
HELD_SPACE = "\x00"

# A parameter of SQLAlchemy's, and the rest of a statement that nobody can read.
_HIDDEN = ("__[", "--", "/*")
_DIGIT_NAME = re.compile(DIGIT_NAME)
_RESPELLED = {"%%": "%", "!=": "<>"}
_LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_PLACEHOLDERS = "?%:@"
_LARGEST_MEMO = 8192
_LONGEST_KEPT = 64


class Canon(dict[str, str]):
    """How each token is written in a shape, remembered per dialect within bounds."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect

    def __missing__(self, token: str) -> str:
        written = canonical(token, self.dialect)
        # Literals seldom return; of what else becomes ?, these are the placeholders.
        is_literal = written == "?" and token[:1] not in _PLACEHOLDERS
        if not is_literal and len(token) <= _LONGEST_KEPT:
            if len(self) >= _LARGEST_MEMO:
                self.clear()
            self[token] = written
        return written


def canonical(token: str, dialect: Dialect) -> str:
    """Return how *token* is written in a shape; an empty text drops it."""
    first = token[:1]
    if first == '"':
        return "?" if dialect.quoted == "string" else _quoted(token, '"', dialect)
    if first == "`" and dialect.backticks:
        return _quoted(token, "`", dialect)
    if first == "[" and dialect.brackets:
        return _quoted(token, "]", dialect)
    if "'" in token or '"' in token or token.startswith(_HIDDEN):
        return "?"
    if first in _LETTERS or first > "\x7f":
        return _word(token, dialect)
    if first.isdigit() and dialect.digit_names and _DIGIT_NAME.match(token):
        return _named(token.lower(), dialect)
    return _sign(token, first)


def _sign(token: str, first: str) -> str:
    second = token[1:2]
    if first.isdigit() or (first == "?" and second not in "|&"):
        return "?"
    if first == ":" and second and second in " \t\r\n\f\v\x00\ufeff-/#":
        return ""
    if first in ":$@.%" and (second.isalnum() or second in ("_", "$", "(")):
        return "?"
    return _RESPELLED.get(token, token)


def _word(token: str, dialect: Dialect) -> str:
    if not token.isascii():
        # Letters outside ASCII stay as they are: the lower case of some is ASCII.
        token = token.translate(_LOWER)
        return _named(token, dialect) if _GENERATED.search(token) else token
    upper = token.upper()
    if upper in KEYWORDS:
        return "" if upper == "ASC" else upper
    if upper in TRUTHS:
        return "?"
    lower = token.lower()
    return _named(lower, dialect) if _GENERATED.search(lower) else lower


def _quoted(token: str, close: str, dialect: Dialect) -> str:
    body = token[1:-1]
    if len(token) < 2 or token[-1] != close or close in body.replace(close * 2, ""):
        return "?"
    if dialect.is_unknown and "\\" in body:
        return "?"
    return _named(body.replace(close * 2, close), dialect)


def _named(name: str, dialect: Dialect) -> str:
    name = _GENERATED.sub("{}", name)
    if _PLAIN_NAME.fullmatch(name) and name.upper() not in RESERVED:
        return name
    # Where double quotes may hold a string, what is surely a name must not be in them.
    mark = '"' if dialect.quoted == "name" else "`"
    return mark + name.replace(mark, mark * 2).replace(" ", HELD_SPACE) + mark
