"""Flask: where a request begins on the stack."""

from __future__ import annotations

from flask import Flask

from nplusone_guard.frameworks.request_boundary import RequestRoom

__all__ = ["room"]

# Every server and client hands over a function of its own to start the response.
room = RequestRoom("flask", "start_response", Flask.wsgi_app)
