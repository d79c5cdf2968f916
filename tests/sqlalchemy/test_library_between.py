"""A library that asks the ORM by itself: its call is no query, and may do more than ask."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from sqlalchemy import func, select

from nplusone_guard import guard
from tests.sqlalchemy.models import Country

SOURCE = """
from sqlalchemy import func, insert, select

def start(connection, table):
    most = connection.execute(select(func.max(table.c.id))).scalar()
    connection.execute(insert(table).values(name="started"))
    return most

def find(connection, table, name):
    return connection.execute(select(table).where(table.c.name == name)).all()
"""


@pytest.fixture
def scheduler(monkeypatch):
    module = ModuleType("scheduler")
    path = f"{sys.prefix}/lib/site-packages/scheduler.py"
    exec(compile(SOURCE, path, "exec"), vars(module))
    monkeypatch.setitem(sys.modules, "scheduler", module)
    return module


def found_in(function, *given):
    with guard(mode="collect", threshold=2) as watch:
        function(*given)
    return {finding.code: finding for finding in watch.report.findings}


def started(scheduler, connection):
    return [scheduler.start(connection, Country.__table__) for _ in range(3)]


def looked_up(scheduler, connection):
    return [scheduler.find(connection, Country.__table__, name) for name in "abc"]


def asked_here(connection):
    most = select(func.max(Country.id))
    return [connection.execute(most).scalar() for _ in range(3)]


def test_a_call_that_writes_too_is_not_taken_out_of_the_loop(engine, scheduler):
    with engine.connect() as connection:
        found = found_in(started, scheduler, connection)
    finding = found["NPG008"]
    assert finding.certainty == "unsure"
    assert "scheduler" in finding.advice.text
    assert finding.advice.code == ""


def test_what_a_library_looks_up_is_no_more_than_a_direction(engine, scheduler):
    with engine.connect() as connection:
        found = found_in(looked_up, scheduler, connection)
    assert found["NPG004"].certainty == "unsure"


def test_a_query_of_one_s_own_is_moved_as_before(engine):
    with engine.connect() as connection:
        found = found_in(asked_here, connection)
    assert found["NPG008"].certainty == "likely"
    assert found["NPG008"].advice.patch
