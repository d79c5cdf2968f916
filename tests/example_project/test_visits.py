"""What of an answer is compared."""

from __future__ import annotations

from example_project.visits import visible


def test_only_the_text_of_the_main_part_counts():
    page = "<body>menu<main class='x'><p>Emma &amp;\n <b>Kim</b></p></main>foot</body>"
    assert visible(page) == "Emma & Kim"


def test_another_text_shows():
    assert visible("<main>Emma</main>") != visible("<main>Kim</main>")


def test_json_is_compared_as_it_is():
    assert visible('{"title": "<Emma>"}') == '{"title": "<Emma>"}'
