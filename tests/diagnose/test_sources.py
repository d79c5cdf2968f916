from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.sources import (
    Built,
    class_attribute,
    iterable_of_loop,
    method_return,
    trace,
)
from tests.diagnose.sourcing import Source

QUERY = "Book.objects.filter(sold=True)"

# What the loop goes over, and the expression that builds its query.
ITERABLES = [
    ("Book.objects.all()", "Book.objects.all()"),
    (QUERY, QUERY),
    (f"list({QUERY})", QUERY),
    (f"tuple({QUERY})", QUERY),
    (f"set({QUERY})", QUERY),
    (f"sorted({QUERY}, key=len)", QUERY),
    (f"reversed({QUERY})", QUERY),
    (f"enumerate({QUERY}, 1)", QUERY),
    (f"iter({QUERY})", QUERY),
    (f"zip({QUERY}, range(3))", QUERY),
    (f"itertools.chain({QUERY})", QUERY),
    (f"islice({QUERY}, 3)", QUERY),
    (f"filter(None, {QUERY})", QUERY),
    (f"{QUERY}[:10]", QUERY),
    (f"{QUERY}[5:]", QUERY),
    (f"{QUERY}.iterator()", QUERY),
    (f"{QUERY}.iterator(chunk_size=100)", QUERY),
    (f"{QUERY}.all()", QUERY),
    (f"{QUERY}.order_by('x')[:3]", f"{QUERY}.order_by('x')"),
    (f"Paginator({QUERY}, 10).page(1).object_list", QUERY),
    (f"Paginator({QUERY}, 10).get_page(2)", QUERY),
    (f"Paginator(object_list={QUERY}, per_page=10).get_page(2)", QUERY),
    (f"({QUERY} if x else [])", QUERY),
    (f"([] if x else {QUERY})", QUERY),
    (f"({QUERY} or [])", QUERY),
    (f"(rows := {QUERY})", QUERY),
    (f"[b for b in {QUERY} if b.x]", QUERY),
    (f"(b for b in {QUERY})", QUERY),
    (f"list(b for b in sorted({QUERY}))", QUERY),
    (f"await sync_to_async(list)({QUERY})", QUERY),
    (f"await asyncio.to_thread(list, {QUERY})", QUERY),
    (f"await sync_to_async(lambda: list({QUERY}))()", QUERY),
    (f"self.paginate_queryset({QUERY})", QUERY),
    (f"self.filter_queryset({QUERY})", QUERY),
    (f"BookSerializer({QUERY}, many=True).data", QUERY),
    (f"BookSerializer(instance={QUERY}, many=True).data", QUERY),
    ("Book.published.all()", "Book.published.all()"),
    ("Book._default_manager.filter(a=1)", "Book._default_manager.filter(a=1)"),
    ("Book.objects.published()", "Book.objects.published()"),
    ("Book.objects.raw('SELECT 1')", "Book.objects.raw('SELECT 1')"),
    ("event.sessions.all()", "event.sessions.all()"),
    ("event.sessions.filter(open=True)", "event.sessions.filter(open=True)"),
    ("author.books", "author.books"),
    ("[a.author for a in rows]", "a.author"),
    ("Book.objects.in_bulk([1]).values()", "Book.objects.in_bulk([1]).values()"),
    ("session.scalars(select(Book)).all()", "select(Book)"),
    ("session.scalars(select(Book).where(x)).unique()", "select(Book).where(x)"),
    ("session.execute(select(Book)).scalars().all()", "select(Book)"),
    ("session.execute(select(Book)).scalars().unique().all()", "select(Book)"),
    ("(await session.execute(select(Book))).scalars()", "select(Book)"),
    ("await session.scalars(select(Book))", "select(Book)"),
    ("await session.stream_scalars(sa.select(Book))", "sa.select(Book)"),
    ("db.session.execute(db.select(Book)).scalars()", "db.select(Book)"),
    ("session.exec(select(Book)).all()", "select(Book)"),
    ("session.query(Book).filter(x).all()", "session.query(Book).filter(x)"),
    ("session.query(Book).yield_per(10)", "session.query(Book)"),
    ("session.query(Book)", "session.query(Book)"),
    ("self.session.query(Book).all()", "self.session.query(Book)"),
    ("Book.query.all()", "Book.query"),
    ("Book.query.filter_by(x=1).all()", "Book.query.filter_by(x=1)"),
    ("connection.execute(text('SELECT 1'))", "text('SELECT 1')"),
    ("cursor.execute('SELECT 1')", "cursor.execute('SELECT 1')"),
]

