from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import MetaData, StaticPool, create_engine
from sqlalchemy.orm import Mapped, joinedload, registry, relationship, selectinload

from nplusone_guard import Finding, guard

sqlmodel = pytest.importorskip("sqlmodel", reason="SQLModel is not installed")
select = sqlmodel.select


class Row(sqlmodel.SQLModel, registry=registry()):
    """A table of these tests; other SQLModels have a Team and a Hero too."""

    metadata = MetaData()


class Team(Row, table=True):
    id: int | None = sqlmodel.Field(default=None, primary_key=True)
    name: str
    heroes: Mapped[list[Hero]] = sqlmodel.Relationship(
        sa_relationship=relationship("Hero", back_populates="team", order_by="Hero.id")
    )


class Hero(Row, table=True):
    id: int | None = sqlmodel.Field(default=None, primary_key=True)
    name: str
    team_id: int | None = sqlmodel.Field(default=None, foreign_key="team.id")
    team: Mapped[Team | None] = sqlmodel.Relationship(
        sa_relationship=relationship("Team", back_populates="heroes")
    )


class TeamOut(sqlmodel.SQLModel):
    name: str


class HeroOut(sqlmodel.SQLModel):
    name: str
    team: TeamOut | None


class FullTeam(sqlmodel.SQLModel):
    name: str
    heroes: list[HeroOut]


@pytest.fixture
def session() -> Iterator[Any]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Row.metadata.create_all(engine)
    with sqlmodel.Session(engine) as session:
        for number in range(3):
            team = Team(name=f"team {number}")
            session.add_all(Hero(name=f"hero {each}", team=team) for each in range(2))
        session.commit()
    with sqlmodel.Session(engine) as session:
        yield session
    engine.dispose()


def heroes(session: Any, *options: Any) -> Any:
    return session.exec(select(Hero).options(*options)).all()


def teams(session: Any, *options: Any) -> Any:
    return session.exec(select(Team).options(*options)).all()


def in_python(session: Any) -> None:
    for hero in heroes(session):
        hero.team.name


def validated_each(session: Any) -> None:
    for hero in heroes(session):
        HeroOut.model_validate(hero)


def validated_list(session: Any) -> None:
    rows = heroes(session)
    TypeAdapter(list[HeroOut]).validate_python(rows, from_attributes=True)


def validated_nested(session: Any) -> None:
    for team in teams(session):
        FullTeam.model_validate(team)


def got(session: Any) -> None:
    for key in (1, 2, 3):
        session.get(Hero, key)


def found(code: Callable[[Any], None], session: Any) -> list[Finding]:
    with guard("test", mode="collect") as watch:
        code(session)
    return list(watch.report.findings)


@pytest.mark.parametrize(
    ("code", "relation", "blame"),
    [
        (in_python, "Hero.team", "hero.team"),
        (validated_each, "Hero.team", "HeroOut.team"),
        (validated_list, "Hero.team", "HeroOut.team"),
        (validated_nested, "Team.heroes", "FullTeam.heroes"),
        (got, None, "session.get(Hero, key)"),
    ],
)
def test_found(
    code: Callable[[Any], None], relation: str | None, blame: str, session: Any
) -> None:
    (finding,) = found(code, session)
    assert (finding.relation, finding.blame.expression) == (relation, blame)


def loaded_in_python(session: Any) -> None:
    for hero in heroes(session, joinedload(Hero.team)):
        hero.team.name


def loaded_and_validated(session: Any) -> None:
    rows = heroes(session, joinedload(Hero.team))
    TypeAdapter(list[HeroOut]).validate_python(rows, from_attributes=True)
    for team in teams(session, selectinload(Team.heroes)):
        FullTeam.model_validate(team)


def one(session: Any) -> None:
    HeroOut.model_validate(session.get(Hero, 1))


@pytest.mark.parametrize("code", [loaded_in_python, loaded_and_validated, one])
def test_silent(code: Callable[[Any], None], session: Any) -> None:
    assert found(code, session) == []
