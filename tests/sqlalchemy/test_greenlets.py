from __future__ import annotations

import gc
from types import FrameType

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from nplusone_guard import guard


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "greenlet_author"

    id: Mapped[int] = mapped_column(primary_key=True)


async def test_no_frame_outlives_an_async_scope():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([Author(id=1), Author(id=2)])
        await session.commit()
        await ask(session)
        gc.collect()
        gc.disable()
        try:
            before = frames()
            for _ in range(5):
                await ask(session)
            left = frames() - before
        finally:
            gc.enable()
    await engine.dispose()
    assert left <= 2


async def ask(session: AsyncSession) -> None:
    async with guard(mode="collect") as watch:
        for key in (1, 2):
            await session.scalar(select(Author).where(Author.id == key))
    assert len(watch.report.findings) == 1


def frames() -> int:
    return sum(type(thing) is FrameType for thing in gc.get_objects())
