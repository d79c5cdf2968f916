"""The sessions of the service: one for each request, each watched by the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from example_project.places import DATABASE, FASTAPI_REPORTS
from nplusone_guard.sqlalchemy import guard_session

engine = create_engine(f"sqlite:///{DATABASE}")
async_engine = create_async_engine(f"sqlite+aiosqlite:///{DATABASE}")

OPTIONS = {"mode": "log", "threshold": 2, "report_file": FASTAPI_REPORTS}


# Async although it awaits nothing: what a plain generator sets in its context is lost
# to the endpoint, because FastAPI runs the two in different threads.
async def get_session(request: Request) -> AsyncIterator[Session]:
    """Open the session of a plain endpoint."""
    name = f"{request.method} {request.url.path}"
    with Session(engine) as session, guard_session(session, name=name, **OPTIONS):
        yield session


async def get_async_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Open the session of an async endpoint."""
    name = f"{request.method} {request.url.path}"
    async with (
        AsyncSession(async_engine) as session,
        guard_session(session, name=name, **OPTIONS),
    ):
        yield session


Database = Annotated[Session, Depends(get_session)]
AsyncDatabase = Annotated[AsyncSession, Depends(get_async_session)]
