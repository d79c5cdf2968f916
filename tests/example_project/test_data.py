"""The fixture files: enough of everything, and nothing that points nowhere."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from example_project.places import FIXTURES

THIS_YEAR = 2026
LIFE = 110


def fixture_file(name: str) -> dict[str, list[dict[str, Any]]]:
    data: dict[str, list[dict[str, Any]]] = json.loads(
        (FIXTURES / name).read_text("utf-8")
    )
    return data


BOOKS = fixture_file("books.json")
REVIEWS = fixture_file("reviews.json")


def test_there_is_enough_of_everything():
    assert len(BOOKS["books"]) >= 300
    assert len(BOOKS["authors"]) >= 200
    assert len(REVIEWS["readers"]) >= 50
    assert len(REVIEWS["reviews"]) >= 500
    assert len({book["language"] for book in BOOKS["books"]}) >= 25


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (BOOKS["books"], "title"),
        (BOOKS["authors"], "name"),
        (REVIEWS["readers"], "name"),
    ],
    ids=["books", "authors", "readers"],
)
def test_names_are_unique(rows: list[dict[str, Any]], key: str):
    repeated = [name for name, n in Counter(row[key] for row in rows).items() if n > 1]
    assert repeated == []


def test_every_book_has_its_author_and_every_author_a_book():
    names = {author["name"] for author in BOOKS["authors"]}
    assert {book["author"] for book in BOOKS["books"]} == names


def test_every_review_has_its_book_and_its_reader():
    titles = {book["title"] for book in BOOKS["books"]}
    names = {reader["name"] for reader in REVIEWS["readers"]}
    assert {review["book"] for review in REVIEWS["reviews"]} == titles
    assert {review["reader"] for review in REVIEWS["reviews"]} <= names


def test_nobody_reviews_a_book_twice():
    pairs = Counter((row["book"], row["reader"]) for row in REVIEWS["reviews"])
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_years_are_plausible():
    for author in BOOKS["authors"]:
        if author["born"] is not None and author["died"] is not None:
            assert 15 < author["died"] - author["born"] < LIFE, author["name"]
    for book in BOOKS["books"]:
        assert book["year"] <= THIS_YEAR, book["title"]


def test_nobody_writes_as_an_infant():
    authors = {author["name"]: author for author in BOOKS["authors"]}
    for book in BOOKS["books"]:
        born = authors[book["author"]]["born"]
        assert born is None or book["year"] >= born + 14, book["title"]


def test_every_book_is_tagged_and_no_field_is_empty_text():
    for book in BOOKS["books"]:
        assert book["tags"], book["title"]
        assert len(set(book["tags"])) == len(book["tags"]), book["title"]
    for row in [*BOOKS["books"], *BOOKS["authors"], *REVIEWS["reviews"]]:
        assert "" not in row.values()


def test_reviews_are_one_line_and_dated_after_the_reader_joined():
    joined = {
        row["name"]: date.fromisoformat(row["joined"]) for row in REVIEWS["readers"]
    }
    for review in REVIEWS["reviews"]:
        assert 1 <= review["rating"] <= 5
        assert "\n" not in review["text"]
        assert len(review["text"]) <= 100
        assert date.fromisoformat(review["written"]) >= joined[review["reader"]]
