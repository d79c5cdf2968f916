"""Formsets whose forms show what belongs to their rows: the formset's queryset."""

from __future__ import annotations

import pytest
from django.forms import modelformset_factory
from django.shortcuts import render
from django.test import RequestFactory
from django.views.generic import TemplateView

from nplusone_guard.report.patch import patch_for
from tests.django_project.models import Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db

BookForms = modelformset_factory(Book, fields=("title",), extra=0)
PAGE = (
    "{{ formset.management_form }}{% for form in formset %}"
    "{{ form.instance.author.name }}{{ form.title }}{% endfor %}"
)


@pytest.fixture(autouse=True)
def _rows(db, templates):
    make_books(3)
    templates(page=PAGE, forms=PAGE.replace("in formset", "in formset.forms"))


def asked(view):
    answer = view(RequestFactory().get("/"))
    return answer.render() if hasattr(answer, "render") else answer


def by_function(request):
    books = Book.objects.filter(is_public=True)
    return render(request, "page.html", {"formset": BookForms(queryset=books)})


def by_list_of_forms(request):
    formset = BookForms(queryset=Book.objects.filter(is_public=True))
    return render(request, "forms.html", {"formset": formset})


class ByClass(TemplateView):
    template_name = "page.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["formset"] = BookForms(queryset=Book.objects.filter(is_public=True))
        return context


def joined(request):
    books = Book.objects.select_related("author")
    return render(request, "page.html", {"formset": BookForms(queryset=books)})


def without_rows(request):
    return render(request, "page.html", {"formset": BookForms()})


def in_python(request):
    formset = BookForms(request.POST or None)
    return [form.instance.author.name for form in formset.forms]


@pytest.mark.parametrize("view", [by_function, by_list_of_forms, ByClass.as_view()])
def test_the_queryset_of_the_formset_is_the_one_to_change(view, one):
    finding = one(lambda: asked(view))
    assert finding.relation == "Book.author"
    assert finding.origin.expression == "Book.objects.filter(is_public=True)"
    assert finding.origin.file == __file__
    assert finding.advice.code.endswith(
        'filter(is_public=True).select_related("author")'
    )
    assert 'select_related("author")' in patch_for(finding.advice)


@pytest.mark.parametrize("view", [without_rows, in_python])
def test_a_formset_without_a_queryset_is_to_be_given_one(view, one):
    finding = one(lambda: asked(view))
    assert finding.certainty == "unsure"
    assert finding.advice.code == 'queryset=Book.objects.select_related("author")'
    assert "where the view makes the formset" in finding.advice.text


def test_a_formset_of_joined_rows_is_silent(found):
    assert found(lambda: asked(joined)) == ()
