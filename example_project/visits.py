"""A visit: one page asked for over HTTP, slow and fixed."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from example_project.counting import HEADER
from example_project.keeper import KEEPER, PASSWORD
from example_project.pages import Page
from example_project.servers import DJANGO, ServerError, Site

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: what a reader sees of it, and what it took."""

    content: str
    queries: int
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Visit:
    """Both versions of one page."""

    site: Site
    page: Page
    slow: Answer
    fixed: Answer

    @property
    def is_same(self) -> bool:
        return self.slow.content == self.fixed.content


def visit_pages(site: Site, address: str) -> Iterator[Visit]:
    """Ask *site* for each of its pages, first slow and then fixed."""
    with httpx.Client(base_url=address, timeout=60) as client:
        if site is DJANGO:
            log_in(client)
        for page in site.pages:
            # The first answer pays for compiling the statement or the template. Next to
            # the one query of a fixed page that is much, next to hundreds it is not.
            ask(client, page.fixed)
            slow, fixed = ask(client, page.slow), ask(client, page.fixed)
            yield Visit(site, page, slow, fixed)


def log_in(client: httpx.Client) -> None:
    """Open the door of the admin, through its own form."""
    form = "/fixed/admin/login/"
    client.get(form).raise_for_status()
    response = client.post(
        form,
        data={
            "username": KEEPER,
            "password": PASSWORD,
            "csrfmiddlewaretoken": client.cookies["csrftoken"],
            "next": "/",
        },
    )
    if response.status_code != httpx.codes.FOUND:
        raise ServerError(f"the admin did not let {KEEPER} in")


def ask(client: httpx.Client, path: str) -> Answer:
    """Get *path* and return the answer; raises ServerError unless all is well."""
    start = time.perf_counter()
    try:
        response = client.get(path)
    except httpx.HTTPError as error:
        raise ServerError(f"{path} was not answered: {error}") from error
    milliseconds = (time.perf_counter() - start) * 1000
    if response.status_code != httpx.codes.OK:
        raise ServerError(f"{path} answered {response.status_code}")
    content = visible(response.text)
    return Answer(content, int(response.headers[HEADER]), milliseconds)


def visible(body: str) -> str:
    """Return JSON as it is, and of HTML the text of its main part."""
    main = MAIN.search(body)
    if main is None:
        return body
    return " ".join(html.unescape(TAG.sub(" ", main.group())).split())
