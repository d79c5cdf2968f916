"""Test clients: each request that one sends is a scope of its own within the test."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from collections.abc import Callable
from typing import Any

from nplusone_guard.pytest_plugin.tested import running_test

__all__ = ["install_clients", "uninstall_clients"]


def _of_django(client: Any, **request: Any) -> str:
    method = request.get("REQUEST_METHOD") or request.get("method", "GET")
    return f"{method} {request.get('PATH_INFO') or request.get('path', '/')}"


def _of_url(client: Any, method: str, url: Any, *args: Any, **more: Any) -> str:
    return f"{method} {getattr(url, 'path', url)}"


def _of_httpx(transport: Any, request: Any) -> str:
    return f"{request.method} {request.url.path}"


def _of_wsgi(handler: Any, environ: Any, *args: Any) -> str:
    method, path = environ.get("REQUEST_METHOD", "GET"), environ.get("PATH_INFO", "/")
    return f"{method} {path}"


def _of_flask(client: Any, *args: Any, **more: Any) -> str:
    path = args[0] if args and isinstance(args[0], str) else more.get("path", "/")
    return f"{more.get('method') or 'GET'} {path}"


_WSGI = "django.core.handlers.wsgi"

# (library whose import says that it may be used, module, class, method that sends one
# request, what names that request). Flask imports its client at the first use.
CLIENTS: tuple[tuple[str, str, str, str, Callable[..., str]], ...] = (
    ("django.test.client", "django.test.client", "Client", "request", _of_django),
    ("django.test.client", "django.test.client", "AsyncClient", "request", _of_django),
    # Where a live server's thread, or a client that speaks WSGI, hands a request over.
    (_WSGI, _WSGI, "WSGIHandler", "__call__", _of_wsgi),
    ("starlette.testclient", "starlette.testclient", "TestClient", "request", _of_url),
    ("httpx", "httpx", "ASGITransport", "handle_async_request", _of_httpx),
    ("flask", "flask.testing", "FlaskClient", "open", _of_flask),
)

_replaced: list[tuple[type, str, Any]] = []


def install_clients() -> None:
    """Have the clients that are imported by now report their requests."""
    for library, module, name, method, naming in CLIENTS:
        if library not in sys.modules:
            continue
        client = getattr(importlib.import_module(module), name)
        if any((client, method) == known[:2] for known in _replaced):
            continue
        original = vars(client)[method]
        _replaced.append((client, method, original))
        setattr(client, method, _reporting(original, naming))


def uninstall_clients() -> None:
    """Give the clients their own methods back."""
    while _replaced:
        client, method, original = _replaced.pop()
        setattr(client, method, original)


def _reporting(send: Any, naming: Callable[..., str]) -> Any:
    @functools.wraps(send)
    def request(*args: Any, **kwargs: Any) -> Any:
        tested = running_test()
        if tested is None:
            return send(*args, **kwargs)
        with tested.request(naming(*args, **kwargs)):
            return send(*args, **kwargs)

    @functools.wraps(send)
    async def request_async(*args: Any, **kwargs: Any) -> Any:
        tested = running_test()
        if tested is None:
            return await send(*args, **kwargs)
        with tested.request(naming(*args, **kwargs)):
            return await send(*args, **kwargs)

    return request_async if inspect.iscoroutinefunction(send) else request
