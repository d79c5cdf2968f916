from __future__ import annotations

import pytest
from django.db.models import F

from tests.django_project.models import Author, Book, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)


def place(span):
    """The line and the text of a span in a template."""
    return span.line, span.expression


def test_blame_is_the_expression_and_the_loop_is_the_tag(one, rendered):
    def page():
        books = Book.objects.order_by("id")
        source = "<ul>\n{% for book in books %}\n  {{ book.author.name }}\n{% endfor %}"
        rendered(source, books)

    finding = one(page)
    assert finding.code == "NPG001"
    assert finding.relation == "Book.author"
    assert place(finding.blame) == (3, "book.author.name")
    assert (finding.blame.column, finding.blame.end_column) == (5, 21)
    assert finding.blame.file.endswith("page.html")
    assert place(finding.loop) == (2, "for book in books")


@pytest.mark.parametrize(
    ("body", "blame"),
    [
        ("{% with writer=book.author %}{{ writer.name }}{% endwith %}", "book.author"),
        ("{% if book.author %}yes{% endif %}", "book.author"),
        ("{{ book.author.name|upper }}", "book.author.name"),
        ("{% firstof book.author.name 'x' %}", "book.author.name"),
        ("{% filter upper %}{{ book.author }}{% endfilter %}", "book.author"),
    ],
)
def test_every_tag_names_its_expression(one, rendered, body, blame):
    source = "{% for book in books %}" + body + "{% endfor %}"
    finding = one(lambda: rendered(source, Book.objects.all()))
    assert finding.relation == "Book.author"
    assert finding.blame.expression == blame


def test_an_include_blames_the_included_file(one, rendered):
    finding = one(
        lambda: rendered(
            "{% for book in books %}{% include 'card.html' with item=book %}{% endfor %}",
            Book.objects.all(),
            card="\n{{ item.author.name }}",
        )
    )
    assert finding.blame.file.endswith("card.html")
    assert place(finding.blame) == (2, "item.author.name")
    assert finding.loop.file.endswith("page.html")


def test_a_block_of_a_child_template_blames_the_child(one, rendered):
    finding = one(
        lambda: rendered(
            "{% extends 'frame.html' %}\n{% block body %}\n{% for book in books %}"
            "{{ book.author }}{% endfor %}{% endblock %}",
            Book.objects.all(),
            frame="<p>{% block body %}{% endblock %}</p>",
        )
    )
    assert finding.blame.file.endswith("page.html")
    assert finding.blame.line == 3


def test_an_inclusion_tag_leads_back_to_the_loop(one, rendered):
    finding = one(
        lambda: rendered(
            "{% load shelf %}{% for book in books %}{% badge book %}{% endfor %}",
            Book.objects.order_by("title"),
            badge="{{ shown.author.name }}",
        )
    )
    assert finding.blame.file.endswith("badge.html")
    assert finding.loop.expression == "for book in books"
    assert finding.advice.code.endswith('.select_related("author")')


def test_a_collection_that_an_inclusion_tag_hands_on_comes_from_the_view(
    found, rendered
):
    page = "{% load shelf %}{% for author in books %}{% row author %}{% endfor %}"
    inside = "{% for book in books %}{{ book.tags.all|length }}{% endfor %}"
    authors = Author.objects.order_by("name")
    books, tags = found(lambda: rendered(page, authors, row=inside))
    assert tags.origin == books.origin
    assert tags.advice.code.endswith('.prefetch_related("books__tags")')


@pytest.mark.parametrize(
    "tag",
    ["{% editors_of author.books.all %}", "{{ author.books.all|listed_editors }}"],
)
def test_rows_that_a_tag_gets_as_a_whole_come_from_the_view(one, rendered, tag):
    Book.objects.update(editor=F("author"))
    page = "{% load shelf %}{% for author in books %}" + tag + "{% endfor %}"
    authors = Author.objects.order_by("name").prefetch_related("books")
    finding = one(lambda: rendered(page, authors))
    assert finding.relation == "Book.editor"
    assert finding.blame.file.endswith("shelf_tags.py")
    assert finding.advice.code.endswith('.prefetch_related("books__editor")')


def test_rows_loaded_whole_for_a_tag_are_silent(found, rendered):
    Book.objects.update(editor=F("author"))
    page = "{% load shelf %}{% for author in books %}{% editors_of author.books.all %}"
    loaded = Author.objects.prefetch_related("books__editor")
    assert found(lambda: rendered(page + "{% endfor %}", loaded)) == ()


def test_rows_besides_those_that_a_tag_got_first_are_not_taken_for_them(one, rendered):
    Book.objects.update(editor=F("author"))
    tag = "{% editors_besides author.fairs.all author.books.all %}"
    page = "{% load shelf %}{% for author in books %}" + tag + "{% endfor %}"
    authors = Author.objects.prefetch_related("books", "fairs")
    finding = one(lambda: rendered(page, authors))
    assert "fairs__editor" not in finding.advice.code
    assert finding.certainty != "certain"


def test_a_tag_is_blamed_in_python_and_mended_at_the_rows(one, rendered):
    finding = one(
        lambda: rendered(
            "{% load shelf %}{% for book in books %}{% writer_of book %}{% endfor %}",
            Book.objects.order_by("title"),
        )
    )
    assert finding.blame.expression == "book.author"
    assert finding.blame.file.endswith("shelf_tags.py")
    assert 'select_related("author")' in finding.advice.code


