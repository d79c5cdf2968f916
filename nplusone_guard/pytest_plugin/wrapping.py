"""Wrapping a test: its body runs inside a block, whoever calls it.

The function itself is wrapped, not pytest's call of it: the plugins for asyncio and
anyio call it in a task, and unittest calls it after `setUp`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from nplusone_guard.wrapping import decorated

__all__ = ["wrapped"]

Block = Callable[[str], Any]


@contextmanager
def wrapped(item: pytest.Item, block: Block) -> Iterator[None]:
    """Have the body of *item* run inside `with block(its name):` for now."""
    function = getattr(item, "obj", None)
    hypothesis = getattr(function, "hypothesis", None)
    if hasattr(hypothesis, "inner_test"):
        # Each example by itself: what two of them send is no repetition.
        with _replaced(hypothesis, "inner_test", block):
            yield
    elif not callable(function):
        with block(item.name):
            yield
    elif isinstance(getattr(item, "instance", None), _unittest_cases()):
        with _replaced(item, "obj", block), _on_instance(item):
            yield
    else:
        with _replaced(item, "obj", block):
            yield


@contextmanager
def _replaced(owner: Any, name: str, block: Block) -> Iterator[None]:
    function = getattr(owner, name)
    setattr(owner, name, decorated(function, block))
    try:
        yield
    finally:
        setattr(owner, name, function)


@contextmanager
def _on_instance(item: Any) -> Iterator[None]:
    # pytest puts only a plain function there itself, and leaves asynchronous ones to
    # unittest, which looks the method up on the instance.
    instance = item.instance
    setattr(instance, item.name, item.obj)
    try:
        yield
    finally:
        vars(instance).pop(item.name, None)


def _unittest_cases() -> Any:
    import unittest

    return unittest.TestCase
