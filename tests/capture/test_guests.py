"""A guest does no harm: what the guard never does to the objects and the stack it meets."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import weakref
from contextlib import ExitStack, contextmanager
from datetime import datetime, tzinfo
from decimal import Decimal

import pytest

from nplusone_guard import guard
from nplusone_guard.capture import recognition, scope
from nplusone_guard.capture.known_ways import known_ways
from nplusone_guard.capture.statement import Statement
from nplusone_guard.containment import (
    contained,
    contained_errors,
    forget_contained_errors,
)
from tests.capture.statements import GET, send


@pytest.fixture(autouse=True)
def _nothing_fails():
    forget_contained_errors()
    yield
    errors = contained_errors()
    forget_contained_errors()
    assert errors == {}


class Touchy:
    """An object that must not be woken, as `request.user` is one."""

    def __init__(self, woken):
        object.__setattr__(self, "woken", woken)

    @property
    def __class__(self):
        object.__getattribute__(self, "woken").append("__class__")
        return Touchy

    def __getattr__(self, name):
        object.__getattribute__(self, "woken").append(name)
        raise AttributeError(name)

    def __bool__(self):
        self.woken.append("__bool__")
        return True

    def __len__(self):
        self.woken.append("__len__")
        return 3

    def __iter__(self):
        self.woken.append("__iter__")
        return iter(())

    def __eq__(self, other):
        self.woken.append("__eq__")
        return True

    def __hash__(self):
        self.woken.append("__hash__")
        return 1


def test_a_first_argument_is_not_woken():
    woken: list[str] = []

    def view(user):
        for number in range(3):
            send(GET, (number,))

    with guard(mode="collect") as watch:
        view(Touchy(woken))
    assert len(watch.report.findings) == 1
    assert woken == []


def test_parameters_that_are_no_plain_list_are_not_woken():
    woken: list[str] = []
    with guard(mode="collect") as watch:
        for _ in range(3):
            send(GET, Touchy(woken))
    assert watch.statements == 3
    assert woken == []


class Odd(list):
    def __getitem__(self, index):
        raise AssertionError("asked")

    def __len__(self):
        raise AssertionError("asked")

    def __iter__(self):
        raise AssertionError("asked")


class OddDict(dict):
    def __getitem__(self, index):
        raise AssertionError("asked")

    __len__ = __iter__ = keys = items = __getitem__


@pytest.mark.parametrize("make", [lambda n: Odd([n]), lambda n: OddDict({"a": n})])
def test_kinds_of_lists_are_read_without_their_own_methods(make):
    with guard(mode="collect") as watch:
        for number in range(3):
            send(GET, make(number))
    assert watch.statements == 3
    assert [one.count for one in watch.report.findings] == [3]


class Zone(tzinfo):
    def utcoffset(self, when):
        raise AssertionError("asked")

    def tzname(self, when):
        raise AssertionError("asked")

    def dst(self, when):
        raise AssertionError("asked")


@pytest.mark.parametrize(
    "value", [datetime(2026, 1, 1, tzinfo=Zone()), Decimal("sNaN")]
)
def test_values_whose_hash_is_somebodys_code_or_fails_are_counted(value):
    with guard(mode="collect") as watch:
        for _ in range(3):
            send(GET, (value,))
    assert watch.statements == 3


def test_near_the_end_of_the_stack_nothing_of_ours_gets_out():
    """The host's own code fits; ours may not, and neither may what tells of it."""

    def down(levels):
        if levels:
            return down(levels - 1)
        return send(GET, (1,))

    depth = 0
    frame = sys._getframe()
    while frame is not None:
        depth, frame = depth + 1, frame.f_back
    sent = 0
    with guard(mode="collect"):
        for spare in range(8, 60):
            try:
                down(sys.getrecursionlimit() - depth - spare)
            except RecursionError as error:
                tb = error.__traceback__
                names = []
                while tb is not None:
                    names.append(tb.tb_frame.f_code.co_name)
                    tb = tb.tb_next
                # what is raised before `contained` begins is the test's own
                if "contained" in names:
                    raise
            else:
                sent += 1
    assert sent
    forget_contained_errors()


def test_a_log_handler_that_fails_does_not_reach_the_host():
    class Filter(logging.Filter):
        def filter(self, record):
            raise RuntimeError("host's filter")

    logger = logging.getLogger("nplusone_guard")
    broken = Filter()
    logger.addFilter(broken)
    try:
        assert contained("try", lambda: 1 / 0) is None
    finally:
        logger.removeFilter(broken)
        forget_contained_errors()


