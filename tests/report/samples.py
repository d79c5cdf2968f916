"""Reports made by hand, about the files of tests/report/shop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.report.values import Finding, Report

HERE = Path(__file__).parent
VIEWS = str(HERE / "shop" / "views.py")
TEMPLATE = str(HERE / "shop" / "templates" / "authors.html")


def span(line: int, text: str, function: str, file: str = VIEWS) -> Span:
    """Return where *text* stands in *line* of *file*."""
    source = Path(file).read_text(encoding="utf-8").splitlines()[line - 1]
    column = source.index(text)
    return Span(file, line, line, column, column + len(text), function, text)


ORIGIN = span(10, "Book.objects.all()", "book_list")
LAZY = Finding(
    code="NPG001",
    kind="lazy-relation",
    count=16,
    duration_ms=4.25,
    relation="Book.author",
    shape="SELECT a.id, a.name FROM author a WHERE a.id = ?",
    shape_id="f00dfeed00000001",
    certainty="certain",
    blame=span(11, "book.author", "book_list.<locals>.<listcomp>"),
    loop=span(11, "book in books", "book_list"),
    origin=ORIGIN,
    advice=Advice(
        kind="join",
        code='Book.objects.all().select_related("author")',
        text=f"Load the author with the books, at {VIEWS}:10.",
        place=ORIGIN,
        certainty="certain",
        alternative='Book.objects.prefetch_related("author") where authors are few.',
    ),
    databases=("default",),
)
IN_TEMPLATE = Finding(
    code="NPG002",
    kind="lazy-collection",
    count=3,
    duration_ms=0.5,
    relation="Author.books",
    shape="SELECT b.id, b.title FROM book b WHERE b.author_id = ?",
    shape_id="f00dfeed00000002",
    certainty="unsure",
    blame=span(2, '{{ author.books.all|join:", " }}', "authors.html", TEMPLATE),
    loop=span(1, "{% for author in authors %}", "authors.html", TEMPLATE),
    origin=None,
    advice=Advice("prefetch", "", "Load the books with the authors.", None, "unsure"),
)
ACCEPTED = replace(
    LAZY,
    code="NPG008",
    kind="repeated-query",
    relation=None,
    count=2,
    shape="SELECT rate FROM rates WHERE day = ?",
    shape_id="f00dfeed00000003",
    blame=span(16, "Author.objects.all()", "author_list"),
    loop=None,
    origin=None,
    advice=Advice("reuse", "", "Keep the rate.", None, "likely"),
    certainty="likely",
    accepted="known: the rate moves",
)
BOOKS = Report(
    name="GET /books",
    kind="request",
    statements=19,
    duration_ms=5.125,
    findings=(LAZY,),
    transactions=2,
)
AUTHORS = Report(
    name="GET /authors",
    kind="request",
    statements=12,
    duration_ms=2.0,
    findings=(replace(LAZY, count=4), IN_TEMPLATE),
    accepted=(ACCEPTED,),
    overflow=1,
    notes=("ignore('the old importer') accepted nothing in this scope",),
)
QUIET = Report(name="GET /health", kind="request", statements=1, duration_ms=0.1)
REPORTS = (BOOKS, AUTHORS, QUIET)
