from __future__ import annotations

import ast

import pytest

from nplusone_guard.cli import main
from nplusone_guard.codes import CODES
from nplusone_guard.report.explanations import EXPLANATIONS


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_every_code_is_explained_by_id_and_by_kind(code, capsys):
    assert main(["explain", code.id.lower()]) == 0
    by_id = capsys.readouterr().out
    assert main(["explain", code.kind]) == 0

    assert capsys.readouterr().out == by_id
    assert by_id.startswith(f"{code.id} {code.kind}: {code.title}\n")
    for part in ("Slow:", "In Django:", "In SQLAlchemy:", "# nplusone: ok - "):
        assert part in by_id


@pytest.mark.parametrize("told", EXPLANATIONS.values(), ids=EXPLANATIONS)
def test_the_code_in_an_explanation_is_python(told):
    for source in (told.slow, told.django, told.sqlalchemy):
        ast.parse(source)


def test_without_a_code_all_are_listed(capsys):
    assert main(["explain"]) == 0
    assert capsys.readouterr().out.count("\n") == len(CODES)


def test_an_unknown_code_names_the_known_ones(capsys):
    assert main(["explain", "NPG999"]) == 2
    assert "unknown code 'NPG999'. Known codes: NPG001, " in capsys.readouterr().err
