"""Requests of test clients are scopes of their own, named after the test and the path:
Django's, and those of the frameworks that are installed beside it in the full suite."""

from __future__ import annotations

from tests.pytest_plugin.test_modes import PAGES

pytest_plugins = ["pytester"]

DJANGO = """
import pytest
from asgiref.sync import sync_to_async

@pytest.fixture
def one_book(db):
    from tests.django_project.rows import make_books
    make_books(1)

@pytest.fixture
def three_books(db):
    from tests.django_project.rows import make_books
    make_books(3)

def test_list(three_books, client):
    assert client.get("/books/").status_code == 200

def test_each_request_stands_for_itself(one_book, client):
    for _ in range(3):
        client.get("/books/")

def test_loop_in_the_test_itself(three_books):
    from tests.django_project.models import Book
    [book.author.name for book in Book.objects.all()]

@pytest.mark.django_db(transaction=True)
async def test_list_asynchronously(async_client):
    from tests.django_project.models import Author, Book
    authors = [Author(name=str(n), slug=str(n)) for n in range(3)]
    authors = await Author.objects.abulk_create(authors)
    await Book.objects.abulk_create([Book(title="b", author=one) for one in authors])
    assert (await async_client.get("/books/async/")).status_code == 200
"""
FASTAPI = """
import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.capture.statements import GET, send

app = FastAPI()

@app.get("/loop")
def loop():
    for row in (1, 2, 3):
        send(GET, (row,))
    return {}

@app.get("/loop-async")
async def loop_async():
    for row in (1, 2, 3):
        send(GET, (row,))
    return {}

@app.get("/one")
async def one():
    send(GET, (1,))
    return {}

@pytest.mark.parametrize("path", ["/loop", "/loop-async"])
def test_list(path):
    assert TestClient(app).get(path).json() == {}

def test_each_request_stands_for_itself():
    client = TestClient(app)
    for _ in range(3):
        client.get("/one")

async def test_transport():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.get("/loop-async")

async def test_each_request_of_a_transport():
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for _ in range(3):
            await client.get("/one")
"""
FLASK = """
from flask import Flask
from tests.capture.statements import GET, send

app = Flask(__name__)

@app.post("/loop")
def loop():
    for row in (1, 2):
        send(GET, (row,))
    return ""

def test_list():
    app.test_client().post("/loop")
"""


def test_djangos_clients(inner):
    result = inner(
        *("--nplusone=fail", "-o", "asyncio_mode=auto"),
        django=True,
        plugins=["asyncio"],
        test_page=DJANGO,
    )

    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(
        [
            "3 findings in 4 tests",
            "NPG001 Book.author: 3 queries instead of 1, *",
            "  shown by test_page.py::test_list > GET /books/*",
        ]
    )
    result.stdout.fnmatch_lines_random(
        ["  shown by test_page.py::test_list_asynchronously > GET /books/async/"]
    )


def test_starlettes_client_and_httpxs_transport(inner):
    result = inner(
        *("--nplusone=fail", "-o", "asyncio_mode=auto"),
        plugins=["asyncio"],
        test_page=FASTAPI,
    )

    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines_random(
        [
            "2 findings in 5 tests",
            "  shown by test_page.py::test_list[[]/loop[]] > GET /loop",
            "*test_page.py::test_transport > GET /loop-async*",
        ]
    )


def test_flasks_client(inner):
    result = inner("--nplusone=fail", test_page=FLASK)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["  shown by test_page.py::test_list > POST /loop"])


def test_tests_under_anyio_are_watched(inner):
    result = inner(
        "--nplusone=fail",
        plugins=["anyio"],
        pages=PAGES,
        test_page="""
import pytest
from pages import loop, one

@pytest.fixture
def anyio_backend():
    return "asyncio"

@pytest.mark.anyio
async def test_loop():
    loop()

@pytest.mark.anyio
async def test_one():
    one()
""",
    )

    result.assert_outcomes(passed=1, failed=1)


LIVE = """
import urllib.request
import pytest
from django.test import LiveServerTestCase
from tests.django_project.rows import make_books

def ask(server, times):
    for _ in range(times):
        urllib.request.urlopen(server + "/books/").read()

class Live(LiveServerTestCase):
    def setUp(self):
        make_books(3)

    def test_list(self):
        ask(self.live_server_url, 1)

class LiveOne(LiveServerTestCase):
    def setUp(self):
        make_books(1)

    def test_each_request_stands_for_itself(self):
        ask(self.live_server_url, 3)

@pytest.fixture
def one_book(transactional_db):
    make_books(1)

@pytest.mark.max_queries(3)
def test_budget(live_server, one_book):
    ask(live_server.url, 2)
"""


def test_requests_that_a_live_server_answers(inner):
    result = inner("--nplusone=fail", django=True, test_live=LIVE)

    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*shown by *Live::test_list > GET /books/"])
    result.stdout.fnmatch_lines_random(
        [
            "FAILED test_live.py::Live::test_list - 1 N+1 finding: Book.author",
            "FAILED test_live.py::test_budget - 4 statements ran, 3 allowed",
        ]
    )
