"""Rows that a client sends: each serializer or form validates and writes its own."""

from __future__ import annotations

import pytest
from django import forms
from rest_framework import serializers

from nplusone_guard.report.patch import patch_for
from tests.django_project.models import Author, Publisher, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)


class House(serializers.ModelSerializer):
    class Meta:
        model = Publisher
        fields = ("name",)


class Writer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ("name", "slug", "publisher")


class HouseForm(forms.ModelForm):
    class Meta:
        model = Publisher
        fields = ("name",)


class AllHouses(serializers.ListSerializer):
    def create(self, validated_data):
        rows = [Publisher(**data) for data in validated_data]
        return Publisher.objects.bulk_create(rows)


class HouseAtOnce(House):
    class Meta(House.Meta):
        list_serializer_class = AllHouses


class HouseByHand(House):
    def create(self, validated_data):
        return Publisher.objects.create(**validated_data)


SENT = [{"name": "one"}, {"name": "two"}, {"name": "three"}]


def saved_one_by_one():
    for row in SENT:
        serializer = House(data=row)
        serializer.is_valid(raise_exception=True)
        serializer.save()


def changed_one_by_one():
    for publisher in Publisher.objects.all():
        serializer = House(publisher, data={"name": f"new {publisher.pk}"})
        serializer.is_valid(raise_exception=True)
        serializer.save()


def saved_by_forms():
    for row in SENT:
        form = HouseForm(row)
        if form.is_valid():
            form.save()


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (saved_one_by_one, "create(validated_data) writes them with one Publisher.obj"),
        (changed_one_by_one, "update(instance, validated_data) writes them with one"),
        (saved_by_forms, "Collect form.save(commit=False) in the loop"),
    ],
)
def test_what_writes_its_own_row_is_no_row_itself(one, function, text):
    finding = one(function)
    assert finding.blame.expression.endswith(".save()")
    assert finding.certainty == "unsure"
    assert text in finding.advice.text
    assert patch_for(finding.advice) == ""


def test_the_class_that_writes_all_of_them_works(one):
    names = {"serializers": serializers, "Publisher": Publisher}
    exec(one(saved_one_by_one).advice.code, names)
    new = names["PublisherList"](child=House()).create(SENT)
    assert [publisher.name for publisher in new] == ["one", "two", "three"]


def test_a_create_of_our_own_is_told_as_itself(one):
    def saved():
        for row in SENT:
            serializer = HouseByHand(data=row)
            serializer.is_valid(raise_exception=True)
            serializer.save()

    finding = one(saved)
    assert finding.blame.expression == "Publisher.objects.create(**validated_data)"
    assert "many=True" not in finding.advice.text


def test_rows_that_are_written_at_once_are_silent(found):
    def saved():
        serializer = HouseAtOnce(data=SENT, many=True)
        serializer.is_valid(raise_exception=True)
        serializer.save()

    assert found(saved) == ()


def sent_authors():
    keys = Publisher.objects.values_list("pk", flat=True)
    return [{"name": "a", "slug": f"new-{key}", "publisher": key} for key in keys]


def validated_as_a_list():
    Writer(data=sent_authors(), many=True).is_valid(raise_exception=True)


def validated_one_by_one():
    for row in sent_authors():
        Writer(data=row).is_valid(raise_exception=True)


@pytest.mark.parametrize("function", [validated_as_a_list, validated_one_by_one])
def test_what_validates_each_row_is_told_how_to_validate_all(found, function):
    unique, key = sorted(found(function), key=lambda each: each.code)[::-1]
    assert unique.certainty == key.certainty == "unsure"
    assert "Author.objects.filter(...__in=values)" in unique.advice.text
    assert "Publisher.objects.in_bulk(keys)" in key.advice.text
    assert all("list_serializer_class" in each.advice.text for each in (unique, key))


def test_a_question_of_our_own_validation_is_told_as_itself(one):
    class Named(House):
        def validate_name(self, name):
            if Tag.objects.filter(name=name).exists():
                raise serializers.ValidationError("taken")
            return name

    def validated():
        for row in sent_authors():
            Named(data=row).is_valid(raise_exception=True)

    finding = one(validated)
    assert finding.blame.expression == "Tag.objects.filter(name=name).exists()"
    assert "validator of uniqueness" not in finding.advice.text


class KnownPublisher(serializers.PrimaryKeyRelatedField):
    def to_internal_value(self, data):
        return self.context["publishers"][data]


class OfPublishers(serializers.ListSerializer):
    def to_internal_value(self, data):
        keys = [row["publisher"] for row in data]
        self.context["publishers"] = Publisher.objects.in_bulk(keys)
        return super().to_internal_value(data)

    def validate(self, attrs):
        slugs = [row["slug"] for row in attrs]
        if Author.objects.filter(slug__in=slugs).exists():
            raise serializers.ValidationError("taken")
        return attrs


class WriterAtOnce(Writer):
    publisher = KnownPublisher(queryset=Publisher.objects.all())

    class Meta(Writer.Meta):
        list_serializer_class = OfPublishers
        extra_kwargs = {"slug": {"validators": []}}


def test_rows_that_are_validated_at_once_are_silent(found):
    def validated():
        serializer = WriterAtOnce(data=sent_authors(), many=True, context={})
        assert serializer.is_valid(raise_exception=True)
        assert serializer.validated_data[0]["publisher"].name

    assert found(validated) == ()


def test_one_serializer_for_one_row_is_silent(found):
    def saved():
        serializer = Writer(data=sent_authors()[0])
        serializer.is_valid(raise_exception=True)
        return f"{serializer.save().name} {Review.objects.count()}"

    assert found(saved) == ()
