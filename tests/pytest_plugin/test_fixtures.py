"""The fixtures, with no ORM, with Django's database and with sessions of SQLAlchemy."""

from __future__ import annotations

from tests.pytest_plugin.test_modes import PAGES

pytest_plugins = ["pytester"]


def test_the_watch_of_a_test_counts_its_body(inner):
    result = inner(
        pages=PAGES,
        test_page="""
import threading
import pytest
from nplusone_guard import ConfigError, QueryBudgetExceeded
from pages import loop, one

@pytest.fixture
def early(nplusone):
    one()
    assert nplusone.statements == 0
    with pytest.raises(ConfigError, match="has not begun"):
        nplusone.report

def test_watch(early, nplusone):
    loop(3)
    assert nplusone.statements == 3
    assert [finding.count for finding in nplusone.report.findings] == [3]

def test_thread(nplusone):
    def work():
        with nplusone.attach():
            one()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert nplusone.statements == 1

def test_budget(assert_max_queries):
    with assert_max_queries(1) as watch:
        one()
    assert watch.statements == 1
    with pytest.raises(QueryBudgetExceeded), assert_max_queries(1):
        loop()

def test_clean(assert_no_nplusone):
    with assert_no_nplusone():
        one()
    with pytest.raises(AssertionError), assert_no_nplusone():
        loop()
""",
    )

    result.assert_outcomes(passed=4)


def test_constant_queries_ask_for_djangos_database(inner):
    result = inner(
        django=True,
        test_page="""
import pytest
from nplusone_guard import NPlusOneError
from tests.django_project.models import Book
from tests.django_project.rows import make_books

def test_constant(assert_constant_queries):
    assert_constant_queries(make_books, lambda: list(Book.objects.select_related("author")))

def test_growing(assert_constant_queries):
    with pytest.raises(NPlusOneError, match="select_related"):
        assert_constant_queries(
            make_books, lambda: [book.author.name for book in Book.objects.all()]
        )
    assert Book.objects.count() == 0

@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_around(assert_constant_queries):
    assert_constant_queries(make_books, lambda: list(Book.objects.all()))
    assert Book.objects.count() == 0
""",
    )

    result.assert_outcomes(passed=3)


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