NOT_QUERIES = [
    "range(10)",
    "[1, 2, 3]",
    "'abc'.split()",
    "text.splitlines()",
    "unknown",
    "sorted(unknown)",
    "open('x')",
    "os.listdir('x')",
    "settings.LANGUAGES",
    "request.GET.getlist('id')",
    "{'a': 1}.items()",
    "[serialize(b) for b in rows]",
    "map(str, [1])",
]


def traced(folder: Path, text: str, *callers: str) -> Built | None:
    source = Source(folder, text)
    return source.traced(*(source.place(piece) for piece in callers))


def in_function(iterable: str) -> str:
    return f"import os\nasync def f(x):\n    for b in {iterable}:  # here\n        b\n"


@pytest.mark.parametrize(("iterable", "expected"), ITERABLES)
def test_query_in_the_loop(tmp_path, iterable, expected):
    built = traced(tmp_path, in_function(iterable))
    assert built is not None
    assert (built.expression, built.via) == (expected, "expression")


@pytest.mark.parametrize("iterable", NOT_QUERIES)
def test_no_query_in_the_loop(tmp_path, iterable):
    assert traced(tmp_path, in_function(iterable)) is None


@pytest.mark.parametrize(
    ("iterable", "certain"),
    [
        (QUERY, True),
        (f"zip({QUERY})", True),
        (f"zip({QUERY}, {QUERY})", False),
        (f"({QUERY} if x else None)", True),
        (f"({QUERY} if x else other)", False),
        (f"list({QUERY}) + extra", False),
        ("author.recent_books()", False),
    ],
)
def test_certainty(tmp_path, iterable, certain):
    built = traced(tmp_path, in_function(iterable))
    assert built is not None
    assert built.certain is certain


BODIES = [
    ("books = Q", "books", "Q", True),
    ("books: list = Q", "books", "Q", True),
    ("books = list(Q)", "books", "Q", True),
    ("books = Q\nbooks = books.filter(a=1)", "books", "Q", True),
    ("books = Q\nif x:\n    books = books.filter(a=1)", "books", "Q", True),
    ("books = Q\nif x:\n    books = Z", "books", "Q", False),
    ("if x:\n    books = Q\nelse:\n    books = Z", "books", "Z", False),
    ("books = None\nif x:\n    books = Q", "books", "Q", False),
    ("books = []\nif x:\n    books = Q", "books", "Q", False),
    ("books = Z\nbooks = Q", "books", "Q", True),
    ("books = Z\nif x:\n    books = Q\n    for _ in books: pass", "books", "Z", False),
    ("books, total = Q, 3", "books", "Q", True),
    ("total, books = 3, Q", "books", "Q", True),
    ("books = Q\nbooks |= Z", "books", "Q", True),
    ("books = []\nbooks += Q", "books", "Q", False),
    ("if (books := Q):\n    pass", "books", "Q", True),
    ("books = other = Q", "other", "Q", True),
    ("rows = Q\nbooks = rows", "books", "Q", True),
    ("books = Q", "books[:10]", "Q", True),
    ("books = Q", "books.order_by('x')[:10]", "Q", True),
    ("books = Q", "books.all()", "Q", True),
    ("with open('f') as f:\n    books = Q", "books", "Q", True),
    ("try:\n    books = Q\nexcept E:\n    books = []", "books", "Q", False),
    ("paginator = Paginator(Q, 5)\npage = paginator.get_page(1)", "page", "Q", True),
    (
        "paginator = Paginator(Q, 5)\npage = paginator.page(1)",
        "page.object_list",
        "Q",
        True,
    ),
    ("by_id = {b.pk: b for b in Q}", "by_id.values()", "Q", True),
    ("by_id = Q.in_bulk()", "by_id.values()", "Q.in_bulk()", True),
    ("stmt = select(Book)", "session.scalars(stmt)", "select(Book)", True),
    (
        "stmt = select(Book)\nif x:\n    stmt = stmt.where(x)",
        "session.scalars(stmt.limit(3)).all()",
        "select(Book)",
        True,
    ),
    (
        "result = await session.execute(select(Book))",
        "result.scalars().all()",
        "select(Book)",
        True,
    ),
    (
        "result = session.execute(select(Book))\nbooks = result.scalars().all()",
        "books",
        "select(Book)",
        True,
    ),
    (
        "query = session.query(Book)\nquery = query.filter(x)",
        "query.all()",
        "session.query(Book)",
        True,
    ),
    (
        "session = Session()\nbooks = session.query(Book).all()",
        "books",
        "session.query(Book)",
        True,
    ),
    (
        "async with session.stream(select(Book)) as result:\n    pass",
        "result",
        "select(Book)",
        True,
    ),
    (
        "author = Author.objects.get(pk=1)",
        "author.books.all()",
        "author.books.all()",
        True,
    ),
    (
        "books, authors = await asyncio.gather(list_them(Q), list_them(Z))",
        "books",
        None,
        True,
    ),
    ("rows = await asyncio.gather(Q, Z)\nbooks, authors = rows", "books", None, True),
    ("books, authors = await asyncio.gather(session.scalars(S), o())", "books", "S", 1),
]


