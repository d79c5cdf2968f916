from __future__ import annotations

import pytest
from django.test import AsyncClient, Client

from nplusone_guard import guard
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_middleware(settings):
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]


def test_requests_of_a_loop_are_apart_without_the_middleware():
    make_books(1)
    with guard("test", mode="collect", threshold=2) as watch:
        for _ in range(3):
            Client().get("/books/")
    assert watch.report.findings == ()
    assert watch.report.statements == 6


def test_a_loop_inside_a_request_is_found_in_each():
    make_books(3)
    with guard("test", mode="collect", threshold=2) as watch:
        for _ in range(2):
            Client().get("/books/")
    assert {finding.count for finding in watch.report.findings} <= {3, 6}
    assert watch.report.findings


async def test_async_requests_of_a_loop_are_apart():
    from asgiref.sync import sync_to_async

    await sync_to_async(make_books)(1)
    with guard("test", mode="collect", threshold=2) as watch:
        for _ in range(3):
            await AsyncClient().get("/books/async/")
    assert watch.report.findings == ()
