"""The middleware: one scope for each request, sync or async."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from fnmatch import fnmatch
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase

from nplusone_guard.api import guard
from nplusone_guard.capture.landmarks import Landmark, place
from nplusone_guard.django.settings import current_config
from nplusone_guard.watch import Watch

__all__ = ["NPlusOneGuardMiddleware"]


class NPlusOneGuardMiddleware:
    """`MIDDLEWARE = ["nplusone_guard.django.NPlusOneGuardMiddleware", ...]`.

    The scope is named after the method and the path, and ends with the last chunk of a
    streaming response.
    """

    sync_capable = True
    async_capable = True

    def __init__(
        self,
        get_response: Callable[
            [HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]
        ],
    ) -> None:
        self.get_response: Any = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        """Return the response of the guarded request."""
        if self.is_async:
            return self._guarded_async(request)
        return self._guarded(request)

    def _guarded(self, request: HttpRequest) -> HttpResponseBase:
        block = _scope_of(request)
        if block is None:
            return self.get_response(request)
        watch = block.open()
        response = None
        try:
            response = self.get_response(request)
        finally:
            if not _is_to_follow(response):
                block.close()
            else:
                block.detach()
        if _is_to_follow(response):
            _follow(response, block, watch)
        return response

    async def _guarded_async(self, request: HttpRequest) -> HttpResponseBase:
        block = _scope_of(request)
        if block is None:
            return await self.get_response(request)
        watch = block.open()
        response = None
        try:
            response = await self.get_response(request)
        finally:
            if not _is_to_follow(response):
                block.close()
            else:
                block.detach()
        if _is_to_follow(response):
            _follow(response, block, watch)
        return response


for _method in (
    NPlusOneGuardMiddleware._guarded,
    NPlusOneGuardMiddleware._guarded_async,
):
    place(_method, Landmark("boundary"))


def _scope_of(request: HttpRequest) -> guard | None:
    config = current_config()
    if config.mode == "off" or any(
        fnmatch(request.path, pattern) for pattern in config.exclude_paths
    ):
        return None
    return guard(f"{request.method} {request.path}", kind="request", config=config)


def _is_to_follow(response: Any) -> bool:
    """Say whether *response* is made while it is sent.

    A file is not: the server sends it by itself, as long as nobody has put chunks of
    their own in its place.
    """
    if not getattr(response, "streaming", False):
        return False
    return getattr(response, "file_to_stream", None) is None


def _follow(response: Any, block: guard, watch: Watch) -> None:
    """Keep the scope of a streaming *response* until its last chunk."""
    chunks = response.streaming_content
    if response.is_async:
        response.streaming_content = _stream_async(chunks, block, watch)
    else:
        response.streaming_content = _stream(chunks, block, watch)


def _stream(chunks: Iterator[Any], block: guard, watch: Watch) -> Iterator[Any]:
    try:
        while True:
            with watch.attach():
                try:
                    chunk = next(chunks)
                except StopIteration:
                    return
            yield chunk
    finally:
        block.close()


async def _stream_async(
    chunks: AsyncIterator[Any], block: guard, watch: Watch
) -> AsyncIterator[Any]:
    iterator = aiter(chunks)
    try:
        while True:
            with watch.attach():
                try:
                    chunk = await anext(iterator)
                except StopAsyncIteration:
                    return
            yield chunk
    finally:
        block.close()
