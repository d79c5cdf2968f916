"""WSGI middleware: one scope for each request, to the last chunk of its body."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

from nplusone_guard.api import guard
from nplusone_guard.capture.landmarks import Landmark, place
from nplusone_guard.config import Config, config_from_mapping
from nplusone_guard.frameworks.request_scope import scope_for
from nplusone_guard.watch import Watch

__all__ = ["NPlusOneGuardWSGI"]

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_numbers = itertools.count()


class NPlusOneGuardWSGI:
    """Watch each request: `app.wsgi_app = NPlusOneGuardWSGI(app.wsgi_app)`.

    The scope is named after the method and the path, and ends with the last chunk of
    the body, or when the server closes the body before that.

    Args:
        app: the WSGI application.
        config: settings to start from; *options* are set on top of it.
        **options: any setting of `Config` (mode, threshold, exclude_paths, ...).

    Raises:
        ConfigError: an unknown option or a value that cannot work.
    """

    def __init__(
        self, app: Application, *, config: Config | None = None, **options: Any
    ) -> None:
        self.app = app
        self._config = config_from_mapping(options, start=config)

    def __call__(
        self, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Return the body that the application answers with."""
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        block = scope_for(environ["REQUEST_METHOD"], path or "/", self._config)
        if block is None:
            return self.app(environ, start_response)
        return self._guarded(block, next(_numbers), environ, start_response)

    def _guarded(
        self, block: guard, number: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        watch = block.open()
        try:
            body = self.app(environ, start_response)
        except BaseException:
            block.close()
            raise
        if isinstance(body, (list, tuple)) or _is_file(body, environ):
            # All is read; servers look at the length of the one and send the other
            # without reading it, so neither may be wrapped.
            block.close()
            return body
        block.detach()
        return GuardedBody(body, block, watch, number)


class GuardedBody:
    """The body of a guarded request; its scope ends with its last chunk."""

    def __init__(
        self, body: Iterable[bytes], block: guard, watch: Watch, number: int
    ) -> None:
        self._body = body
        self._block = block
        self._watch = watch
        self._number = number
        self._chunks: Iterator[bytes] | None = None
        self._is_over = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        """Return the next chunk, made under the eyes of the request's scope."""
        try:
            return self._chunk(self._number)
        except BaseException:  # its end, too
            self._end()
            raise

    def _chunk(self, number: int) -> bytes:
        with self._watch.attach():
            if self._chunks is None:
                self._chunks = iter(self._body)
            return next(self._chunks)

    def close(self) -> None:
        """Close the application's body and end the scope."""
        close = getattr(self._body, "close", None)
        try:
            if close is not None:
                self._closed(close, self._number)
        finally:
            self._end()

    def _closed(self, close: Callable[[], None], number: int) -> None:
        if self._is_over:
            close()
        else:
            with self._watch.attach():
                close()

    def _end(self) -> None:
        self._is_over = True
        self._block.close()


def _is_file(body: Iterable[bytes], environ: Environ) -> bool:
    wrapper = environ.get("wsgi.file_wrapper")
    return isinstance(wrapper, type) and isinstance(body, wrapper)


def _number(frame: FrameType) -> int:
    """Tell two requests apart for a scope around both, such as that of a test."""
    number: int = frame.f_locals["number"]
    return number


for _method in (
    NPlusOneGuardWSGI._guarded,
    GuardedBody._chunk,
    GuardedBody._closed,
):
    place(_method, Landmark("boundary", key=_number))
