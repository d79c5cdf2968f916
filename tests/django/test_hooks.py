from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from nplusone_guard import NPlusOneError, guard, install, uninstall
from nplusone_guard.django.hooks import watch_statement
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


def test_installing_twice_leaves_one_hook():
    install()
    install()
    assert connection.execute_wrappers.count(watch_statement) == 1


def test_uninstalling_leaves_nothing():
    install()
    uninstall()
    assert watch_statement not in connection.execute_wrappers


def test_a_connection_opened_later_is_seen_too():
    install()
    seen = []

    def work():
        with guard(mode="collect") as watch, connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seen.append(watch.statements)
        # Django leaves a database in memory open when it is asked to close it.
        connection.connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [1]


def test_transaction_control_is_counted_apart():
    with guard(mode="collect") as watch, transaction.atomic(), transaction.atomic():
        Author.objects.count()

    assert watch.statements == 1
    assert watch.transactions >= 2


def test_raising_in_an_atomic_block_leaves_the_connection_usable():
    make_books(2)
    with pytest.raises(NPlusOneError), transaction.atomic(), guard(mode="raise"):
        for book in Book.objects.all():
            book.author.name

    assert Book.objects.count() == 2


def test_an_execute_wrapper_of_the_application_is_not_the_one_to_blame():
    make_books(2)

    def pass_on(execute, sql, params, many, context):
        return execute(sql, params, many, context)

    with connection.execute_wrapper(pass_on), guard(mode="collect") as watch:
        for book in Book.objects.all():
            book.author.name

    (finding,) = watch.report.findings
    assert finding.blame.expression == "book.author"


def test_many_rows_sent_together_are_one_statement():
    with guard(mode="collect") as watch, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.executemany(
            "INSERT INTO django_project_tag (name) VALUES (%s)", [("a",), ("b",)]
        )

    assert watch.statements == 2


@pytest.mark.django_db(databases=["default", "other"])
def test_one_loop_over_two_databases_is_one_finding():
    with guard(mode="collect") as watch:
        for alias in ("default", "other"):
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT id FROM django_content_type WHERE id = %s", [1])

    assert watch.statements == 2
    report = watch.report
    assert len(report.findings) <= 1
    assert {total.count for total in report.totals} == {2}


@pytest.mark.django_db(transaction=True)
def test_the_loops_of_one_call_into_django_are_its_own():
    from django.core.management import call_command

    with guard(mode="collect") as watch:
        call_command("migrate", "auth", "zero", verbosity=0)
        call_command("migrate", verbosity=0)

    assert watch.statements > 10
    assert watch.report.findings == ()


def test_waking_up_inside_a_wrapper_of_the_application_leaves_it_in_order():
    def pass_on(execute, sql, params, many, context):
        return execute(sql, params, many, context)

    uninstall()
    before = list(connection.execute_wrappers)
    with connection.execute_wrapper(pass_on):
        install()

    assert connection.execute_wrappers == [watch_statement, *before]
