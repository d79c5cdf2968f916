"""Each host is a process of its own: logging and structlog are set up once for all."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.report.samples import LAZY

PROGRAM = """
import json, logging, logging.config, sys
import nplusone_guard
{setup}
from nplusone_guard.config import Config
from nplusone_guard.sinks import deliver
from tests.report.samples import BOOKS, QUIET
deliver(BOOKS, Config(mode="log"))
deliver(QUIET, Config(mode="log"))
{after}
"""
NOTHING = ""
CONSOLE = "logging.basicConfig(format='CONSOLE %(name)s %(levelname)s %(message)s')"
JSON_LOGGING = """
class AsJson(logging.Formatter):
    def format(self, record):
        names = ("scope", "code", "relation", "count", "duration_ms", "advice")
        return json.dumps({name: getattr(record, name) for name in names})
handler = logging.StreamHandler()
handler.setFormatter(AsJson())
logging.getLogger().addHandler(handler)
"""
DICT_CONFIG = """
logging.config.dictConfig({"version": 1, "root": {"handlers": ["h"]},
    "handlers": {"h": {"class": "logging.StreamHandler"}}})
"""
STRUCTLOG_IMPORTED = "import structlog"
STRUCTLOG_JSON = """
import structlog
structlog.configure(processors=[structlog.processors.JSONRenderer()],
    logger_factory=structlog.PrintLoggerFactory(sys.stderr))
"""
STRUCTLOG_OVER_LOGGING = """
import structlog
structlog.configure(
    processors=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger)
handler = logging.StreamHandler()
handler.setFormatter(structlog.stdlib.ProcessorFormatter(
    processor=structlog.processors.JSONRenderer()))
logging.getLogger().addHandler(handler)
"""


def logged(setup, after=""):
    """Return what a host with that *setup* writes to its error stream, as lines."""
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(setup=setup, after=after)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ended.stdout == "", "standard output belongs to the host"
    return ended.stderr.splitlines()


@pytest.mark.parametrize(
    "setup",
    [
        NOTHING,
        CONSOLE,
        JSON_LOGGING,
        DICT_CONFIG,
        STRUCTLOG_IMPORTED,
        STRUCTLOG_JSON,
        STRUCTLOG_OVER_LOGGING,
        STRUCTLOG_JSON + CONSOLE,
        STRUCTLOG_IMPORTED + "\n" + CONSOLE,
    ],
)
def test_a_finding_is_one_line_whatever_the_host_has_set_up(setup):
    (line,) = logged(setup)

    assert "NPG001" in line
    assert "Book.author" in line


@pytest.mark.parametrize("setup", [NOTHING, CONSOLE, STRUCTLOG_JSON])
def test_no_handler_is_added(setup):
    after = "assert not logging.getLogger('nplusone_guard').handlers"

    assert len(logged(setup, after)) == 1


def test_the_console_line_reads_as_a_sentence_and_then_names_places():
    (line,) = logged(CONSOLE)

    assert line.startswith(
        "CONSOLE nplusone_guard WARNING nplusone NPG001 Book.author: 16 queries "
        "instead of 1 scope='GET /books' duration_ms=4.2 blame="
    )
    assert f"origin='{LAZY.origin.file}:10 Book.objects.all()'" in line
    assert line.endswith("""advice='Book.objects.all().select_related("author")'""")


@pytest.mark.parametrize(
    "setup", [JSON_LOGGING, STRUCTLOG_JSON, STRUCTLOG_OVER_LOGGING]
)
def test_json_has_the_same_fields_on_every_way(setup):
    event = json.loads(logged(setup)[0])

    assert event["scope"] == "GET /books"
    assert (event["code"], event["relation"], event["count"]) == (
        "NPG001",
        "Book.author",
        16,
    )
    assert event["duration_ms"] == 4.2
    assert event["advice"] == 'Book.objects.all().select_related("author")'


def test_structlog_has_one_event_with_all_fields():
    event = json.loads(logged(STRUCTLOG_JSON)[0])

    assert set(event) == {
        "event",
        "scope",
        "code",
        "relation",
        "count",
        "duration_ms",
        "blame",
        "loop",
        "origin",
        "advice",
    }
    assert event["event"] == "nplusone"


def test_the_hosts_level_and_filters_are_respected():
    quiet = "logging.getLogger('nplusone_guard').setLevel(logging.ERROR)"

    assert logged(quiet) == []


def test_a_finding_about_no_relation_is_named_by_what_asked_and_not_by_its_file():
    after = """
from dataclasses import replace
from tests.report.samples import LAZY
deliver(replace(BOOKS, findings=(replace(LAZY, relation=None),)), Config(mode="log"))
"""

    _, line = logged(CONSOLE, after)

    assert "nplusone NPG001 book.author: 16 queries instead of 1 scope=" in line
