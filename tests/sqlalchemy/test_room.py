from __future__ import annotations

import subprocess
import sys

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

import nplusone_guard
from nplusone_guard.capture import bridges
from nplusone_guard.capture.landmarks import code_of, landmark_of
from nplusone_guard.sqlalchemy.entries import landmarks
from nplusone_guard.sqlalchemy.greenlets import BRIDGE
from nplusone_guard.sqlalchemy.owners import note_owner
from nplusone_guard.sqlalchemy.room import room
from tests.sqlalchemy.models import Author

ABSENT = """
import sys
sys.modules["sqlalchemy"] = None
import nplusone_guard
try:
    import nplusone_guard.sqlalchemy
except nplusone_guard.MissingDependencyError as error:
    print(error)
"""


def placed() -> set[bool]:
    codes = [code_of(function) for function, _ in landmarks()]
    return {landmark_of(code) is not None for code in codes if code is not None}


def test_uninstall_leaves_nothing(engine: Engine) -> None:
    nplusone_guard.install()
    assert BRIDGE in bridges._bridges
    nplusone_guard.uninstall()
    assert BRIDGE not in bridges._bridges
    assert not event.contains(Session, "after_begin", note_owner)
    assert placed() == {False}


def test_each_function_of_sqlalchemy_is_still_there() -> None:
    """A version that renames one of them must fail here rather than find nothing."""
    nplusone_guard.install()
    assert len(list(landmarks())) > 50
    assert room.name in nplusone_guard.registry.installed_rooms()


def test_no_scope_no_trace(session: Session) -> None:
    nplusone_guard.install()
    for key in (1, 2, 3):
        session.execute(select(Author).where(Author.id == key))


def test_without_sqlalchemy_there_is_a_sentence() -> None:
    result = subprocess.run(
        [sys.executable, "-c", ABSENT], capture_output=True, text=True, check=True
    )
    assert "pip install 'nplusone-guard[sqlalchemy]'" in result.stdout
