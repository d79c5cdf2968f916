"""The front pages lead to every page."""

from __future__ import annotations

from html import escape

from example_project.fastapi_shop.front import front_page
from example_project.pages import FASTAPI_PAGES


def test_every_endpoint_is_linked_slow_and_fixed():
    body = bytes(front_page().body).decode()
    links = [escape(path) for page in FASTAPI_PAGES for path in (page.slow, page.fixed)]
    assert [link for link in links if f'href="{link}"' not in body] == []
