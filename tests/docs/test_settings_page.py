from __future__ import annotations

from tests.docs.settings_page import PAGE, settings_page


def test_the_settings_page_says_what_the_options_are():
    assert PAGE.read_text(encoding="utf-8") == settings_page()
