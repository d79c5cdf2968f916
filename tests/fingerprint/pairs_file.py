"""The hand-written pairs: which statements share a shape, and which do not.

In a file of ``pairs/`` a case begins with ``## number title [dialects]``. The number is
the fact it is about; without dialects it holds for all, and "none" is the unknown one.
``@`` is the statement to compare with, ``=`` one of the same shape, ``!`` one of another
and ``>`` the text of the shape. A line may end in the dialects it is limited to.
Backslash escapes are those of Python; other characters stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fingerprint.statements import DIALECTS

_FOLDER = Path(__file__).parent / "pairs"
_LIMITED = re.compile(
    r"(.*?) \[((?:(?:none|sqlite|postgresql|mysql|oracle|mssql) ?)+)\]"
)
_ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|.)")


@dataclass(frozen=True)
class Pair:
    """Two statements, or one and the text of its shape."""

    fact: int
    title: str
    sign: str
    first: str
    second: str
    dialect: str | None

    def __str__(self) -> str:
        return f"{self.fact} {self.title} {self.sign} {self.dialect}: {self.second!r}"


def pairs() -> Iterator[Pair]:
    """Yield every pair in every dialect it is said to hold for."""
    for path in sorted(_FOLDER.glob("*.txt")):
        yield from _pairs_of(path.read_text(encoding="utf-8"))


def _pairs_of(text: str) -> Iterator[Pair]:
    fact, title, first = 0, "", ""
    dialects: tuple[str | None, ...] = DIALECTS
    for line in text.split("\n"):
        sign, _, rest = line.partition(" ")
        rest, limited = _limited(rest)
        if sign == "##":
            number, _, title = rest.partition(" ")
            fact, dialects = int(number), limited or DIALECTS
        elif sign == "@":
            first = _unescaped(rest)
            dialects = limited or dialects
        elif sign:
            for dialect in limited or dialects:
                yield Pair(fact, title, sign, first, _unescaped(rest), dialect)


def _limited(line: str) -> tuple[str, tuple[str | None, ...]]:
    found = _LIMITED.fullmatch(line)
    if found is None:
        return line, ()
    names = found[2].split()
    return found[1], tuple(None if name == "none" else name for name in names)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: m[0].encode().decode("unicode_escape"), text)
