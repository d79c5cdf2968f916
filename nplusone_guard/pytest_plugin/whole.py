"""The whole suite: whether a run shows all there is, so that what it lacks is gone."""

from __future__ import annotations

import pytest

__all__ = ["what_is_missing"]

# (the name of pytest's option, how it is written). Read, rather than counted as what was
# deselected: with pytest-xdist the workers do that.
_NARROWING = (
    ("keyword", "-k"),
    ("markexpr", "-m"),
    ("lf", "--lf"),
    ("stepwise", "--sw"),
    ("deselect", "--deselect"),
    ("ignore", "--ignore"),
    ("ignore_glob", "--ignore-glob"),
)


def what_is_missing(config: pytest.Config, failed: int) -> str:
    """Return in words why this was not a run of everything; "" where it may have been."""
    for name, written in _NARROWING:
        if config.getoption(name, None):
            return f"{written} left tests out"
    for argument in config.args:
        if "::" in argument or argument.endswith(".py"):
            return f"only {argument} was named"
    if failed:
        return "a test failed" if failed == 1 else f"{failed} tests failed"
    return ""
