"""The mixin, run as unittest runs it."""

from __future__ import annotations

import asyncio
import io
import unittest

import pytest

from nplusone_guard import ConfigError, ignore
from nplusone_guard.testing import NPlusOneTestMixin, assert_max_queries
from tests.capture.statements import GET, send


def loop(rows=2):
    for row in range(rows):
        send(GET, (row,))


class Plain(NPlusOneTestMixin, unittest.TestCase):
    __test__ = False  # run below, by unittest

    def setUp(self):
        loop()

    def tearDown(self):
        loop()

    def test_loop(self):
        loop()

    def test_one(self):
        send()
        assert self.nplusone.statements == 1

    @ignore("known: audit trail")
    def test_accepted(self):
        loop()

    @assert_max_queries(1)
    def test_budget(self):
        send()
        send("SELECT 1", ())

    def test_own_error(self):
        loop()
        self.fail("its own")

    def test_arranged(self):
        for row in range(2):
            send("INSERT INTO author VALUES (%s)", (row,))

    def test_methods(self):
        with self.assertMaxQueries(1), self.assertNoNPlusOne():
            send()
        with pytest.raises(AssertionError), self.assertMaxQueries(0):
            send()
        self.assertConstantQueries(lambda rows: None, send, rollback=False)


class Patient(Plain):
    nplusone_settings = {"threshold": 3}


class Silent(Plain):
    nplusone_mode = "off"

    def test_one(self):
        with pytest.raises(ConfigError):
            self.nplusone


class Asynchronous(NPlusOneTestMixin, unittest.IsolatedAsyncioTestCase):
    __test__ = False

    async def test_loop(self):
        await asyncio.sleep(0)
        loop()

    async def test_one(self):
        await asyncio.sleep(0)
        send()


def outcome(case, name):
    result = unittest.TestResult()
    test = case(name)
    test(result)
    assert "_callTestMethod" not in vars(test)
    problems = [text for _, text in (*result.failures, *result.errors)]
    return "\n".join(problems) or "passed"


@pytest.mark.parametrize(
    ("case", "name", "expected"),
    [
        (Plain, "test_loop", "1 N+1 finding: send(GET, (row,))"),
        (Plain, "test_one", "passed"),
        (Plain, "test_accepted", "passed"),
        (Plain, "test_budget", "2 statements ran, 1 allowed"),
        (Plain, "test_own_error", "its own"),
        (Plain, "test_arranged", "passed"),
        (Plain, "test_methods", "passed"),
        (Patient, "test_loop", "passed"),
        (Silent, "test_loop", "passed"),
        (Silent, "test_one", "passed"),
        (Asynchronous, "test_loop", "1 N+1 finding"),
        (Asynchronous, "test_one", "passed"),
    ],
)
def test_outcomes(case, name, expected):
    text = outcome(case, name)
    assert expected in text
    if name == "test_own_error":
        assert text.index("AssertionError: its own") < text.index("before this error")
        assert "1 N+1 finding: send(GET, (row,))" in text


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "nplusone_mode",
            "strict",
            "nplusone_mode is one of 'fail', 'report', 'off', not 'strict'",
        ),
        ("nplusone_settings", {"treshold": 3}, "did you mean 'threshold'"),
    ],
)
def test_attributes_are_checked(name, value, message):
    case = type("Wrong", (Plain,), {name: value})
    with pytest.raises(ConfigError, match=message):
        case("test_one")(unittest.TestResult())


class Reporting(Plain):
    nplusone_mode = "report"


def run_class(case, *names):
    stream = io.StringIO()
    suite = unittest.TestSuite(case(name) for name in names)
    result = unittest.TextTestRunner(stream, verbosity=0).run(suite)
    return result, stream.getvalue()


def test_report_tells_at_the_end_of_the_class_and_fails_nothing():
    names = ("test_loop", "test_one", "test_accepted")
    for _ in range(2):  # the class is as it was
        result, text = run_class(Reporting, *names)

        assert result.wasSuccessful()
        told = text.partition("N+1 queries in tests.testing.test_mixin.Reporting\n")[2]
        assert told.startswith("1 finding in 3 tests, 1 accepted with a reason\n")
        assert "shown by tests.testing.test_mixin.Reporting.test_loop\n" in told


def test_report_is_silent_where_there_is_nothing_to_tell():
    result, text = run_class(Reporting, "test_one")

    assert result.wasSuccessful()
    assert "N+1" not in text


def test_a_class_that_fails_says_what_its_tests_show_besides():
    result, _ = run_class(Reporting, "test_own_error")

    ((_, text),) = result.failures
    assert "before this error: 1 N+1 finding" in text


def test_the_mixin_has_to_come_first():
    with pytest.raises(ConfigError, match=r"class Late\(NPlusOneTestMixin, TestCase\)"):
        type("Late", (unittest.TestCase, NPlusOneTestMixin), {})
