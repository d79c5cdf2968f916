"""A part of a row's collection, handed to a serializer that loads more for each of it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from nplusone_guard.report.patch import patch_for
from tests.django_project.models import Book, Tag
from tests.django_project.rows import make_books
from tests.frameworks.test_drf import asked, listed

pytestmark = pytest.mark.django_db


class BookTitle(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ("title",)


class Shelf(serializers.ModelSerializer):
    books = serializers.SerializerMethodField()

    class Meta:
        model = Tag
        fields = ("books",)

    def get_books(self, tag):
        return BookTitle(tag.books.filter(is_public=True), many=True).data


SOURCE = """from rest_framework import generics, serializers

from tests.django_project.models import Book, Tag


class BookRow(serializers.ModelSerializer):
    author_name = serializers.CharField(source="author.name")

    class Meta:
        model = Book
        fields = ("title", "author_name"{others})


class Shelf(serializers.ModelSerializer):
    books = serializers.SerializerMethodField()

    class Meta:
        model = Tag
        fields = ("name", "books")

    def get_books(self, tag):
        {given}


class Listed(generics.ListAPIView):
    queryset = Tag.objects.order_by("id")
    serializer_class = Shelf
"""
AT_ONCE = "return BookRow(tag.books.filter(is_public=True), many=True).data"
NAMED = """rows = tag.books.filter(is_public=True).order_by("title")
        return BookRow(rows, many=True, context=self.context).data"""
ALL = "return BookRow(tag.books.all(), many=True).data"


@pytest.fixture(autouse=True)
def _rows(db, settings):
    settings.REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}
    make_books(3)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Return a function that writes the program, and the one that asks its view."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "shelves.py"

    def shown():
        spec = importlib.util.spec_from_file_location("shelves", file)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "shelves", module)
        spec.loader.exec_module(module)
        module.Listed.renderer_classes = (JSONRenderer,)
        return asked(module.Listed.as_view()).data

    def write(given, others="", **changes):
        source = SOURCE.replace("{given}", given).replace("{others}", others)
        for old, new in changes.values():
            source = source.replace(old, new)
        file.write_text(source)
        return shown

    return write


def counted(function):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = function()
    return answer, len(queries)


@pytest.mark.parametrize("given", [AT_ONCE, NAMED])
@pytest.mark.parametrize(("others", "count"), [("", 2), (', "tags"', 3)])
def test_either_patch_is_the_whole_change(given, others, count, written, found):
    shown = written(given, others)
    slow, _ = counted(shown)
    findings = found(shown)
    assert {f.relation for f in findings} >= {"Tag.books", "Book.author"}
    for patch in {patch_for(finding.advice) for finding in findings}:
        shown = written(given, others)
        subprocess.run(["git", "apply", "-"], input=patch, text=True, check=True)
        assert counted(shown) == (slow, count)
        assert found(shown) == ()


def test_what_is_added_says_where_it_goes(written, found):
    shown = written(AT_ONCE)
    part, join = sorted(found(shown), key=lambda finding: finding.relation)[::-1]
    assert (
        'queryset=Book.objects.filter(is_public=True).select_related("author"), to_attr='
    ) in part.advice.code
    assert (
        'that Prefetch\'s queryset takes .select_related("author")' in join.advice.text
    )
    assert patch_for(part.advice) == patch_for(join.advice)


def test_rows_that_are_all_shown_keep_their_own_fix(written, found):
    assert all("to_attr" not in f.advice.code for f in found(written(ALL)))


def test_prefetched_parts_that_are_joined_are_silent(written, found):
    rows = 'Book.objects.filter(is_public=True).select_related("author")'
    loaded = f'prefetch_related(Prefetch("books", {rows}, to_attr="shown"))'
    shown = written(
        "return BookRow(tag.shown, many=True).data",
        rows=('order_by("id")', f'order_by("id").{loaded}'),
        needed=("from rest", "from django.db.models import Prefetch\nfrom rest"),
    )
    assert found(shown) == ()


def test_a_view_that_nobody_can_read_leaves_the_place_open(found):
    findings = found(lambda: listed(Shelf, Tag.objects.order_by("id")))
    part = next(each for each in findings if each.relation == "Tag.books")
    assert part.advice.certainty == "unsure"
    assert part.advice.code.startswith('.prefetch_related(Prefetch("books"')
