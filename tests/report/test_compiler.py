from __future__ import annotations

from dataclasses import replace

from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.compiler import error_text, finding_text
from tests.report.samples import IN_TEMPLATE, LAZY


def carets_of(tmp_path, line, text, name="odd.py"):
    """Return the shown line and the one with carets under *text*."""
    file = tmp_path / name
    file.write_text(f"{line}\n", encoding="utf-8")
    start = line.index(text)
    place = Span(str(file), 1, 1, start, start + len(text), "f", text)
    lines = finding_text(replace(LAZY, blame=place)).splitlines()
    at = next(n for n, shown in enumerate(lines) if shown.startswith("  asked here"))
    return lines[at + 1], lines[at + 2]


def test_the_name_of_the_scope_ends_an_error():
    assert error_text(LAZY, "GET /books").endswith("\n\n  in scope 'GET /books'")


def test_carets_stand_under_the_expression(tmp_path):
    shown, carets = carets_of(tmp_path, "    x = book.author", "book.author")

    assert carets.index("^") == shown.index("book.author")
    assert carets.count("^") == len("book.author")


def test_carets_stand_right_behind_tabs_and_wide_characters(tmp_path):
    tabs, under_tabs = carets_of(tmp_path, "\tx = book.author", "book.author")
    wide, under_wide = carets_of(tmp_path, 's["本棚"].author', "author", "wide.py")

    assert under_tabs.index("^") == tabs.index("book.author")
    # Two characters of the text before take two columns of a terminal each.
    assert under_wide.index("^") == wide.index("author") + 2


def test_a_long_place_shows_its_beginning(tmp_path):
    file = tmp_path / "long.py"
    file.write_text("f(\n" + "    1,\n" * 20 + ")\n")
    place = Span(str(file), 1, 22, 0, 1, "f", "f(...)")

    assert "... 18 lines more" in finding_text(replace(LAZY, blame=place))


def test_a_place_that_cannot_be_read_shows_its_expression():
    assert '      {{ author.books.all|join:", " }}\n' in finding_text(IN_TEMPLATE)


def test_how_to_accept_is_told_in_the_language_of_the_place():
    assert "      # nplusone: ok - why it is fine" in finding_text(LAZY)
    assert "      {# nplusone: ok - why it is fine #}" in finding_text(IN_TEMPLATE)


def test_without_a_loop_the_call_stack_is_named():
    assert "one and the same call stack" in finding_text(replace(LAZY, loop=None))


def test_a_fix_that_goes_elsewhere_says_where():
    elsewhere = replace(LAZY.advice, place=replace(LAZY.blame, function="other"))

    assert "  at shop/views.py:11 in other, write" in finding_text(
        replace(LAZY, advice=elsewhere)
    )
    assert ", write" not in finding_text(LAZY).split("to accept")[0]
