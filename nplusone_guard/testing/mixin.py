"""The mixin for unittest: each test's body is a scope, with assertions as methods."""

from __future__ import annotations

import difflib
import unittest
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from nplusone_guard.errors import ConfigError
from nplusone_guard.report.values import Report
from nplusone_guard.testing.budget import assert_max_queries
from nplusone_guard.testing.clean import assert_no_nplusone
from nplusone_guard.testing.constant import assert_constant_queries
from nplusone_guard.testing.options import collecting
from nplusone_guard.testing.telling import ClassTold
from nplusone_guard.testing.unittested import Body, wrapped_body
from nplusone_guard.watch import Watch

__all__ = ["NPlusOneTestMixin"]

_MODES = ("fail", "report", "off")


class NPlusOneTestMixin:
    """`class BookTests(NPlusOneTestMixin, TestCase):` fails tests that loop over queries.

    Works with unittest's and Django's test cases, asynchronous ones too. `setUp` and
    `setUpTestData` are not judged. Single tests take `@ignore("reason")` and
    `@assert_max_queries(n)`.

    Attributes:
        nplusone_mode: "fail"; "report" to be told at the end of the class; "off" to
            have only the methods.
        nplusone_settings: settings of the scope, such as {"threshold": 3}.
    """

    nplusone_mode: ClassVar[str] = "fail"
    nplusone_settings: ClassVar[Mapping[str, Any]] = {}
    _nplusone_body: Body | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        """Check that the mixin's `run` is the one that unittest calls."""
        super().__init_subclass__(**options)
        order = cls.__mro__
        if issubclass(cls, unittest.TestCase) and order.index(
            unittest.TestCase
        ) < order.index(NPlusOneTestMixin):
            others = ", ".join(
                base.__name__ for base in cls.__bases__ if base is not NPlusOneTestMixin
            )
            raise ConfigError(
                f"NPlusOneTestMixin has to stand before the test case, or it watches "
                f"nothing: class {cls.__name__}(NPlusOneTestMixin, {others})"
            )

    @property
    def nplusone(self) -> Watch:
        """The watch of the test's body; raises ConfigError before it begins."""
        watch = None if self._nplusone_body is None else self._nplusone_body.watch
        if watch is None:
            raise ConfigError(
                'the test\'s body has not begun, or nplusone_mode is "off": there is '
                "nothing to ask yet"
            )
        return watch

    def nplusone_also_tell(self, told: Callable[[Report], object]) -> None:
        """Give what the test shows to *told* too, as a runner that watches asks.

        Which tests are watched, and what fails them, stays the word of their class.
        """
        if self._nplusone_body is not None:
            self._nplusone_body.tell(told)

    def run(self, result: Any = None) -> Any:
        """Run the test, its body watched."""
        case: Any = super()
        mode = self._nplusone_checked_mode()
        if mode == "off":
            return case.run(result)
        assert isinstance(self, unittest.TestCase), "put it before the test case"
        config = collecting("nplusone_settings", self.nplusone_settings)
        self._nplusone_body = (
            Body(self.id(), config, fails=True)
            if mode == "fail"
            else Body(
                self.id(), config, fails=False, told=ClassTold.of(self, result).add
            )
        )
        with wrapped_body(self, self._nplusone_body):
            return case.run(result)

    def _nplusone_checked_mode(self) -> str:
        mode = self.nplusone_mode
        if mode in _MODES:
            return mode
        close = difflib.get_close_matches(str(mode), _MODES, n=1)
        guess = f"; did you mean {close[0]!r}?" if close else ""
        raise ConfigError(
            f"{type(self).__name__}.nplusone_mode is one of "
            f"{', '.join(map(repr, _MODES))}, not {mode!r}{guess}"
        )

    def assertMaxQueries(self, n: int, **options: Any) -> assert_max_queries:  # noqa: N802 - as unittest spells
        """Return the block `with self.assertMaxQueries(3):`."""
        return assert_max_queries(n, **options)

    def assertNoNPlusOne(self, **options: Any) -> assert_no_nplusone:  # noqa: N802 - as unittest spells
        """Return the block `with self.assertNoNPlusOne():`."""
        return assert_no_nplusone(**options)

    def assertConstantQueries(self, populate: Any, run: Any, **options: Any) -> Any:  # noqa: N802 - as unittest spells
        """Fail when *run* sends more statements over more rows."""
        return assert_constant_queries(populate, run, **options)
