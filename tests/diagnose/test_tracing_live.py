"""From running frames to the source: what capture hands to diagnose fits together."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.loop_place import loop_place
from nplusone_guard.capture.loops import enclosing_loops
from nplusone_guard.diagnose.sources import Built, iterable_of_loop, trace

seen: list[Built | None] = []


def touch(_: object) -> int:
    """Trace the innermost loop around the call, as a statement sent here would."""
    frame, spans, place = sys._getframe(1), list[Span](), None
    while frame is not None and frame.f_code.co_filename == __file__:
        found = enclosing_loops(frame.f_code, frame.f_lasti)
        if found and place is None:
            place = loop_place(frame.f_code, frame.f_lasti, found[0]).span
        spans.append(span_at(frame.f_code, frame.f_lasti))
        frame = frame.f_back
    assert place is not None
    iterable = iterable_of_loop(place.file, place.line, place.column)
    assert iterable is not None
    seen.append(trace(iterable, tuple(spans)))
    return 1


class Book:
    """Looks like a model to the source, holds rows for the run."""

    class objects:  # noqa: N801
        @staticmethod
        def filter(**_: object) -> list[int]:
            return [1, 2]

        @staticmethod
        def exclude(**_: object) -> list[int]:
            return [1, 2]


def case_for():
    books = Book.objects.filter(a=1)
    for book in books:
        touch(book)


def case_comprehension():
    books = Book.objects.filter(a=1)
    return [touch(book) for book in books]


def case_generator_expression():
    books = Book.objects.filter(a=1)
    return sum(touch(book) for book in books)


def case_two_on_one_line():
    others, books = Book.objects.exclude(), Book.objects.filter(a=1)
    return [other for other in others], [touch(book) for book in books]  # noqa: C416


def case_inner_function():
    for book in Book.objects.filter(a=1):
        one(book)


def one(book: object) -> None:
    touch(book)


def case_parameter():
    show(1, books=Book.objects.filter(a=1))


def show(_: int, books: Any) -> None:
    for book in sorted(books):
        touch(book)


def case_parameter_in_a_comprehension():
    return total(Book.objects.filter(a=1))


def total(books: Any) -> int:
    return sum([touch(book) for book in books])


def case_chain_over_lines():
    books = (
        Book.objects
        .filter(a=1)
    )  # fmt: skip
    return Report(books).render(
        "title",
    )


class Report:
    def __init__(self, books: Any) -> None:
        self.books = books

    def render(self, _: str) -> int:
        return sum(touch(book) for book in self.books)


def case_while():
    books = iter(Book.objects.filter(a=1))
    while (book := next(books, None)) is not None:
        for row in [book]:
            touch(row)


@pytest.mark.parametrize(
    "case",
    [
        case_for,
        case_comprehension,
        case_generator_expression,
        case_two_on_one_line,
        case_inner_function,
        case_parameter,
        case_parameter_in_a_comprehension,
        case_chain_over_lines,
    ],
)
def test_running_code_is_traced_to_its_query(case):
    seen.clear()
    case()
    assert [built and built.expression for built in seen] == [
        "Book.objects.filter(a=1)"
    ] * 2


def test_rows_that_no_query_gave_are_not_traced():
    seen.clear()
    case_while()
    assert seen == [None, None]
