"""The proof of constant queries as a fixture, in sessions of one's own."""

from __future__ import annotations

pytest_plugins = ["pytester"]


def test_constant_queries_take_the_session_factory_of_a_fixture(inner):
    result = inner(
        conftest="""
import pytest
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import sessionmaker
from tests.sqlalchemy.models import Base

@pytest.fixture
def nplusone_session_factory():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    yield sessionmaker(engine)
    engine.dispose()
""",
        test_page="""
import pytest
from sqlalchemy import select
from nplusone_guard import NPlusOneError
from tests.sqlalchemy.models import Author, Country

def populate(rows, session):
    session.add_all([Author(name="a", country=Country(name="c")) for _ in range(rows)])

def test_constant(assert_constant_queries):
    assert_constant_queries(populate, lambda session: session.scalars(select(Author)).all())

def test_growing(assert_constant_queries):
    def page(session):
        return [author.country.name for author in session.scalars(select(Author))]
    with pytest.raises(NPlusOneError, match="joinedload"):
        assert_constant_queries(populate, page)
""",
    )

    result.assert_outcomes(passed=2)