def test_a_filter_of_a_relation_joins_the_whole_path(one, rendered):
    finding = one(
        lambda: rendered(
            "{% load shelf %}{% for book in books %}{{ book.author|house }}{% endfor %}",
            Book.objects.select_related("author"),
        )
    )
    assert finding.relation == "Author.publisher"
    assert 'select_related("author__publisher")' in finding.advice.code


def test_nested_loops_give_the_path_from_the_view(found, rendered):
    def page():
        authors = Author.objects.order_by("id")
        rendered(
            "{% for author in books %}{% for book in author.books.all %}"
            "{% for tag in book.tags.all %}{{ tag.name }}{% endfor %}"
            "{% endfor %}{% endfor %}",
            authors,
        )

    books, tags = found(page)
    assert books.relation == "Author.books"
    assert tags.relation == "Book.tags"
    assert 'prefetch_related("books__tags")' in tags.advice.code


def test_a_regroup_is_a_loop(one, rendered):
    finding = one(
        lambda: rendered(
            "{% regroup books by author.name as writers %}"
            "{% for writer in writers %}{{ writer.grouper }}{% endfor %}",
            Book.objects.order_by("id"),
        )
    )
    assert finding.relation == "Book.author"
    assert finding.blame.line == 1
    assert 'select_related("author")' in finding.advice.code


def test_rows_of_a_regroup_lead_back_to_the_view(one, rendered):
    finding = one(
        lambda: rendered(
            "{% regroup books by title as titles %}{% for title in titles %}"
            "{% for book in title.list %}{{ book.author.name }}{% endfor %}{% endfor %}",
            Book.objects.all(),
        )
    )
    assert finding.loop.expression in ("for book in title.list", "for title in titles")
    assert 'select_related("author")' in finding.advice.code


def test_a_tag_that_gives_rows_is_their_origin(one, rendered):
    finding = one(
        lambda: rendered(
            "{% load shelf %}{% all_books as shelf %}"
            "{% for book in shelf %}{{ book.author }}{% endfor %}",
            (),
        )
    )
    assert finding.relation == "Book.author"
    assert "author" in finding.advice.code


def test_a_count_names_the_relation(one, rendered):
    finding = one(
        lambda: rendered(
            "{% for book in books %}{{ book.reviews.count }}{% endfor %}",
            Book.objects.all(),
        )
    )
    assert finding.code == "NPG005"
    assert finding.blame.expression == "book.reviews.count"


@pytest.mark.parametrize(
    "source",
    [
        "{% for b in books|dictsort:'author.name' %}{{ b.title }}{% endfor %}",
        "{{ books|dictsort:'author.name'|length }}",
    ],
)
def test_a_filter_that_goes_over_the_rows_is_mended_at_the_rows(one, rendered, source):
    finding = one(lambda: rendered(source, Book.objects.order_by("id")))
    assert finding.relation == "Book.author"
    assert finding.advice.code == 'Book.objects.order_by("id").select_related("author")'


def test_only_the_key_is_read(one, rendered):
    source = "{% for book in books %}{{ book.author.pk }}{% endfor %}"
    finding = one(lambda: rendered(source, Book.objects.all()))
    assert finding.advice.kind == "key"
    assert finding.advice.code == "book.author_id"


SILENT = {
    "joined": (
        "{% for book in books %}{{ book.author.name }}{% endfor %}",
        lambda: Book.objects.select_related("author"),
    ),
    "prefetched": (
        "{% for book in books %}{% for tag in book.tags.all %}{{ tag }}{% endfor %}{% endfor %}",
        lambda: Book.objects.prefetch_related("tags"),
    ),
    "the key only": (
        "{% for book in books %}{{ book.author_id }}{% endfor %}",
        Book.objects.all,
    ),
    "one row": (
        "{% for book in books %}{{ book.author.name }}{{ book.editor.name }}{% endfor %}",
        lambda: Book.objects.all()[:1],
    ),
    "a single object": (
        "{{ books.author.name }} {{ books.author.publisher.name }}",
        lambda: Book.objects.first(),
    ),
    "the same row again": (
        "{% for letter in books.title %}{{ books.author.name }}{% endfor %}",
        lambda: Book.objects.first(),
    ),
    "two loops": (
        "{% for b in books %}{{ b.title }}{% endfor %}{% for b in books %}{{ b.title }}{% endfor %}",
        Book.objects.all,
    ),
    "counted before": (
        "{{ books.count }}{% for book in books %}{{ forloop.counter }}{% endfor %}",
        Book.objects.all,
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_silent(found, rendered, name):
    source, books = SILENT[name]
    assert found(lambda: rendered(source, books())) == ()


def test_two_lists_of_one_table_are_no_loop(found, templates):
    from django.template import Context

    engine = templates(
        page="{% for t in a %}{{ t }}{% endfor %}{% for t in b %}{{ t }}{% endfor %}"
    )

    def page():
        lists = {"a": Tag.objects.all(), "b": Tag.objects.all()}
        engine.get_template("page.html").render(Context(lists))

    assert found(page) == ()
