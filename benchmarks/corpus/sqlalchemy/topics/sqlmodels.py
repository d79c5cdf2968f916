"""SQLModel's classes and session."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, col, select

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models.heroes import Hero, HeroOut, Team
from benchmarks.corpus.sqlalchemy.world import engine


def populate(rows: int) -> None:
    """Make *rows* teams of one hero, or two when the number is even."""
    teams = [{"id": n, "name": f"team {n}"} for n in range(1, rows + 1)]
    heroes = [
        {"name": f"hero {n}-{i}", "team_id": n}
        for n in range(1, rows + 1)
        for i in range(1 + (n % 2 == 0))
    ]
    with engine.begin() as connection:
        connection.execute(insert(Team), teams)
        connection.execute(insert(Hero), heroes)


positive = partial(Case, kind="positive", topic="sqlmodel", populate=populate)
silent = partial(Case, kind="silent", topic="sqlmodel", populate=populate)


def lazy() -> list[str]:
    with Session(engine) as session:
        heroes = session.exec(select(Hero)).all()  # origin: sa_sqlmodel_lazy
        lines = []
        for hero in heroes:  # loop: sa_sqlmodel_lazy
            lines.append(f"{hero.name} of {hero.team.name}")  # blame: sa_sqlmodel_lazy
        return lines


def lazy_fixed() -> list[str]:
    with Session(engine) as session:
        heroes = session.exec(select(Hero).options(joinedload(Hero.team)))
        return [f"{hero.name} of {hero.team.name}" for hero in heroes]


def collection() -> list[list[str]]:
    with Session(engine) as session:
        teams = session.exec(select(Team)).all()  # origin: sa_sqlmodel_collection
        return [
            [hero.name for hero in team.heroes]  # blame: sa_sqlmodel_collection
            for team in teams  # loop: sa_sqlmodel_collection
        ]


def collection_fixed() -> list[list[str]]:
    with Session(engine) as session:
        teams = session.exec(select(Team).options(selectinload(Team.heroes)))
        return [[hero.name for hero in team.heroes] for team in teams]


def exec_each() -> list[str]:
    with Session(engine) as session:
        names = []
        for key in session.exec(select(Team.id)).all():  # loop: sa_sqlmodel_exec
            team = session.exec(select(Team).where(Team.id == key)).one()  # blame: sa_sqlmodel_exec  # fmt: skip
            names.append(team.name)
        return names


def exec_each_fixed() -> list[str]:
    with Session(engine) as session:
        ids = session.exec(select(Team.id)).all()
        found = session.exec(select(Team).where(col(Team.id).in_(ids)))
        names = {team.id: team.name for team in found}
        return [names[key] for key in ids]


def shown(hero: Hero) -> dict[str, Any]:
    return HeroOut.model_validate(hero, from_attributes=True).model_dump()  # blame: sa_sqlmodel_schema  # fmt: skip


def schema() -> list[dict[str, Any]]:
    with Session(engine) as session:
        heroes = session.exec(select(Hero)).all()  # origin: sa_sqlmodel_schema
        return [
            shown(hero)
            for hero in heroes  # loop: sa_sqlmodel_schema
        ]


def schema_fixed() -> list[dict[str, Any]]:
    with Session(engine) as session:
        heroes = session.exec(select(Hero).options(joinedload(Hero.team)))
        return [shown(hero) for hero in heroes]


def one_team() -> list[str]:
    with Session(engine) as session:
        return [hero.name for hero in session.get(Team, 2).heroes]


def added_together() -> int:
    with Session(engine) as session:
        for team in session.exec(select(Team)).all():
            session.add(Hero(name="new", team_id=team.id))
        session.commit()
        return 0


TEAM = (Expect("NPG001", "Hero.team", fix=("joinedload(Hero.team)",)),)
HEROES = (Expect("NPG002", "Team.heroes", fix=("selectinload(Team.heroes)",)),)
KEYED = (Expect("NPG004", None, fix=("Team.id", ".in_(")),)
CASES = (
    positive("sa_sqlmodel_lazy", run=lazy, fixed=lazy_fixed, expect=TEAM),
    positive(
        "sa_sqlmodel_collection", run=collection, fixed=collection_fixed, expect=HEROES
    ),
    positive("sa_sqlmodel_exec", run=exec_each, fixed=exec_each_fixed, expect=KEYED),
    positive("sa_sqlmodel_schema", run=schema, fixed=schema_fixed, expect=TEAM),
    silent("sa_sqlmodel_loaded", run=lazy_fixed),
    silent("sa_sqlmodel_one_team", run=one_team),
    silent("sa_sqlmodel_added", run=added_together),
)
