"""The door that needs no framework: `guard`, and what stands behind it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, ModuleType, TracebackType
from typing import Any, ParamSpec, TypeVar

from nplusone_guard.capture.application import add_application_patterns
from nplusone_guard.capture.boundary import NOWHERE, Boundary
from nplusone_guard.capture.context import close_scope, open_scope
from nplusone_guard.capture.groups import Group
from nplusone_guard.capture.scope import Scope
from nplusone_guard.capture.steps import forget_steps
from nplusone_guard.config import Config, config_from_mapping
from nplusone_guard.containment import contained
from nplusone_guard.errors import ConfigError, NPlusOneError
from nplusone_guard.registry import has_news, install
from nplusone_guard.sinks import deliver
from nplusone_guard.watch import Watch
from nplusone_guard.wrapping import decorated

__all__ = ["guard"]

_CLOSE_LOOKS = 4

_Params = ParamSpec("_Params")
_Result = TypeVar("_Result")


class guard:  # noqa: N801 - a context manager that reads as a word
    """Watch a block or a function: `with guard("checkout") as watch:`.

    Works as `with`, `async with` and decorator (functions, async functions,
    generators), for any mix of ORMs and connections in the block.

    Args:
        name: what logs and reports call the scope; a decorated function's own name
            otherwise.
        kind: "block", "request", "task", "test" or "session".
        config: settings to start from; *options* are set on top of it.
        accepts: told each statement's connection, says whether it belongs here.
        **options: any setting of `Config` (mode, threshold, ...).

    Raises:
        ConfigError: an unknown option or a value that cannot work.
        NPlusOneError: in `raise` mode, from the statement that crosses the threshold.
    """

    _scope: Scope | None = None

    def __init__(
        self,
        name: str | None = None,
        *,
        kind: str = "block",
        config: Config | None = None,
        accepts: Callable[[object], bool] | None = None,
        **options: Any,
    ) -> None:
        if not (name is None or isinstance(name, str)):
            raise ConfigError(
                f"a guard's name must be a string, not {name!r}: to guard a function "
                'write @guard() or @guard("name")'
            )
        self._name = name
        self._kind = kind
        self._config = config_from_mapping(options, start=config)
        self._accepts = accepts

    def __enter__(self) -> Watch:
        return self.open(sys._getframe(1))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Watch:
        return self.open(sys._getframe(1))

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __call__(
        self, function: Callable[_Params, _Result]
    ) -> Callable[_Params, _Result]:
        """Return *function* guarded: each call is a scope of its own."""
        return decorated(function, self._again)

    def _again(self, name: str) -> guard:
        again = guard(self._name or name, kind=self._kind, config=self._config)
        again._accepts = self._accepts
        return again

    def open(self, frame: FrameType | None = None) -> Watch:
        """Begin to watch, for callers that cannot use `with`.

        *frame* is the one whose loops around this call do not count; without it every
        frame on the stack belongs to the scope, up to a landmark of ours.
        """
        if self._scope is not None:
            raise ConfigError("this guard is already open: make a new one to nest it")
        config, mode = self._config, self._config.mode
        if config.application and add_application_patterns(config.application):
            forget_steps()
        scope = self._scope = Scope(
            self._name or "block",
            self._kind,
            config,
            NOWHERE if frame is None else Boundary(frame),
            self._accepts,
            raising if mode == "raise" else None,
        )
        if mode != "off":
            if has_news():
                contained("install the hooks", _prepare)
            open_scope(scope)
        return Watch(scope)

    def detach(self) -> None:
        """Stop watching this context without ending the scope, as for a stream."""
        if self._scope is not None:
            close_scope(self._scope, finish=False)

    def close(self) -> None:
        """End the scope and deliver its report."""
        scope, self._scope = self._scope, None
        if scope is None:
            return
        close_scope(scope)
        if scope.repeats and _is_told(scope.config):
            contained("deliver the report", _deliver, scope)


def raising(scope: Scope, group: Group) -> NPlusOneError | None:
    """Return the error to raise at the statement that makes *group* a finding."""
    count = group.family.count
    if count < scope.config.threshold:
        return None
    # Judged as it crosses the threshold, and then more and more rarely: what is
    # silent or allowed at first would otherwise be judged anew at every row.
    if count > scope.config.threshold + _CLOSE_LOOKS and count & (count - 1):
        return None
    judges = _judges()
    finding = judges.examine_family(scope, group)
    if finding is None:
        return None
    from nplusone_guard.report.compiler import error_text

    return NPlusOneError(error_text(finding, scope.name), judges.examine(scope))


def _is_told(config: Config) -> bool:
    return config.mode in ("log", "raise") or config.report_file is not None


def _deliver(scope: Scope) -> None:
    deliver(_judges().examine(scope), scope.config)


def _prepare() -> None:
    """Put hooks where there are none yet, and import what judges.

    Not later: while a test runs, its file system or its clock may not be the real one.
    """
    install()
    if "nplusone_guard.pipeline" not in sys.modules:
        _judges()


def _judges() -> ModuleType:
    from nplusone_guard import pipeline

    return pipeline
