"""Tasks and threads for each row: the loop that makes them is named, and rewritten."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from nplusone_guard import Finding, Watch, guard
from nplusone_guard.containment import contained_errors, forget_contained_errors
from tests.sqlalchemy.models import Author, Base, Book, Country, fill
from tests.sqlalchemy.watching import pasted

Work = Callable[[], Coroutine[Any, Any, Any]]
KEYS = range(1, 3)
_engines: list[Any] = []


@pytest.fixture(autouse=True)
def _rows(tmp_path: Path) -> Iterator[None]:
    forget_contained_errors()
    file = tmp_path / "rows.db"
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool)
    behind = create_async_engine(f"sqlite+aiosqlite:///{file}", poolclass=NullPool)
    _engines[:] = [engine, behind]
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
        session.commit()
    yield
    assert contained_errors() == {}


def opened() -> AsyncSession:
    return AsyncSession(_engines[1])


def watched(work: Work) -> tuple[Watch, Any]:
    async def run() -> tuple[Watch, Any]:
        with guard("test", mode="collect", threshold=2) as watch:
            value = await work()
        return watch, value

    return asyncio.run(run())


def findings(work: Work) -> list[Finding]:
    return list(watched(work)[0].report.findings)


async def name_of(key: int) -> str:
    async with opened() as session:
        return (await session.get_one(Author, key)).name


async def author_of(key: int) -> Author | None:
    async with opened() as session:
        return await session.get(Author, key)


async def books_of(key: int) -> Any:
    async with opened() as session:
        return (await session.scalars(select(Book).where(Book.author_id == key))).all()


def author_in_a_thread(key: int) -> Author | None:
    with Session(_engines[0]) as session:
        return session.get(Author, key)


async def gathered() -> Any:
    authors = await asyncio.gather(*(author_of(key) for key in KEYS))
    return [author.name for author in authors if author]


async def gathered_in_a_list() -> Any:
    return [len(them) for them in await asyncio.gather(*[books_of(k) for k in KEYS])]


async def gathered_from_a_list() -> Any:
    asked = [author_of(key) for key in KEYS]
    return len(await asyncio.gather(*asked))


async def gathered_over_map() -> Any:
    return len(await asyncio.gather(*map(author_of, KEYS)))


async def gathered_with_errors() -> Any:
    return await asyncio.gather(*(name_of(k) for k in KEYS), return_exceptions=True)


async def grouped() -> Any:
    tasks = []
    async with asyncio.TaskGroup() as group:
        for key in KEYS:
            tasks.append(group.create_task(author_of(key)))
    return len(tasks)


async def awaited_one_by_one() -> Any:
    tasks = [asyncio.create_task(author_of(key)) for key in KEYS]
    return [(await task) is not None for task in tasks]


async def limited() -> Any:
    semaphore = asyncio.Semaphore(2)

    async def within(key: int) -> Any:
        async with semaphore:
            return await author_of(key)

    return len(await asyncio.gather(*(within(key) for key in KEYS)))


async def in_threads() -> Any:
    asked = await asyncio.gather(
        *[asyncio.to_thread(author_in_a_thread, k) for k in KEYS]
    )
    return len(asked)


LOOPS = [
    (gathered, "key in KEYS"),
    (gathered_in_a_list, "k in KEYS"),
    (gathered_from_a_list, "key in KEYS"),
    (gathered_over_map, "map(author_of, KEYS)"),
    (gathered_with_errors, "k in KEYS"),
    (grouped, "for key in KEYS"),
    (awaited_one_by_one, "key in KEYS"),
    (limited, "key in KEYS"),
    (in_threads, "k in KEYS"),
]


@pytest.mark.parametrize(("work", "loop"), LOOPS)
def test_what_makes_the_tasks_is_the_loop(work: Work, loop: str) -> None:
    (finding,) = findings(work)
    assert finding.loop is not None
    assert finding.loop.expression == loop
    assert finding.loop.function == work.__qualname__
    assert finding.blame.expression is not None
    assert "session." in finding.blame.expression


@pytest.mark.parametrize("work", [gathered, gathered_in_a_list])
def test_a_gather_becomes_one_query(work: Work) -> None:
    before, value = watched(work)
    (finding,) = before.report.findings
    assert finding.advice.certainty == "likely"
    after, again = watched(pasted(work, finding, {}))  # type: ignore[arg-type]
    assert again == value
    assert (before.statements, after.statements) == (2, 1)


@pytest.mark.parametrize("work", [grouped, gathered_with_errors])
def test_a_task_that_is_awaited_in_another_way_stays_one(work: Work) -> None:
    (finding,) = findings(work)
    assert "author_by_id=author_by_id)" in finding.advice.code
    assert "author_by_id=None)" in finding.advice.patch


@pytest.mark.parametrize("work", [gathered_over_map, in_threads])
def test_what_cannot_be_handed_anything_is_a_direction(work: Work) -> None:
    (finding,) = findings(work)
    assert finding.advice.certainty == "unsure"
    assert finding.advice.patch == ""
    assert finding.advice.place == finding.loop


async def saved(key: int) -> None:
    async with opened() as session:
        await session.execute(update(Author).where(Author.id == key).values(name="x"))


async def written() -> Any:
    await asyncio.gather(*(saved(key) for key in KEYS))


def test_a_write_that_a_task_does_stays_its_own() -> None:
    (finding,) = findings(written)
    assert finding.loop is not None
    assert finding.advice.certainty == "unsure"


@pytest.mark.parametrize("is_attached", [True, False])
def test_a_pool_of_threads_goes_over_its_rows(is_attached: bool) -> None:
    with guard("test", mode="collect", threshold=2) as watch:

        def attached(key: int) -> Author | None:
            with watch.attach():
                return author_in_a_thread(key)

        with ThreadPoolExecutor(2) as pool:
            if is_attached:
                list(pool.map(attached, KEYS))
            else:
                for key in KEYS:
                    context = contextvars.copy_context()
                    pool.submit(context.run, author_in_a_thread, key)

    (finding,) = watch.report.findings
    assert finding.loop is not None
    loop = "pool.map(attached, KEYS)" if is_attached else "for key in KEYS"
    assert finding.loop.expression == loop


async def two_authors() -> None:
    await asyncio.gather(author_of(1), author_of(2))


async def two_things() -> None:
    await asyncio.gather(author_of(1), books_of(1))


async def two_in_a_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(author_of(1))
        group.create_task(author_of(2))


async def two_in_threads() -> None:
    await asyncio.gather(
        asyncio.to_thread(author_in_a_thread, 1),
        asyncio.to_thread(author_in_a_thread, 2),
    )


async def count_named(name: str) -> Any:
    async with opened() as session:
        return await session.scalar(
            select(func.count()).select_from(Author).where(Author.name == name)
        )


async def over_constants() -> None:
    await asyncio.gather(*(count_named(name) for name in ("Ann", "Bob")))


async def count_of(model: Any) -> Any:
    async with opened() as session:
        return await session.scalar(select(func.count()).select_from(model))


async def over_models() -> None:
    async with asyncio.TaskGroup() as group:
        for model in (Author, Book, Country):
            group.create_task(count_of(model))


async def over_chunks() -> None:
    async def chunk(keys: list[int]) -> Any:
        async with opened() as session:
            return (await session.scalars(select(Book).where(Book.id.in_(keys)))).all()

    await asyncio.gather(*(chunk(keys) for keys in ([1, 2], [3, 4])))


async def tried_again() -> Any:
    for attempt in range(4):
        try:
            author = await asyncio.create_task(author_of(1))
            if attempt < 3:
                raise TimeoutError
            return author
        except TimeoutError:
            await asyncio.sleep(0)
    return None


@pytest.mark.parametrize(
    "work",
    [
        two_authors,
        two_things,
        two_in_a_group,
        two_in_threads,
        over_constants,
        over_models,
        over_chunks,
        tried_again,
    ],
)
def test_what_no_row_makes_more_is_silent(work: Work) -> None:
    assert findings(work) == []


def test_written_out_tasks_that_repeat_as_a_whole_are_told() -> None:
    async def twice() -> None:
        for _ in range(1, 3):
            await two_authors()

    (finding,) = findings(twice)
    assert finding.count == 4


def test_a_loop_around_the_scope_makes_no_tasks_of_it() -> None:
    async def rounds() -> list[int]:
        told = []
        for _ in range(1, 3):
            with guard("test", mode="collect", threshold=2) as watch:
                await asyncio.gather(author_of(1), author_of(2))
            told.append(len(watch.report.findings))
        return told

    assert asyncio.run(rounds()) == [0, 0]


async def one_of_two(key: int) -> Any:
    if key % 2:
        task = asyncio.create_task(author_of(key))
    else:
        task = asyncio.create_task(author_of(key + 1))
    return await task


def test_one_task_in_each_round_is_a_repetition() -> None:
    async def rounds() -> None:
        for key in KEYS:
            await one_of_two(key)

    (finding,) = findings(rounds)
    assert finding.count == 2
