"""A floor under a run: fewer passed tests than expected means that a whole folder was lost."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--at-least",
        type=int,
        default=0,
        metavar="N",
        help="fail a run in which fewer than N tests passed",
    )


def passed(session: pytest.Session) -> int:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    return 0 if reporter is None else len(reporter.stats.get("passed", ()))


def is_short(session: pytest.Session) -> bool:
    floor: int = session.config.getoption("--at-least")
    return passed(session) < floor


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if exitstatus == pytest.ExitCode.OK and is_short(session):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    floor = config.getoption("--at-least")
    count = len(terminalreporter.stats.get("passed", ()))
    if count < floor:
        terminalreporter.write_line(
            f"only {count} tests passed, and --at-least says {floor}", red=True
        )
