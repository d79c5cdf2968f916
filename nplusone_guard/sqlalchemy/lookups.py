"""A look-up: the lines that index rows by key, so that a loop finds its own in a dict."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["Shape", "lookup"]

Shape = Literal["one", "first", "many"]


def lookup(shape: Shape, rows: str, row: str, by: str, value: str) -> str:
    """Return code that reads *rows* into a dict.

    Args:
        shape: one row for each key, the first of several, or a list of them.
        row: what a row is called, or the names it is unpacked into.
        by: the key, as an expression of *row*.
        value: what to keep, as an expression of *row*.
    """
    name = _name(value, by)
    if shape == "one":
        return f"{name} = {{{by}: {value} for {row} in {rows}}}"
    if shape == "first":
        kept = f"{name}.setdefault({by}, {value})"
        return f"{name} = {{}}\nfor {row} in {rows}:\n    {kept}"
    kept = f"{name}[{by}].append({value})"
    return (
        "from collections import defaultdict\n\n"
        f"{name} = defaultdict(list)\nfor {row} in {rows}:\n    {kept}"
    )


def _name(value: str, by: str) -> str:
    what = re.sub(r"\W+", "_", value).strip("_")
    key = "key" if by.startswith("(") else by.rpartition(".")[2]
    return f"{what}_by_{key}"
