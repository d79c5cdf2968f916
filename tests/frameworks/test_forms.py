from __future__ import annotations

import inspect

import pytest
from django import forms
from django.forms import modelformset_factory

from nplusone_guard.report.patch import patch_for
from tests.django_project.models import Author, Book, Review
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    make_books(3)


def line_of(thing, text):
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


class Labelled(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.title} by {obj.author.name}"


class Declared(forms.Form):
    book = Labelled(
        queryset=Book.objects.order_by("id"),
    )


class SetLater(forms.Form):
    book = Labelled(queryset=Book.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["book"].queryset = Book.objects.filter(is_public=True)


class Joined(forms.Form):
    book = Labelled(queryset=Book.objects.select_related("author"))


class Two(forms.Form):
    author = forms.ModelChoiceField(queryset=Author.objects.order_by("name"))
    editor = forms.ModelChoiceField(queryset=Author.objects.order_by("name"))


@pytest.mark.parametrize(
    ("form", "text"), [(Declared, "queryset="), (SetLater, ".queryset =")]
)
def test_the_query_of_the_choices_is_the_place(one, form, text):
    finding = one(lambda: str(form()["book"]))
    assert finding.relation == "Book.author"
    assert finding.blame.expression == "obj.author"
    assert finding.origin.line == line_of(form, text)
    assert finding.advice.code.endswith('.select_related("author")')


def test_joined_choices_are_silent(found):
    assert found(lambda: str(Joined()["book"])) == ()


def test_two_choices_from_one_table_are_silent(found):
    assert found(lambda: str(Two())) == ()
    assert found(lambda: Two().as_p()) == ()


def test_two_choices_in_a_template_loop_are_silent(found, templates):
    from django.template import Context

    engine = templates(page="{% for field in form %}{{ field }}{% endfor %}")
    page = engine.get_template("page.html")
    assert found(lambda: page.render(Context({"form": Two()}))) == ()


def test_the_same_choices_in_each_form_of_a_formset(one, templates):
    from django.template import Context

    form_set = modelformset_factory(Book, fields=("author",), extra=0)
    engine = templates(page="{% for form in forms %}{{ form.author }}{% endfor %}")
    page = engine.get_template("page.html")
    books = form_set(queryset=Book.objects.order_by("id"))
    finding = one(lambda: page.render(Context({"forms": books})))
    assert finding.code == "NPG008"
    assert finding.loop.expression == "for form in forms"
    assert finding.advice.code.splitlines() == [
        'choices = list(forms.forms[0].fields["author"].choices)',
        "for form in forms.forms:",
        '    form.fields["author"].choices = choices',
    ]


def test_shared_choices_are_silent(found):
    form_set = modelformset_factory(Book, fields=("author",), extra=0)

    def page():
        forms = form_set(queryset=Book.objects.order_by("id"))
        choices = list(forms.forms[0].fields["author"].choices)
        for form in forms.forms:
            form.fields["author"].choices = choices
        return [str(form["author"]) for form in forms]

    assert found(page) == ()


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ("book",)


def test_a_form_for_each_row_is_no_formset(one):
    def boxes():
        return [
            ReviewForm(instance=review)["book"].as_widget()
            for review in Review.objects.order_by("id")
        ]

    for book in Book.objects.all():
        Review.objects.create(book=book, stars=1)
    finding = one(boxes)
    assert finding.certainty == "unsure"
    assert ".forms" not in finding.advice.code
    assert 'form.fields["book"].choices = choices' in finding.advice.code


class ByMeta(forms.ModelForm):
    class Meta:
        model = Book
        fields = ("author", "editor")


def test_two_fields_of_a_form_are_mended_in_one_method(found, monkeypatch):
    def shown(self):
        return self.publisher.name

    monkeypatch.setattr(Author, "__str__", shown)
    author, editor = found(lambda: str(ByMeta()))
    assert (author.loop.expression, editor.loop.expression) == ('"author"', '"editor"')
    assert author.advice.code.count("def __init__") == 1
    (patch,) = {patch_for(author.advice), patch_for(editor.advice)}
    assert patch.count("+    def __init__") == 1
    for name in ("author", "editor"):
        line = f'self.fields["{name}"].queryset.select_related("publisher")\n'
        assert line in patch


class Radios(forms.Form):
    book = Labelled(queryset=Book.objects.order_by("id"), widget=forms.RadioSelect)


def test_choices_that_are_gone_through_one_by_one_are_the_fields(one):
    finding = one(lambda: [choice.choice_label for choice in Radios()["book"]])
    code = 'Book.objects.order_by("id").select_related("author")'
    assert finding.advice.code == code
