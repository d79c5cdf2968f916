"""Which connections an assertion counts, with both ORMs in one block."""

from __future__ import annotations

import pytest
from sqlalchemy import StaticPool, create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from nplusone_guard import ConfigError, QueryBudgetExceeded, assert_max_queries
from nplusone_guard.containment import contained_errors, forget_contained_errors
from nplusone_guard.testing import assert_no_nplusone
from tests.django_project.models import Book, Tag
from tests.django_project.rows import make_books
from tests.sqlalchemy.models import Author, Base, fill

pytestmark = pytest.mark.django_db(databases=["default", "other"])


@pytest.fixture
def engine():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
    yield engine
    engine.dispose()


def both(session):
    for book in Book.objects.order_by("pk"):
        book.author.name
    for author in session.scalars(select(Author)):
        author.country.name
    list(Tag.objects.using("other"))


def test_every_connection_counts_by_default(engine):
    make_books(2)
    with Session(engine) as session, assert_max_queries(8) as watch:
        both(session)

    assert watch.statements == 8


def test_one_alias_counts_alone(engine):
    make_books(2)
    with Session(engine) as session:
        with assert_max_queries(3, using="default") as watch:
            both(session)
        with assert_max_queries(4, using=["default", "other"]):
            both(session)
        with assert_max_queries(1, using="other", allow_findings=False):
            both(session)
        with (
            pytest.raises(QueryBudgetExceeded, match="^3 statements"),
            assert_max_queries(2, using="default"),
        ):
            both(session)

    assert watch.statements == 3


def test_one_session_or_engine_counts_alone_and_trips_over_nothing(engine):
    make_books(2)
    forget_contained_errors()
    for option in ("session", "engine"):
        with Session(engine) as session:
            named = session if option == "session" else engine
            with assert_max_queries(4, **{option: named}) as watch:
                both(session)
            assert watch.statements == 4
            session.expunge_all()
            with (
                pytest.raises(QueryBudgetExceeded, match="^4 statements"),
                assert_max_queries(3, **{option: named}),
            ):
                both(session)

    assert contained_errors() == {}


def test_another_session_does_not_count(engine):
    factory = sessionmaker(engine)
    with factory() as one, factory() as another, assert_max_queries(0, session=one):
        both(another)


def test_an_alias_and_a_session_add_up(engine):
    with (
        Session(engine) as session,
        assert_max_queries(5, using="other", session=session) as watch,
    ):
        both(session)

    assert watch.statements == 5


def test_findings_of_other_databases_do_not_fail(engine):
    make_books(2)
    with Session(engine) as session, assert_no_nplusone(using="other"):
        both(session)


def test_a_failure_names_the_relation_and_the_fix():
    make_books(2)
    with pytest.raises(QueryBudgetExceeded) as caught, assert_max_queries(1):
        for book in Book.objects.all():
            book.author.name

    text = str(caught.value)
    assert "NPG001 Book.author: 2 queries instead of 1" in text
    assert 'select_related("author")' in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"using": "defualt"}, "did you mean 'default'"),
        ({"using": []}, "names no database"),
        ({"using": [1]}, "takes database aliases"),
        ({"using": 1}, "a database alias or a list"),
        ({"session": "session"}, "session= needs a Session.*not str"),
        ({"engine": Session}, "not the class Session"),
    ],
)
def test_a_database_that_is_none_is_told(options, message):
    with pytest.raises(ConfigError, match=message), assert_max_queries(1, **options):
        pass


@pytest.mark.parametrize("table", ["django_project_books", "book"])
def test_a_table_that_is_misspelt_is_told_with_a_guess(table):
    make_books(2)
    with (
        pytest.raises(ConfigError, match=f"{table!r}.*mean 'django_project_book'"),
        assert_max_queries(9, per_table={table: 1}),
    ):
        list(Book.objects.all())


@pytest.mark.parametrize("table", ["django_project_author", "a_view_of_ours"])
def test_a_table_that_nothing_named_is_within_its_budget(table):
    make_books(2)
    with assert_max_queries(9, per_table={table: 0}):
        list(Book.objects.all())
