"""What a model does besides being written: bulk methods leave it out, so say so."""

from __future__ import annotations

import pytest
from django.db.models.signals import m2m_changed, post_save, pre_save

from tests.django.pasting import check_finds, check_mends
from tests.django_project.models import Book, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows():
    make_books(3)


@pytest.fixture
def listening():
    """Connect a receiver for the time of a test."""
    connected = []

    def heard(sender, **given):
        """Do nothing; being there is what counts."""

    def connect(signal, sender):
        signal.connect(heard, sender=sender, weak=False)
        connected.append((signal, sender))

    yield connect
    for signal, sender in connected:
        signal.disconnect(heard, sender=sender)


def created():
    for name in ("one", "two"):
        Tag.objects.create(name=name)


def got_or_created():
    for name in ("one", "two"):
        Tag.objects.get_or_create(name=name)


def saved():
    for book in Book.objects.order_by("id"):
        book.summary = book.title.upper()
        book.save()


def linked():
    tag = Tag.objects.create(name="new")
    for book in Book.objects.order_by("id"):
        book.tags.add(tag)


def deleted():
    for tag in Tag.objects.all():
        tag.delete()


@pytest.mark.parametrize(
    ("function", "signal", "sender"),
    [
        (created, post_save, Tag),
        (created, pre_save, None),
        (saved, pre_save, Book),
        (linked, m2m_changed, Book.tags.through),
    ],
)
def test_receivers_make_it_a_direction(function, signal, sender, listening):
    listening(signal, sender)

    advice = check_finds(function, "NPG007", "bulk_").advice

    assert advice.certainty == "unsure"
    assert not advice.patch
    assert (
        f"receivers of {'m2m_changed' if signal is m2m_changed else ''}" in advice.text
    )


def test_get_or_create_with_receivers(listening):
    listening(post_save, Tag)

    finding = check_finds(got_or_created, "NPG007", "bulk_create")

    assert finding.advice.certainty == "unsure"


@pytest.mark.parametrize(
    ("function", "model", "name"),
    [(created, Tag, "save"), (saved, Book, "save"), (deleted, Tag, "delete")],
)
def test_a_method_of_its_own_makes_it_a_direction(function, model, name, monkeypatch):
    original = getattr(model, name)

    def own(self, *args, **kwargs):
        return original(self, *args, **kwargs)

    monkeypatch.setattr(model, name, own)

    advice = check_finds(function, "NPG007").advice

    assert advice.certainty == "unsure"
    assert f"{model.__name__} has a {name}() of its own" in advice.text
    assert "transaction.atomic()" in advice.alternative


@pytest.mark.parametrize("function", [created, saved, got_or_created])
def test_without_any_of_it_the_fix_stands(function, listening):
    listening(post_save, Review)

    assert check_mends(function, "NPG007").advice.certainty != "unsure"
