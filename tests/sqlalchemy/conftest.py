"""An in-memory database with rows, and a check that the guard leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, StaticPool, create_engine
from sqlalchemy.orm import Session

from nplusone_guard.capture.context import open_scopes
from nplusone_guard.containment import contained_errors, forget_contained_errors
from tests.sqlalchemy.models import Base, fill


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    forget_contained_errors()
    yield
    assert open_scopes() == ()
    assert [stage for stage in contained_errors() if _is_ours(stage)] == []


def _is_ours(stage: str) -> bool:
    return not stage.startswith("install nplusone_guard.") or "sqlalchemy" in stage
