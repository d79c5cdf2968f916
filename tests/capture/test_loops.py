from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from types import CodeType
from typing import Any

import pytest

from nplusone_guard.capture import loops
from nplusone_guard.capture.loops import enclosing_loops, is_in_loop

ROWS = [1, 2]
calls: list[tuple[str, ...]] = []


class StopError(Exception):
    """What the cases raise."""


def here(result: Any = None, error: type[Exception] | None = None) -> Any:
    """Note the loops around this call, out to the case that contains it."""
    frame, kinds = sys._getframe(1), []
    while frame is not None and frame.f_globals is globals():
        kinds += [loop.kind for loop in enclosing_loops(frame.f_code, frame.f_lasti)]
        if frame.f_code.co_name.startswith("case_"):
            break
        frame = frame.f_back
    calls.append(tuple(kinds))
    if error is not None:
        raise error
    return result


async def ahere(result: Any = None) -> Any:
    return here(result)


def loops_seen(case: Callable[[], Any]) -> list[tuple[str, ...]]:
    calls.clear()
    outcome = case()
    if inspect.iscoroutine(outcome):
        asyncio.run(outcome)
    elif inspect.isgenerator(outcome):
        list(outcome)
    return list(calls)


class Rows:
    """An iterable whose every step calls here(), as a lazy result does."""

    def __iter__(self) -> Iterator[int]:
        here()
        return iter(self.__next__, 3)

    def __next__(self) -> int:
        self.at = getattr(self, "at", 0) + 1
        here()
        return self.at


class AsyncRows:
    def __aiter__(self) -> AsyncRows:
        self.left = 2
        return self

    async def __anext__(self) -> int:
        here()
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return self.left


@contextmanager
def session() -> Iterator[None]:
    yield


@asynccontextmanager
async def async_session() -> Any:
    yield


async def stream() -> Any:
    for row in ROWS:
        yield row


def case_for_body():
    for _ in ROWS:
        here()


def case_for_iterable():
    for _ in here(ROWS):
        pass


def case_for_iterator():
    for _ in Rows():
        pass


def case_for_else():
    for _ in ROWS:
        pass
    else:
        here()


def case_after_for():
    for _ in ROWS:
        pass
    here()


def case_for_one_branch():
    for row in ROWS:
        if row > 1:
            here()


def case_for_both_branches():
    for row in ROWS:
        if row > 1:
            here()
        else:
            here()


def case_for_then_break():
    for row in ROWS:
        if row > 1:
            here()
            break


def case_for_break_in_some_rounds():
    for row in ROWS:
        here()
        if row > 5:
            break


def case_for_then_return():
    for row in ROWS:
        if row > 1:
            return here()
    return None


def case_for_then_raise():
    try:
        for row in ROWS:
            if row > 1:
                here()
                raise StopError
    except StopError:
        pass


def case_for_continue():
    for row in ROWS:
        if row > 1:
            here()
            continue


def case_nested_for():
    for _ in ROWS:
        for _ in ROWS:
            here()


def case_nested_for_inner_iterable():
    for _ in ROWS:
        for _ in here(ROWS):
            pass


def case_nested_for_leaves_inner():
    for _ in ROWS:
        for _ in ROWS:
            here()
            break


def case_nested_for_return():
    for _ in ROWS:
        for _ in ROWS:
            return here()
    return None


def case_two_loops_in_a_row():
    for _ in ROWS:
        pass
    for _ in ROWS:
        here()


def case_while_body():
    left = 2
    while left:
        here()
        left -= 1


def case_while_test():
    left = 2
    while here(left):
        left -= 1


def case_while_test_with_continue():
    left = 3
    while here(left) and here(left):
        left -= 1
        if left > 1:
            continue
        left -= 1


def case_while_else():
    left = 2
    while left:
        left -= 1
    else:
        here()


def case_while_true():
    left = 2
    while True:
        here()
        left -= 1
        if not left:
            break


def case_while_true_with_continue():
    left = 2
    while True:
        left -= 1
        if left:
            continue
        here()
        if not left:
            break


def case_while_true_leaves_at_once():
    while True:
        here()
        break


def case_while_directly_in_while_true():
    while True:
        left = 2
        while left:
            here()
            left -= 1
        if not left:
            break


def case_while_walrus():
    rows = iter(ROWS)
    while (row := next(rows, None)) is not None:
        here(row)


def case_while_in_for():
    for row in ROWS:
        while row:
            here()
            row -= 1


def case_straight_line():
    here()
    here()


def case_straight_if():
    if here(True):
        here()
    else:
        here()


def case_except_continues():
    for _ in ROWS:
        try:
            raise StopError
        except StopError:
            here()


