"""A frame: one open bracket or CASE, whose neighbouring equal pieces become one."""

from __future__ import annotations

_VALUES = frozenset({"?", "NULL", "DEFAULT"})
_TYPE_TOKENS = frozenset({"::", "(", ")", "[", "]", "?", ",", ".", "WITH"})

# Longer than any cast to a type: "? :: timestamp ( ? ) with time zone [ ]".
_LONGEST_CAST = 14


class Frame:
    """What is open, and where its current piece and the one before it lie.

    A piece is an element of a list, an arm of a CASE or a part of a UNION.
    """

    __slots__ = ("is_row", "kind", "opener", "piece", "previous", "row", "start")

    def __init__(
        self, opener: str, start: int, kind: str = "", is_row: bool = False
    ) -> None:
        self.opener = opener
        self.start = start
        self.kind = kind
        self.is_row = is_row
        self.piece = start
        self.previous: tuple[int, int] | None = None
        self.row: tuple[int, int] | None = None

    def end_piece(self, out: list[str]) -> None:
        """Close the current piece, and drop it if it equals the one before."""
        if self.kind == "list" and is_value(out, self.piece):
            out[self.piece :] = ["?"]
        self.previous = _kept(out, self.piece, self.previous)

    def end_row(self, out: list[str], start: int) -> None:
        """Close a row of VALUES that began at *start*, and drop it if it repeats."""
        self.row = _kept(out, start, self.row)


def _kept(
    out: list[str], start: int, previous: tuple[int, int] | None
) -> tuple[int, int]:
    if previous is not None:
        first, last = previous
        if last - first == len(out) - start and out[first:last] == out[start:]:
            del out[last:]
            return previous
    return start, len(out)


def is_value(tokens: list[str], start: int) -> bool:
    """Whether the tokens from *start* on are one value, with or without a cast."""
    length = len(tokens) - start
    if length == 1:
        return tokens[start] in _VALUES
    if not 3 <= length <= _LONGEST_CAST or tokens[start] != "?":
        return False
    return tokens[start + 1] == "::" and all(
        token in _TYPE_TOKENS or token[0].islower() or token[0] == '"'
        for token in tokens[start + 2 :]
    )
