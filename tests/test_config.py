from __future__ import annotations

import pytest

from nplusone_guard.config import OPTIONS, Config, config_from_mapping
from nplusone_guard.errors import ConfigError, NPlusOneGuardError


def test_every_option_accepts_its_own_default():
    for option in OPTIONS:
        value = getattr(Config(), option.name)
        given = list(value) if isinstance(value, tuple) else value
        assert option.check(option.name, given) == value


def test_an_unknown_name_comes_with_a_guess():
    with pytest.raises(ConfigError, match="did you mean 'threshold'"):
        config_from_mapping({"treshold": 4})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"threshold": 1}, "threshold must be 2 or more, not 1"),
        ({"threshold": "2"}, "whole number, not '2'"),
        ({"threshold": True}, "whole number, not True"),
        ({"mode": "rais"}, "did you mean 'raise'"),
        ({"mode": 3}, "mode must be one of"),
        ({"max_groups": 0}, "max_groups must be 1 or more"),
        ({"allow": "Book.author"}, "list of strings, not 'Book.author'"),
        ({"allow": [3]}, "strings only, not 3"),
        ({"report_file": 3}, "a path or None, not 3"),
    ],
)
def test_a_value_that_cannot_work_is_named(options, message):
    with pytest.raises(ConfigError, match=message):
        config_from_mapping(options)


def test_config_errors_are_ours():
    assert issubclass(ConfigError, NPlusOneGuardError)


def test_options_go_on_top_of_a_start():
    start = config_from_mapping({"threshold": 7})
    assert start.changed(mode="collect") == Config(mode="collect", threshold=7)