def case_except_leaves():
    for _ in ROWS:
        try:
            raise StopError
        except StopError:
            here()
            break


def case_except_around_the_loop():
    try:
        for _ in ROWS:
            raise StopError
    except StopError:
        here()


def case_try_next_on_error():
    for _ in ROWS:
        try:
            return here(error=StopError)
        except StopError:
            continue
    return None


def case_return_in_try_that_ends():
    for _ in ROWS:
        try:
            return here(error=StopError)
        except StopError:
            return None
    return None


def case_retry():
    while True:
        try:
            here(error=None if len(calls) else StopError)
        except StopError:
            continue
        return


def case_try_body():
    for _ in ROWS:
        try:
            here()
        finally:
            pass


def case_try_else():
    for _ in ROWS:
        try:
            pass
        except StopError:
            pass
        else:
            here()


def case_finally():
    for _ in ROWS:
        try:
            pass
        finally:
            here()


def case_finally_on_the_way_out():
    for row in ROWS:
        try:
            if row > 1:
                return
        finally:
            here()


def case_finally_of_a_return():
    for _ in ROWS:
        try:
            return
        finally:
            here()


def case_finally_around_the_loop():
    try:
        for _ in ROWS:
            pass
    finally:
        here()


def case_with():
    for _ in ROWS:
        with session():
            here()


def case_with_item():
    for _ in ROWS:
        with here(nullcontext()):
            pass


def case_with_return():
    for _ in ROWS:
        with session():
            return here()
    return None


def case_with_around_the_loop():
    with session():
        for _ in ROWS:
            pass
        here()


def case_match():
    for row in ROWS:
        match row:
            case 1:
                here()
            case _:
                here()


def case_match_then_return():
    for row in ROWS:
        match row:
            case 2:
                return here()
    return None


def case_conditional_expression():
    for row in ROWS:
        here() if row > 1 else None


def case_short_circuit():
    for row in ROWS:
        row and here() or here()


def case_nested_function_called_in_loop():
    def load():
        return here()

    for _ in ROWS:
        load()


def case_nested_function_with_loop_elsewhere():
    def load():
        for _ in ROWS:
            pass

    load()
    here()


def case_function_made_in_loop():
    made = [lambda: here() for _ in ROWS]
    made[0]()


def case_list_comprehension():
    return [here() for _ in ROWS]


def case_list_comprehension_iterable():
    return [row for row in here(ROWS)]  # noqa: C416


def case_list_comprehension_condition():
    return [row for row in ROWS if here()]


def case_set_comprehension():
    return {here() for _ in ROWS}


def case_dict_comprehension_key():
    return {here(row): row for row in ROWS}


def case_dict_comprehension_value():
    return {row: here() for row in ROWS}


def case_comprehension_of_two():
    return [here() for _ in ROWS for _ in ROWS]


def case_comprehension_of_two_inner_iterable():
    return [1 for _ in ROWS for _ in here(ROWS)]


def case_comprehension_in_for():
    for _ in ROWS:
        [here() for _ in ROWS]


def case_for_with_display_in_body():
    for _ in ROWS:
        [*ROWS, here()]


def case_comprehension_in_comprehension():
    return [[here() for _ in ROWS] for _ in ROWS]


def case_generator_expression():
    return sum(here(1) for _ in ROWS)


def case_generator_expression_iterable():
    return sum(row for row in here(ROWS))


def case_generator_expression_condition():
    return any(row for row in ROWS if here(False))


def case_generator_expression_once():
    return next(here(1) for _ in ROWS)


def case_map():
    return list(map(here, ROWS))


def case_generator():
    for _ in ROWS:
        yield here()


def case_generator_without_loop():
    yield here()
    yield here()


def case_yield_from():
    yield from here(ROWS)


def case_yield_from_steps():
    yield from Rows()


def case_yield_from_in_loop():
    for _ in ROWS:
        yield from here(ROWS)


async def case_await():
    await ahere()


async def case_await_in_loop():
    for _ in ROWS:
        await ahere()


async def case_await_then_return_in_loop():
    for _ in ROWS:
        return await ahere()


async def case_awaited_iterable():
    for _ in await ahere(ROWS):
        pass


async def case_async_with():
    async with async_session():
        await ahere()


async def case_async_with_in_loop():
    for _ in ROWS:
        async with async_session():
            await ahere()


async def case_async_with_return_in_loop():
    for _ in ROWS:
        async with async_session():
            return await ahere()


async def case_loop_in_async_with():
    async with async_session():
        for _ in ROWS:
            await ahere()


async def case_async_for():
    async for _ in stream():
        here()


async def case_async_for_await():
    async for _ in stream():
        await ahere()


async def case_async_for_iterator():
    async for _ in AsyncRows():
        pass