@pytest.mark.parametrize(("before", "iterable", "expected", "certain"), BODIES)
def test_names(tmp_path, before, iterable, expected, certain):
    spelt = {
        "Q": QUERY,
        "Z": "Author.objects.all()",
        "S": "select(Thing)",
        "Q.in_bulk()": f"{QUERY}.in_bulk()",
    }
    before = re.sub(r"\b[QZS]\b", lambda letter: spelt[letter[0]], before)
    text = f"async def f(x):\n{textwrap.indent(before, '    ')}\n"
    text += f"    for b in {iterable}:  # here\n        b\n"
    built = traced(tmp_path, text)
    if expected is None:
        assert built is None
        return
    assert built is not None
    assert built.expression == spelt.get(expected, expected)
    assert built.certain == bool(certain)


def test_rows_of_a_chunk(tmp_path):
    built = traced(
        tmp_path,
        """
        def f():
            for chunk in batched(Book.objects.all(), 10):
                for book in chunk:  # here
                    book
        """,
    )
    assert built is not None
    assert built.expression == "Book.objects.all()"


@pytest.mark.parametrize(
    "text",
    [
        """
        def f():
            for author in Author.objects.all():
                for book in author:  # here
                    book
        """,
        """
        def f():
            rows = Author.objects.all()
            for rows in Author.objects.all():
                for book in rows:  # here
                    book
        """,
        """
        def f():
            return [b for a in Author.objects.all()
                    for b in a]  # here
        """,
    ],
    ids=["for", "reused name", "comprehension"],
)
def test_one_row_of_an_outer_loop_is_no_source(tmp_path, text):
    assert traced(tmp_path, text) is None


def test_module_level_name(tmp_path):
    built = traced(
        tmp_path,
        """
        BOOKS = Book.objects.all()

        def f():
            for book in BOOKS.filter(a=1):  # here
                book
        """,
    )
    assert built is not None
    assert (built.expression, built.function) == ("Book.objects.all()", "<module>")


def test_closure(tmp_path):
    built = traced(
        tmp_path,
        """
        def f():
            books = Book.objects.all()
            def g():
                for book in books:  # here
                    book
            return g
        """,
    )
    assert built is not None
    assert (built.expression, built.function) == ("Book.objects.all()", "f")


