from __future__ import annotations

from datetime import date, datetime

import pytest

from nplusone_guard import ConfigError, guard, ignore
from tests.capture.statements import GET, send


@pytest.mark.parametrize("reason", ["", "  ", None, 3])
def test_a_reason_is_required(reason):
    with pytest.raises(ConfigError, match="ignore needs a reason in words"):
        ignore(reason)


@pytest.mark.parametrize("relation", ["", "  ", 3, ["Book.author"]])
def test_a_relation_is_a_word(relation):
    with pytest.raises(ConfigError, match="relation must be a class and an attribute"):
        ignore("why", relation=relation)


@pytest.mark.parametrize("until", ["soon", "31.01.2027", 2027.5, "2027-13-01"])
def test_a_last_day_is_a_date(until):
    with pytest.raises(ConfigError, match="until must be a date, not"):
        ignore("why", until=until)


@pytest.mark.parametrize(
    "until", [date(9999, 1, 1), datetime(9999, 1, 1, 12), "9999-01-01", None]
)
def test_a_block_can_be_used_again_and_as_a_decorator(until):
    accept = ignore("why", until=until)

    @accept
    def read():
        for row in (1, 2):
            send(GET, (row,))

    with guard(mode="collect") as watch:
        read()
        with accept, accept:
            read()

    assert watch.report.findings == ()
    assert {one.accepted for one in watch.report.accepted} == {"why"}


def test_what_follows_the_block_is_told():
    with guard(mode="collect") as watch:
        with ignore("why"):
            send(GET, (0,))
        for row in (1, 2):
            send(GET, (row,))

    assert len(watch.report.findings) == 1