async def case_async_for_iterator_in_loop():
    for _ in ROWS[:1]:
        async for _ in AsyncRows():
            pass


async def case_async_for_else():
    async for _ in stream():
        pass
    else:
        here()


async def case_async_comprehension():
    return [here() async for _ in stream()]


async def case_async_comprehension_iterator():
    return [row async for row in AsyncRows()]


async def case_await_in_comprehension():
    return [await ahere() for _ in ROWS]


async def case_async_while():
    while not await ahere(len(calls) > 1):
        pass


FOR, WHILE, COMPREHENSION, GENERATOR = "for", "while", "comprehension", "generator"

CASES: list[tuple[Callable[[], Any], list[tuple[str, ...]]]] = [
    (case_for_body, [(FOR,)] * 2),
    (case_for_iterable, [()]),
    (case_for_iterator, [()] * 4),
    (case_for_else, [()]),
    (case_after_for, [()]),
    (case_for_one_branch, [(FOR,)]),
    (case_for_both_branches, [(FOR,)] * 2),
    (case_for_then_break, [()]),
    (case_for_break_in_some_rounds, [(FOR,)] * 2),
    (case_for_then_return, [()]),
    (case_for_then_raise, [()]),
    (case_for_continue, [(FOR,)]),
    (case_nested_for, [(FOR, FOR)] * 4),
    (case_nested_for_inner_iterable, [(FOR,)] * 2),
    (case_nested_for_leaves_inner, [(FOR,)] * 2),
    (case_nested_for_return, [()]),
    (case_two_loops_in_a_row, [(FOR,)] * 2),
    (case_while_body, [(WHILE,)] * 2),
    (case_while_test, [(WHILE,)] * 3),
    (case_while_test_with_continue, [(WHILE,)] * 5),
    (case_while_else, [()]),
    (case_while_true, [(WHILE,)] * 2),
    (case_while_true_with_continue, [(WHILE,)]),
    (case_while_true_leaves_at_once, [()]),
    (case_while_directly_in_while_true, [(WHILE, WHILE)] * 2),
    (case_while_walrus, [(WHILE,)] * 2),
    (case_while_in_for, [(WHILE, FOR)] * 3),
    (case_straight_line, [()] * 2),
    (case_straight_if, [()] * 2),
    (case_except_continues, [(FOR,)] * 2),
    (case_except_leaves, [()]),
    (case_except_around_the_loop, [()]),
    (case_try_next_on_error, [(FOR,)] * 2),
    (case_return_in_try_that_ends, [()]),
    (case_retry, [(WHILE,)] * 2),
    (case_try_body, [(FOR,)] * 2),
    (case_try_else, [(FOR,)] * 2),
    (case_finally, [(FOR,)] * 2),
    (case_finally_on_the_way_out, [(FOR,)] * 2),
    (case_finally_of_a_return, [()]),
    (case_finally_around_the_loop, [()]),
    (case_with, [(FOR,)] * 2),
    (case_with_item, [(FOR,)] * 2),
    (case_with_return, [()]),
    (case_with_around_the_loop, [()]),
    (case_match, [(FOR,)] * 2),
    (case_match_then_return, [()]),
    (case_conditional_expression, [(FOR,)]),
    (case_short_circuit, [(FOR,)] * 4),
    (case_nested_function_called_in_loop, [(FOR,)] * 2),
    (case_nested_function_with_loop_elsewhere, [()]),
    (case_function_made_in_loop, [()]),
    (case_list_comprehension, [(COMPREHENSION,)] * 2),
    (case_list_comprehension_iterable, [()]),
    (case_list_comprehension_condition, [(COMPREHENSION,)] * 2),
    (case_set_comprehension, [(COMPREHENSION,)] * 2),
    (case_dict_comprehension_key, [(COMPREHENSION,)] * 2),
    (case_dict_comprehension_value, [(COMPREHENSION,)] * 2),
    (case_comprehension_of_two, [(COMPREHENSION, COMPREHENSION)] * 4),
    (case_comprehension_of_two_inner_iterable, [(COMPREHENSION,)] * 2),
    (case_comprehension_in_for, [(COMPREHENSION, FOR)] * 4),
    (case_for_with_display_in_body, [(FOR,)] * 2),
    (case_comprehension_in_comprehension, [(COMPREHENSION, COMPREHENSION)] * 4),
    (case_generator_expression, [(GENERATOR,)] * 2),
    (case_generator_expression_iterable, [()]),
    (case_generator_expression_condition, [(GENERATOR,)] * 2),
    (case_generator_expression_once, [(GENERATOR,)]),
    (case_map, [()] * 2),
    (case_generator, [(FOR,)] * 2),
    (case_generator_without_loop, [()] * 2),
    (case_yield_from, [()]),
    (case_yield_from_steps, [()] * 4),
    (case_yield_from_in_loop, [(FOR,)] * 2),
    (case_await, [()]),
    (case_await_in_loop, [(FOR,)] * 2),
    (case_await_then_return_in_loop, [()]),
    (case_awaited_iterable, [()]),
    (case_async_with, [()]),
    (case_async_with_in_loop, [(FOR,)] * 2),
    (case_async_with_return_in_loop, [()]),
    (case_loop_in_async_with, [(FOR,)] * 2),
    (case_async_for, [("async for",)] * 2),
    (case_async_for_await, [("async for",)] * 2),
    (case_async_for_iterator, [()] * 3),
    (case_async_for_iterator_in_loop, [(FOR,)] * 3),
    (case_async_for_else, [()]),
    (case_async_comprehension, [(COMPREHENSION,)] * 2),
    (case_async_comprehension_iterator, [()] * 3),
    (case_await_in_comprehension, [(COMPREHENSION,)] * 2),
    (case_async_while, [(WHILE,)] * 3),
]


