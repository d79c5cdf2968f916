from __future__ import annotations

import pytest

from nplusone_guard.advise.editing.text import names_in, substituted


@pytest.mark.parametrize(
    ("text", "values", "changed"),
    [
        ("f(x)", {"x": "a.b"}, "f(a.b)"),
        ("x.pk", {"x": "a + b"}, "(a + b).pk"),
        ("x", {"x": "a + b"}, "a + b"),
        ("{'x': x}['x']", {"x": "1"}, "{'x': 1}['x']"),
        ("ä(x, 'é', x)", {"x": "'ü'"}, "ä('ü', 'é', 'ü')"),
        ("x.x(x=x)", {"x": "y"}, "y.x(x=y)"),
        ("not a tree (", {"a": "b"}, "not a tree ("),
    ],
)
def test_names_are_exchanged_and_nothing_else(text, values, changed):
    assert substituted(text, values) == changed


def test_names_in_an_expression():
    assert names_in("a.b(c, d=e)[f]") == {"a", "c", "e", "f"}
    assert names_in("a b") == set()