def test_what_failed_is_told_without_values_and_frames(caplog):
    class Kept:
        pass

    def fail(kept, secret):
        raise ValueError(f"cannot use {secret}")

    kept = Kept()
    known = weakref.ref(kept)
    contained("try", fail, kept, "s3cr3t")
    forget_contained_errors()
    del kept
    assert known() is None
    assert "s3cr3t" not in caplog.text
    assert "ValueError" in caplog.text
    assert "in fail" in caplog.text


def test_what_is_seen_prints_no_values():
    sql = "SELECT id FROM author WHERE name = 's3cr3t' AND id = %s"
    with guard(mode="collect") as watch:
        for number in range(3):
            send(sql, (number,))
        scope = watch._scope
        seen = [scope, *scope.groups, *scope.families, watch, watch.report]
    statement = Statement("x = 's3cr3t'", ("s3cr3t",), False, *"abcd", None, 1)
    assert "s3cr3t" not in repr([*seen, statement])
    assert "s3cr3t" not in watch.report.to_json()


def test_no_scope_keeps_frames_or_parameters():
    class Row:
        pass

    kept = []

    def work():
        for number in range(3):
            row = Row()
            kept.append(weakref.ref(row))
            send(GET, (row, number))

    gc.collect()
    gc.disable()
    try:
        with guard(mode="collect") as watch:
            work()
            assert all(ref() is None for ref in kept)
        assert len(watch.report.findings) == 1
    finally:
        gc.enable()


def test_a_block_that_is_entered_through_a_stack_ends_where_it_was_opened():
    """The frames that opened it are gone; others may live where they lived."""

    @contextmanager
    def asking(number):
        send(GET, (number,))
        yield

    def work():
        with ExitStack() as stack:
            watch = stack.enter_context(guard(mode="collect"))
            for number in range(20):
                stack.enter_context(asking(number))
        return watch

    for _ in range(3):
        (finding,) = work().report.findings
        assert finding.count == 20
        assert finding.loop is not None
        assert "for number" in (finding.loop.expression or "")


class Number(int):
    """What drivers wrap a number in, so that the server learns its width."""

    __slots__ = ()


class Document:
    """What drivers wrap JSON in."""

    __slots__ = ("_dumps", "obj")

    def __init__(self, obj):
        self.obj = obj
        self._dumps = len


class Plain:
    def __init__(self, value):
        self.value = value


@pytest.mark.parametrize(
    "wrapped",
    [Number, lambda n: Document({"n": [n]}), Plain, lambda n: memoryview(b"%d" % n)],
)
def test_values_in_wrappers_are_compared_by_what_they_hold(wrapped):
    """The next wrapper often lives where the last one did."""
    with guard(mode="collect") as different:
        for number in range(300, 304):
            send(GET, (wrapped(number),))
    with guard(mode="collect") as same:
        for _ in range(4):
            send(GET, (wrapped(300),))
    assert [one.code for one in different.report.findings] == ["NPG009"]
    assert [one.code for one in same.report.findings] == ["NPG008"]


@pytest.mark.parametrize("kind", [RuntimeError, ValueError])
def test_recognition_that_fails_is_contained_and_the_statement_still_seen(
    monkeypatch, kind
):
    def work():
        for number in range(3):
            send(GET, (number,))

    known_ways.clear()
    for _ in range(3):  # the way is known from now on
        with guard(mode="collect"):
            work()

    def fail(parameters):
        raise kind("a mistake of the guard's own")

    with monkeypatch.context() as broken, guard(mode="collect") as watch:
        broken.setattr(recognition, "hashes_of", fail)
        work()
    assert watch.statements == 3
    assert [finding.count for finding in watch.report.findings] == [3]
    assert contained_errors() == {"recognise a statement": 1}
    forget_contained_errors()


def test_learning_that_fails_is_contained_and_the_statement_still_seen(monkeypatch):
    def fail(*given):
        raise RuntimeError("a mistake of the guard's own")

    monkeypatch.setattr(scope, "way_of", fail)
    with guard(mode="collect") as watch:
        for number in range(3):
            send(GET, (number,))
    assert [finding.count for finding in watch.report.findings] == [3]
    assert contained_errors() == {"learn a way": 3}
    forget_contained_errors()


def test_what_one_thread_asks_while_another_sends_is_answered():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with guard(mode="collect") as watch:

            def work():
                with watch.attach():
                    for number in range(900):
                        send(f"SELECT column_{number} FROM author WHERE id = %s")

            thread = threading.Thread(target=work)
            thread.start()
            while thread.is_alive():
                assert watch.statements <= 900
            thread.join()
        assert watch.statements == 900
    finally:
        sys.setswitchinterval(interval)