@pytest.mark.parametrize(
    ("case", "expected"), CASES, ids=[case.__name__ for case, _ in CASES]
)
def test_loops_around_a_call(case, expected):
    assert loops_seen(case) == expected


def test_every_case_is_in_the_table():
    defined = {name for name in globals() if name.startswith("case_")}
    assert defined == {case.__name__ for case, _ in CASES}


def loops_of(code: CodeType) -> set[loops.Loop]:
    offsets = range(0, len(code.co_code), 2)
    return {loop for offset in offsets for loop in enclosing_loops(code, offset)}


def compiled(source: str) -> CodeType:
    namespace: dict[str, Any] = {}
    exec(compile(source, "<case>", "exec"), namespace)
    return namespace["f"].__code__


def test_a_for_stands_from_target_to_iterable():
    source = "def f(rows):\n    for row in rows.filter(\n        x=1):\n        row\n"
    (loop,) = loops_of(compiled(source))
    assert (loop.line, loop.column, loop.end_line, loop.end_column) == (2, 8, 3, 12)


def test_an_async_for_stands_from_target_to_iterable():
    (loop,) = loops_of(compiled("async def f(rows):\n    async for row in rows: row\n"))
    assert (loop.line, loop.column, loop.end_line, loop.end_column) == (2, 14, 2, 25)


def test_a_while_stands_where_its_test_does():
    (loop,) = loops_of(compiled("def f(a, b):\n  while a():\n    b()\n"))
    assert loop.line == 2


def test_one_while_with_continue_is_one_loop():
    source = "def f(a, b):\n  while a() or b():\n    if b: continue\n    b()\n"
    assert len(loops_of(compiled(source))) == 1


def test_extended_arguments_are_followed():
    """A loop so long that its jumps need a prefix is still a loop."""
    body = "        here(row)\n" * 400
    code = compiled(f"def f(rows):\n    for row in rows:\n{body}    here(1)\n")
    inside = [o for o in range(0, len(code.co_code), 2) if is_in_loop(code, o)]
    assert len(inside) > 400
    assert not is_in_loop(code, len(code.co_code) - 2)


def test_specialised_code_reads_the_same():
    def warm(rows):
        total = 0
        for row in rows:
            total += row
        return total

    offsets = range(0, len(warm.__code__.co_code), 2)
    before = [is_in_loop(warm.__code__, offset) for offset in offsets]
    warm(range(10_000))
    loops._known.clear()
    assert [is_in_loop(warm.__code__, offset) for offset in offsets] == before
    assert any(before)


def test_the_table_stays_small(monkeypatch):
    monkeypatch.setattr(loops, "_KNOWN_AT_MOST", 3)
    loops._known.clear()
    for _ in range(10):
        assert not is_in_loop(compiled("def f(): pass"), 0)
    assert len(loops._known) <= 3


def test_an_unknown_offset_is_in_no_loop():
    code = case_for_body.__code__
    assert enclosing_loops(code, -1) == ()
    assert enclosing_loops(code, 1_000_000) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"co_exceptiontable": b"\x80"},
        {"co_exceptiontable": b"\xff\xff\xff\xff\xff"},
        {"co_linetable": b""},
        {"co_code": b""},
    ],
)
def test_odd_code_objects_do_no_harm(changes):
    code = case_except_continues.__code__.replace(**changes)
    assert enclosing_loops(code, 0) == ()


def test_code_without_positions_still_loops():
    code = case_for_body.__code__.replace(co_linetable=b"")
    assert {loop.line for loop in loops_of(code)} == {0}
