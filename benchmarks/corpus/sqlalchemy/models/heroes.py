"""Classes as SQLModel's users write them, in the tables of the corpus."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, relationship
from sqlmodel import Field, Relationship, SQLModel

from benchmarks.corpus.sqlalchemy.models.mapping import Base


class Row(SQLModel):
    metadata = Base.metadata


class Team(Row, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: Mapped[list[Hero]] = Relationship(
        sa_relationship=relationship("Hero", back_populates="team", order_by="Hero.id")
    )


class Hero(Row, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Mapped[Team | None] = Relationship(
        sa_relationship=relationship("Team", back_populates="heroes")
    )


class HeroOut(SQLModel):
    """What an endpoint shows of a hero."""

    name: str
    team: TeamOut | None = None  # blame: sa_sqlmodel_schema


class TeamOut(SQLModel):
    name: str


HeroOut.model_rebuild()
