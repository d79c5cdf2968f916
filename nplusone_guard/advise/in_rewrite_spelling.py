"""A spelling: the placeholders, the list of keys and the arguments of one driver."""

from __future__ import annotations

from dataclasses import dataclass

from nplusone_guard.advise.in_rewrite_clauses import Tokens
from nplusone_guard.advise.in_rewrite_plan import Plan
from nplusone_guard.advise.in_rewrite_tokens import Style, Token, Value

_PREFIX = {"numeric": ":", "numeric_dollar": "$"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """How values are written in the statement and handed to the driver.

    Attributes:
        keys_as: The list of keys is one array ("any"), one name that SQLAlchemy widens
            ("expanding"), or a placeholder for each value ("marks").
    """

    style: Style
    dialect: str | None
    keys_as: str
    plan: Plan
    names: dict[Value, str]

    @property
    def size(self) -> int:
        """Return how many columns the key has."""
        return len(self.plan.keys)

    @property
    def variable(self) -> str:
        """Return the variable that holds the keys."""
        return "ids" if self.size == 1 else "keys"

    def sql_name(self, value: Value) -> str:
        """Return the name of a named parameter."""
        if value.name in ("ids", "keys") or value.name.startswith("key_"):
            return self.names[value]
        return value.name or self.names[value]

    def placeholder(self, value: Value) -> str:
        """Return the placeholder of one value that is the same for all keys."""
        if self.style in _PREFIX:
            return f"{_PREFIX[self.style]}{list(self.names).index(value) + 1}"
        return _mark(self.style, self.sql_name(value))

    def shown_keys(self) -> str:
        """Return the list of keys as a reader sees it."""
        if self.keys_as != "marks":
            return self._whole_list()
        if not self.size:
            return ""
        first, second = self._group("0", 0), self._group("1", self.size)
        return self._inside(f"{first}, {second}, ...")

    def coded_keys(self) -> str:
        """Return the list of keys as it stands in an f-string."""
        return (
            self._whole_list() if self.keys_as != "marks" else self._inside("{marks}")
        )

    def marks(self) -> str:
        """Return the Python expression that writes a placeholder for each key."""
        nothing = ", ".join(["NULL"] * self.size)
        nothing = f"({nothing})" if self.size > 1 else nothing
        return f'{self._repeated()} or "{nothing}"'

    def _repeated(self) -> str:
        if self.style in ("format", "qmark"):
            return f'", ".join(["{self._group("", 0)}"] * len({self.variable}))'
        if self.style not in _PREFIX:
            return f'", ".join(f"{self._group("{n}", 0)}" for n in range(len({self.variable})))'
        start = self.first_key
        count = f"{self.size} * len({self.variable})" if self.size > 1 else "len(ids)"
        step = f", {self.size}" if self.size > 1 else ""
        places = [f"{{n + {i}}}" if i else "{n}" for i in range(self.size)]
        group = self._joined(
            [self._cast(_PREFIX[self.style] + p, n) for n, p in enumerate(places)]
        )
        return f'", ".join(f"{group}" for n in range({start}, {start} + {count}{step}))'

    @property
    def first_key(self) -> int:
        """Return the number of the first key where placeholders are numbered."""
        return len(self.names) + 1

    def _whole_list(self) -> str:
        if self.keys_as == "expanding":
            return f"IN :{self.variable}"
        if self.style in _PREFIX:
            mark = f"{_PREFIX[self.style]}{self.first_key}"
        else:
            mark = _mark(self.style, "ids")
        cast = self.plan.keys[0].cast
        return f"= ANY({mark}::{cast}[])" if cast else f"= ANY({mark})"

    def _inside(self, groups: str) -> str:
        # SQLite compares row values with a subquery only, and VALUES is one.
        values = "VALUES " if self.size > 1 and self.dialect == "sqlite" else ""
        return f"IN ({values}{groups})"

    def _group(self, number: str, offset: int) -> str:
        marks = []
        for place in range(self.size):
            if self.style in _PREFIX:
                mark = f"{_PREFIX[self.style]}{self.first_key + offset + place}"
            else:
                end = f"_{place}" if self.size > 1 else ""
                mark = _mark(self.style, f"key_{number}{end}")
            marks.append(self._cast(mark, place))
        return self._joined(marks)

    def _joined(self, marks: list[str]) -> str:
        return f"({', '.join(marks)})" if self.size > 1 else marks[0]

    def _cast(self, mark: str, place: int) -> str:
        cast = self.plan.keys[place].cast
        if not cast or self.keys_as == "expanding":
            return mark
        postgres = self.dialect == "postgresql"
        return f"{mark}::{cast}" if postgres else f"CAST({mark} AS {cast})"


def _mark(style: Style, name: str) -> str:
    if style == "format":
        return "%s"
    if style == "qmark":
        return "?"
    return f"%({name})s" if style == "pyformat" else f":{name}"


def sql_lines(spelling: Spelling, keys: str, escape: bool = False) -> list[str]:
    """Return the statement's lines; *escape* doubles braces for an f-string."""
    lines = []
    for indent, tokens in spelling.plan.lines:
        lines.append(" " * indent + _line(spelling, tokens, keys, escape))
    return lines


def _line(spelling: Spelling, tokens: Tokens, keys: str, escape: bool) -> str:
    text = ""
    for token in tokens:
        piece = _piece(spelling, token)
        if escape:
            piece = piece.replace("{", "{{").replace("}", "}}")
        if token.kind == "keys":
            piece = keys
        text += (" " if token.spaced and text else "") + piece
    return text.replace("( ", "(") if text.startswith("WHERE ( ") else text


def _piece(spelling: Spelling, token: Token) -> str:
    if token.value:
        return spelling.placeholder(token.value)
    if "%" in token.text:
        single = token.text.replace("%%", "%")
        return (
            single.replace("%", "%%") if spelling.style.endswith("format") else single
        )
    if token.kind == "quoted" and spelling.keys_as == "expanding":
        # text() would read a colon in a name as the start of a parameter.
        return token.text.replace(":", "\\:")
    return token.text
