from __future__ import annotations

import inspect

import pytest

from nplusone_guard import guard
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

tasks = pytest.importorskip("django.tasks", reason="Django 6.0 brought the tasks")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db, settings):
    settings.TASKS = {
        "default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}
    }
    make_books(3)


@tasks.task
def names():
    found = []
    for book in Book.objects.order_by("id"):
        found.append(book.author.name)
    return found


@tasks.task
def joined_names():
    return [b.author.name for b in Book.objects.select_related("author")]


@tasks.task
def title_of(pk):
    book = Book.objects.get(pk=pk)
    return book.title


@tasks.task
async def awaited_names():
    found = []
    async for book in Book.objects.order_by("id"):
        author = await Author.objects.aget(pk=book.author_id)
        found.append(author.name)
    return found


def found_in(function):
    with guard("test", mode="collect") as watch:
        function()
    return watch.report.findings


def line_of(task, text):
    lines, start = inspect.getsourcelines(task.func)
    return next(start + number for number, line in enumerate(lines) if text in line)


def test_the_loop_of_a_task_is_told_as_any_other():
    (finding,) = found_in(lambda: names.enqueue())
    assert finding.relation == "Book.author"
    assert finding.blame.line == line_of(names, "book.author.name")
    assert finding.loop.line == line_of(names, "for book in")
    assert finding.advice.code == 'Book.objects.order_by("id").select_related("author")'


def test_a_task_for_each_row_is_repeated_by_who_enqueues_it():
    def enqueue():
        for pk in Book.objects.values_list("pk", flat=True):
            title_of.enqueue(pk)

    (finding,) = found_in(enqueue)
    assert finding.code == "NPG004"
    assert finding.blame.line == line_of(title_of, "Book.objects.get")
    lines, start = inspect.getsourcelines(enqueue)
    assert finding.loop.line == start + 1


@pytest.mark.django_db(transaction=True)
def test_an_async_task_is_read_through_its_awaits():
    (finding,) = found_in(lambda: awaited_names.enqueue())
    assert finding.blame.line == line_of(awaited_names, "aget")
    assert finding.loop.line == line_of(awaited_names, "async for")


@pytest.mark.parametrize("task", [joined_names])
def test_a_task_that_joins_asks_nothing(task):
    assert found_in(lambda: task.enqueue()) == ()


def test_two_tasks_of_two_rows_are_no_loop():
    def enqueue():
        first, *_, last = Book.objects.values_list("pk", flat=True)
        title_of.enqueue(first)
        title_of.enqueue(last)

    assert found_in(enqueue) == ()
