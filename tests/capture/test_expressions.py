from __future__ import annotations

import asyncio
import dis
import linecache
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from nplusone_guard.capture.expressions import Span, outline, span_at

spans: list[Span] = []


def note() -> None:
    """Keep the span of the frame that made the probe act."""
    frame = sys._getframe(2)
    spans.append(span_at(frame.f_code, frame.f_lasti))


class Probe:
    """Notes every way a frame can ask it for something."""

    left = 1

    def __getattr__(self, name: str) -> Probe:
        if name.startswith("quiet"):
            return self
        note()
        return self

    def __call__(self, *args: Any, **kwargs: Any) -> Probe:
        note()
        return self

    def __getitem__(self, key: Any) -> Probe:
        note()
        return self

    def __iter__(self) -> Iterator[Probe]:
        note()
        return iter(())

    def __aiter__(self) -> Probe:
        return self

    async def __anext__(self) -> Probe:
        frame = sys._getframe(1)
        spans.append(span_at(frame.f_code, frame.f_lasti))
        raise StopAsyncIteration

    def __enter__(self) -> Probe:
        note()
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def __bool__(self) -> bool:
        note()
        return False

    def __len__(self) -> int:
        note()
        return 0


book = Probe()


def case_attribute():
    return book.author


def case_chained_attribute():
    return book.quiet_author.name


def case_call():
    return book.quiet(1)


def case_two_on_a_line():
    return [book.author, book.publisher]


def case_fragment_of_a_chain():
    return (
        book.quiet_objects
        .filter(
            title="a",  # why
        )
        .quiet()
    )  # fmt: skip


def case_arguments_over_lines():
    return book.quiet_objects(
        1,
        [
            "a",
        ],
        (2,),
    )


def case_after_wide_characters():
    return "żółć €", book.author


def case_item():
    return book[0]


def case_for():
    for _ in book.quiet_rows:
        pass


def case_for_on_one_line():
    for _ in book: pass  # fmt: skip  # noqa: E701


def case_comprehension():
    return [row for row in book]  # noqa: C416


def case_generator_expression():
    return any(row for row in book)


def case_with():
    with book as _:
        pass


def case_if():
    if book:
        pass


def case_while():
    while book:
        pass


def case_not():
    return not book


def case_length():
    return len(book.quiet)


async def case_async_for():
    async for _ in book:
        pass


CASES: list[tuple[Callable[[], Any], list[str]]] = [
    (case_attribute, ["book.author"]),
    (case_chained_attribute, ["book.quiet_author.name"]),
    (case_call, ["book.quiet(1)"]),
    (case_two_on_a_line, ["book.author", "book.publisher"]),
    (
        case_fragment_of_a_chain,
        [
            "book.quiet_objects.filter",
            'book.quiet_objects.filter(title="a")',
            'book.quiet_objects.filter(title="a").quiet()',
        ],
    ),
    (case_arguments_over_lines, ['book.quiet_objects(1, ["a"], (2,))']),
    (case_after_wide_characters, ["book.author"]),
    (case_item, ["book[0]"]),
    (case_for, ["book.quiet_rows"]),
    (case_for_on_one_line, ["book"]),
    (case_comprehension, ["book"]),
    (case_generator_expression, ["book"]),
    (case_with, ["book"]),
    (case_if, ["book"]),
    (case_while, ["book"]),
    (case_not, ["not book"]),
    (case_length, ["len(book.quiet)"]),
    (case_async_for, ["book"]),
]


def spans_of(case: Callable[[], Any]) -> list[Span]:
    spans.clear()
    outcome = case()
    if asyncio.iscoroutine(outcome):
        asyncio.run(outcome)
    return list(spans)


@pytest.mark.parametrize(
    ("case", "expected"), CASES, ids=[case.__name__ for case, _ in CASES]
)
def test_expression(case, expected):
    assert [span.expression for span in spans_of(case)] == expected


def test_a_span_says_where_it_is():
    (span,) = spans_of(case_attribute)
    first = case_attribute.__code__.co_firstlineno
    assert (span.file, span.function) == (__file__, "case_attribute")
    assert (span.line, span.end_line) == (first + 1, first + 1)
    assert (span.column, span.end_column) == (11, 22)


def test_columns_count_characters():
    (span,) = spans_of(case_after_wide_characters)
    text = linecache.getline(__file__, span.line)
    assert text[span.column : span.end_column] == "book.author"


def test_a_long_expression_is_cut():
    span = span_in(f"def f(a):\n    return a.{'b' * 1000}\n", "LOAD_ATTR")
    assert span.expression is not None
    assert len(span.expression) == 500
    assert span.expression.endswith("…")


def span_in(source: str, operation: str, file: str = "<span test>") -> Span:
    """The span of the first *operation* of f in *source*, as if read from a file."""
    namespace: dict[str, Any] = {}
    exec(compile(source, file, "exec"), namespace)
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    code = namespace["f"].__code__
    found = (i.offset for i in dis.get_instructions(code) if i.opname == operation)
    return span_at(code, next(found))


def test_without_source_the_place_remains():
    code = compile("def f(b):\n    return b.x\n", "/nowhere/gone.py", "exec").co_consts[
        0
    ]
    span = span_at(code, 4)
    assert (span.line, span.expression) == (2, None)
    assert outline(span) == []


def test_without_columns_the_line_remains():
    code = case_attribute.__code__.replace(co_linetable=b"")
    span = span_at(code, 4)
    assert span.expression == "def case_attribute():"


def test_a_template_is_not_read_as_python(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("{{ book }}\n{{ book.author }}\n")
    code = compile("\nbook.author\n", str(page), "exec")
    assert span_at(code, 4).expression is None


@pytest.mark.parametrize("offset", [-1, 0, 10_000])
def test_odd_offsets_do_no_harm(offset):
    assert span_at(case_for.__code__, offset).line > 0


def test_a_file_that_does_not_parse_does_no_harm():
    source = "def f(rows):\n    for row in rows: pass\n"
    span = span_in(source, "GET_ITER", "<changed since>")
    assert span.expression == "rows"
    linecache.cache["<changed since>"] = (9, None, ["def f(\n", "for (\n"], "x")
    code = compile(source, "<changed since>", "exec").co_consts[0]
    assert span_at(code, 6).line == 2


def test_source_with_odd_escapes_is_parsed_without_a_warning():
    source = 'def f(a):\n    "\\d \\\\"\n    return (a\n      .b)\n'
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # compiling it does warn
        code = compile(source, "<escapes>", "exec").co_consts[0]
    place = next(i.offset for i in dis.get_instructions(code) if i.argval == "b")
    linecache.cache["<escapes>"] = (1, None, source.splitlines(True), "<escapes>")
    assert span_at(code, place).expression == "a.b"


def test_outline_shows_the_lines_around():
    (span,) = spans_of(case_attribute)
    shown = outline(span, context=1)
    assert shown == [
        (span.line - 1, "def case_attribute():"),
        (span.line, "    return book.author"),
        (span.line + 1, ""),
    ]


def test_outline_stops_at_the_ends_of_the_file():
    span = span_in("def f(a): return a.b", "LOAD_ATTR", "<short>")
    assert outline(span, context=5) == [(1, "def f(a): return a.b")]
