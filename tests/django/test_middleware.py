from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reports(settings, tmp_path):
    """Return a function that reads the reports of the requests made so far."""
    path = tmp_path / "reports.jsonl"
    settings.NPLUSONE_GUARD = {"mode": "collect", "report_file": str(path)}

    def read():
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text().splitlines()]

    return read


def test_a_request_is_a_scope_with_the_loop_the_line_and_the_fix(reports):
    make_books(2)
    Client().get("/books/")

    (report,) = reports()
    assert report["scope"] == {"name": "GET /books/", "kind": "request"}
    (finding,) = report["findings"]
    assert finding["relation"] == "Book.author"
    assert finding["blame"]["expression"] == "book.author"
    assert finding["origin"]["expression"] == "Book.objects.all()"
    assert finding["advice"]["code"] == ('Book.objects.all().select_related("author")')


def test_each_request_is_a_scope_of_its_own(reports):
    make_books(1)
    for _ in range(3):
        Client().get("/books/")

    assert reports() == []


def test_a_stream_is_watched_to_its_last_chunk(reports):
    make_books(3)
    response = Client().get("/books/stream/")
    assert reports() == []
    assert b"".join(response.streaming_content) == b"author 0author 1author 2"

    (report,) = reports()
    assert [finding["count"] for finding in report["findings"]] == [3]


def test_an_excluded_path_is_left_alone(reports, settings):
    make_books(2)
    settings.NPLUSONE_GUARD = {
        **settings.NPLUSONE_GUARD,
        "exclude_paths": ["/health*"],
    }
    Client().get("/health/")
    assert reports() == []


def test_an_error_of_the_view_reaches_the_client_as_it_was(reports):
    make_books(2)
    with pytest.raises(ZeroDivisionError):
        Client().get("/broken/")

    assert len(reports()) == 1


def test_raise_mode_fails_the_request_at_the_statement(settings):
    from nplusone_guard import NPlusOneError

    make_books(2)
    settings.NPLUSONE_GUARD = {"mode": "raise"}
    with pytest.raises(NPlusOneError, match=r"Book\.author"):
        Client().get("/books/")
