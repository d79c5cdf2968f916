"""A decorated test class: every test method of it decorated, by itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from nplusone_guard.errors import ConfigError

__all__ = ["with_each_test"]

_PREFIX = "test"


def with_each_test(cls: type, decorate: Callable[[Any], Any]) -> Any:
    """Return *cls* with each of its tests, inherited ones too, put through *decorate*.

    Raises:
        ConfigError: the class has no tests.
    """
    tests = [
        name
        for name in dir(cls)
        if name.startswith(_PREFIX) and _is_method(inspect.getattr_static(cls, name))
    ]
    if not tests:
        raise ConfigError(
            f"{cls.__name__} has no method whose name begins with {_PREFIX!r}: "
            "only functions and test classes can be decorated"
        )
    for name in tests:
        setattr(cls, name, decorate(inspect.getattr_static(cls, name)))
    return cls


def _is_method(attribute: object) -> bool:
    return inspect.isfunction(attribute)
