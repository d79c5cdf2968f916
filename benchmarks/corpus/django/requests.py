"""How the cases send requests: the handler runs, no socket is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

View = Callable[..., Any]


def get(view: View, path: str = "/", **kwargs: object) -> str:
    """Return the text of what *view* answers."""
    return text_of(view(request(path), **kwargs))


def request(path: str = "/") -> HttpRequest:
    """A request from nobody."""
    return RequestFactory().get(path)


def text_of(response: HttpResponse) -> str:
    """The body, without indentation, so that layouts compare."""
    if hasattr(response, "render"):
        response = response.render()
    lines = response.content.decode().splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
