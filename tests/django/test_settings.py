from __future__ import annotations

import pytest
from django.core.checks import run_checks

from nplusone_guard.django.settings import current_config
from nplusone_guard.errors import ConfigError


def ids():
    return [
        message.id
        for message in run_checks()
        if (message.id or "").startswith("nplusone_guard")
    ]


def test_good_settings_pass_the_checks(settings):
    settings.NPLUSONE_GUARD = {"mode": "raise", "threshold": 5}
    assert ids() == []
    assert current_config().threshold == 5


@pytest.mark.parametrize(
    "wrong", [{"treshold": 3}, {"threshold": 1}, ["log"], {"mode": "shout"}]
)
def test_wrong_settings_fail_the_checks_and_the_reading(settings, wrong):
    settings.NPLUSONE_GUARD = wrong
    assert ids() == ["nplusone_guard.E001"]
    with pytest.raises(ConfigError, match="NPLUSONE_GUARD"):
        current_config()


def test_a_middleware_left_out_is_a_warning(settings):
    settings.MIDDLEWARE = []
    assert ids() == ["nplusone_guard.W001"]
