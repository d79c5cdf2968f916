"""Rows that are not there: caught, reported as a 404 or left to fail, before and after."""

from __future__ import annotations

import pytest
from django import shortcuts
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.shortcuts import get_object_or_404

from tests.django.pasting import check_mends, check_silent
from tests.django_project.models import Author
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


def slugs():
    return ["author-0", "nobody", "author-1"]


def caught():
    found = []
    for slug in slugs():
        try:
            author = Author.objects.get(slug=slug)
        except Author.DoesNotExist:
            author = None
        found.append(author and author.name)
    return found


def caught_among_others():
    found = []
    for slug in slugs():
        try:
            author = Author.objects.get(slug=slug)
            found.append(author.name)
        except (ObjectDoesNotExist, ValueError):
            continue
    return found


def caught_late():
    found = []
    try:
        for slug in slugs():
            author = Author.objects.get(slug=slug)
            found.append(author.name)
    except Author.DoesNotExist:
        found.append("nobody")
    return found


def not_found():
    found = []
    try:
        for slug in slugs():
            found.append(get_object_or_404(Author, slug=slug).name)
    except Http404:
        return "404"
    return found


def not_found_by_anyone():
    for slug in slugs()[::2]:
        author = get_object_or_404(Author, slug=slug)
        assert author.name


def not_found_by_the_module():
    found = []
    try:
        for slug in slugs():
            author = shortcuts.get_object_or_404(Author, slug=slug)
            found.append(author.name)
    except Http404:
        found.append("404")
    return found


def found_at_once():
    authors = Author.objects.in_bulk(slugs(), field_name="slug")
    first = shortcuts.get_object_or_404(Author, slug="author-0")
    return first, [authors[slug].name for slug in slugs() if slug in authors]


@pytest.mark.parametrize(
    ("function", "fragment"),
    [
        (caught, "except KeyError:"),
        (caught_among_others, "except (ObjectDoesNotExist, ValueError, KeyError):"),
        (caught_late, "author = authors[slug]"),
        (not_found, "except (Http404, KeyError):"),
        (not_found_by_anyone, "raise Http404"),
        (not_found_by_the_module, "(Http404, KeyError)"),
    ],
)
def test_a_missing_row_leads_to_the_same(function, fragment):
    check_mends(function, "NPG004", fragment)


def test_rows_that_are_found_at_once_are_silent():
    check_silent(found_at_once)