def test_the_place_and_the_function_are_exact(tmp_path):
    built = traced(
        tmp_path,
        """
        class View:
            def get(self):
                żółć = "€"; books = (
                    Book.objects
                    .filter(a=1)  # those
                )
                for book in books:  # here
                    book
        """,
    )
    assert built is not None
    assert built.expression == "Book.objects.filter(a=1)"
    assert built.function == "View.get"
    assert (built.line, built.end_line) == (4, 5)
    assert (built.column, built.end_column) == (12, 24)


LOOPS = """
def f(rows):
    for a in rows.one:
        pass
    return [b for b in rows.two], [c for c in rows.three for d in c.four]
"""


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [
        (2, None, "rows.one"),
        (2, 4, "rows.one"),
        (2, 8, "rows.one"),
        (4, None, "rows.two"),
        (4, 11, "rows.two"),
        (4, 18, "rows.two"),
        (4, 34, "rows.three"),
        (4, 41, "rows.three"),
        (4, 61, "c.four"),
        (3, None, None),
        (99, None, None),
        (0, None, None),
    ],
)
def test_iterable_of_loop(tmp_path, line, column, expected):
    built = iterable_of_loop(Source(tmp_path, LOOPS).file, line, column)
    assert (built.expression if built else None) == expected


CLASSES = """
class Base:
    queryset = Book.objects.all()

class View(Base):
    limit = 3

    def get_queryset(self):
        books = Book.objects.filter(a=1)
        return books[: self.limit]

    def get_sure(self):
        if not self.limit:
            return Book.objects.none()
        return self.get_queryset()

    def get_either(self):
        if self.limit:
            return Book.objects.one()
        return Book.objects.two()

    def get_super(self):
        return super().get_queryset().filter(c=1)

    @property
    def books(self):
        return Book.objects.filter(b=1)
"""


@pytest.mark.parametrize(
    ("name", "expected", "certain"),
    [
        ("queryset", "Book.objects.all()", True),
        ("books", "Book.objects.filter(b=1)", True),
        ("limit", None, True),
        ("missing", None, True),
    ],
)
def test_class_attribute(tmp_path, name, expected, certain):
    built = class_attribute(Source(tmp_path, CLASSES).file, "View", name)
    assert (built.expression if built else None) == expected
    assert built is None or (built.certain, built.via) == (certain, "attribute")


@pytest.mark.parametrize(
    ("name", "expected", "certain"),
    [
        ("get_queryset", "Book.objects.filter(a=1)", True),
        ("get_sure", "Book.objects.filter(a=1)", True),
        ("get_either", "Book.objects.two()", False),
        ("get_super", "super().get_queryset().filter(c=1)", True),
        ("queryset", None, True),
        ("missing", None, True),
    ],
)
def test_method_return(tmp_path, name, expected, certain):
    built = method_return(Source(tmp_path, CLASSES).file, "View", name)
    assert (built.expression if built else None) == expected
    assert built is None or built.certain is certain


@pytest.mark.parametrize(
    "text",
    ["def f(:\n", "\0", "", "x = '" + "y" * 1_100_000 + "'\nfor a in b.c: pass\n"],
    ids=["syntax error", "null", "empty", "too large"],
)
def test_source_that_cannot_be_read_does_no_harm(tmp_path, text):
    path = tmp_path / "broken.py"
    path.write_text(text)
    place = Span(str(path), 1, 1, 0, 5, "f", None)
    assert iterable_of_loop(str(path), 2) is None
    assert trace(place) is None
    assert class_attribute(str(path), "A", "b") is None


def test_missing_file_does_no_harm():
    assert iterable_of_loop("/nowhere/at/all.py", 1) is None
    assert trace(Span("/nowhere/at/all.py", 1, 1, 0, 1, "f", None)) is None


def test_a_place_outside_the_file_does_no_harm(tmp_path):
    source = Source(tmp_path, "for a in b.c: pass\n")
    assert trace(Span(source.file, 1, 9, 0, 1, "f", None)) is None
    assert trace(Span(source.file, 1, 1, 500, 501, "f", None)) is None


def test_names_that_go_in_circles_end(tmp_path):
    text = """
        def f():
            a = b
            b = a
            for x in a:  # here
                x
    """
    assert traced(tmp_path, text) is None
