"""What the catalogue answers, read from the mapped objects by Pydantic."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """Anything that is read from a mapped object."""

    model_config = ConfigDict(from_attributes=True)


class AuthorOut(Row):
    name: str
    born: int | None


class TagOut(Row):
    name: str


class BookOut(Row):
    title: str
    year: int
    author: AuthorOut
    tags: list[TagOut]
