"""Where the plugin's settings come from, and what is said of those that cannot work."""

from __future__ import annotations

from fnmatch import fnmatch

import pytest

from nplusone_guard import ConfigError
from nplusone_guard.pytest_plugin.options import read_settings
from tests.pytest_plugin.conftest import PLUGIN, is_installed
from tests.pytest_plugin.test_modes import PAGES

pytest_plugins = ["pytester"]

LOOP = """
from pages import loop

def test_loop():
    loop(2)
"""


def project(pytester, text):
    (pytester.path / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\n{text}")


def test_ini_keys(inner, pytester):
    pytester.makeini("[pytest]\nnplusone = fail\nnplusone_threshold = 2")
    failed = inner(pages=PAGES, test_page=LOOP)
    over = inner("--nplusone=off", pages=PAGES, test_page=LOOP)
    pytester.makeini("[pytest]\nnplusone = fail\nnplusone_threshold = 3")
    few = inner(pages=PAGES, test_page=LOOP)
    pytester.makeini("[pytest]\nnplusone = fail\nnplusone_allow =\n    */pages.py")
    allowed = inner(pages=PAGES, test_page=LOOP)

    failed.assert_outcomes(failed=1)
    for result in (over, few, allowed):
        result.assert_outcomes(passed=1)
    allowed.stdout.fnmatch_lines(["0 findings in 1 test, 1 accepted with a reason"])


def test_pyproject(inner, pytester):
    project(
        pytester,
        '[tool.nplusone_guard]\nthreshold = 3\n[tool.nplusone_guard.pytest]\nmode = "fail"',
    )
    few = inner(pages=PAGES, test_page=LOOP)
    over = inner("--nplusone-threshold=2", pages=PAGES, test_page=LOOP)

    few.assert_outcomes(passed=1)
    few.stdout.fnmatch_lines(["0 findings in 1 test"])
    over.assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.nplusone_guard]\ntreshold = 3", "*did you mean 'threshold'*"),
        (
            '[tool.nplusone_guard]\nthreshold = "3"',
            "*threshold must be a whole number*",
        ),
        (
            '[tool.nplusone_guard]\nmode = "fail"',
            "*belongs in *tool.nplusone_guard.pyt*",
        ),
        (
            "[tool.nplusone_guard.pytest]\nmod = 1",
            "*no key 'mod'; did you mean 'mode'*",
        ),
        ('[tool.nplusone_guard.pytest]\nmode = "fial"', "*did you mean 'fail'*"),
        ('[tool.nplusone_guard.pytest]\nfixtures = "yes"', "*fixtures is a bool, not*"),
        ("[tool.nplusone-guard]\nthreshold = 3", "*mean *tool.nplusone_guard*"),
        ("[tool.nplusone_gaurd]\nthreshold = 3", "*mean *tool.nplusone_guard*"),
        ("[tool.nplusone_guard.pytest]\ntop = 0", "*top is 1 or more, not 0*"),
        ("[tool]\nnplusone_guard = 3", "*is a table, not 3*"),
        ("[pytest]\nnplusone = strict", "*nplusone is one of*not 'strict'*"),
        ("[pytest]\nnplusone_threshold = few", "*is a whole number, not 'few'*"),
        ("[pytest]\nnplusone_threshold = 1", "*threshold must be 2 or more*"),
    ],
)
def test_settings_that_cannot_work_are_told_with_a_guess(pytester, text, message):
    if text.startswith("[pytest]"):
        pytester.makeini(text)
    else:
        project(pytester, text)
    config = pytester.parseconfig(*([] if is_installed() else ["-p", PLUGIN]))

    with pytest.raises(ConfigError) as caught:
        read_settings(config)
    assert fnmatch(str(caught.value), message)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--nplusone=strict"], "*invalid choice: 'strict'*"),
        (["--nplusone-baseline-update"], "*needs --nplusone-baseline=FILE*"),
        (["--nplusone-baseline=none.txt"], "*there is no baseline none.txt*"),
    ],
)
def test_options_that_cannot_work_stop_the_run(inner, options, message):
    result = inner(*options, test_page="def test_fine(): pass")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([message])


def test_the_help_lists_the_options(inner):
    result = inner("--help", test_page="")

    result.stdout.fnmatch_lines(
        ["N+1 queries (nplusone_guard):", "*--nplusone={off,report,fail}*"]
    )
