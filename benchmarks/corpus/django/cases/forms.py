"""Forms and formsets: choices that ask per row, forms that ask per form."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django.fixes import join
from benchmarks.corpus.django.library import forms
from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Loan,
    Publisher,
    Review,
)
from benchmarks.corpus.django.made import positive, silent


def form_choice_str() -> str:
    return str(forms.BookForm()["publisher"])


def form_choice_str_fixed() -> str:
    return str(forms.JoinedBookForm()["publisher"])


def form_label() -> str:
    return str(forms.LoanForm()["loan"])


def form_label_fixed() -> str:
    return str(forms.JoinedLoanForm()["loan"])


def formset_choices() -> int:
    reviews = Review.objects.filter(stars=5).order_by("id")
    formset = forms.ReviewFormSet(queryset=reviews)
    html = [str(form["book"]) for form in formset]  # blame: formset_choices; loop: formset_choices
    return sum(map(len, html))


def formset_choices_fixed() -> int:
    reviews = Review.objects.filter(stars=5).order_by("id")
    formset = forms.ReviewFormSet(queryset=reviews)
    choices = list(formset.forms[0].fields["book"].choices)
    for form in formset:
        form.fields["book"].choices = choices
    return sum(len(str(form["book"])) for form in formset)


def form_per_row() -> list[str]:
    sent = [
        {"publisher": str(key)}
        for key in Publisher.objects.values_list("pk", flat=True)
    ]
    names = []
    for data in sent:  # loop: form_per_row
        form = forms.JoinedBookForm(data)
        if form.is_valid():  # blame: form_per_row; origin: form_per_row
            names.append(form.cleaned_data["publisher"].name)
    return names


def form_per_row_fixed() -> list[str]:
    keys = list(Publisher.objects.values_list("pk", flat=True))
    found = Publisher.objects.in_bulk(keys)
    return [found[key].name for key in keys]


def instances_in_forms() -> list[str]:
    result = []
    loans = Loan.objects.order_by("id")  # origin: instances_in_forms
    for loan in loans:  # loop: instances_in_forms
        form = StatusForm(instance=loan)
        result.append(f"{form.heading()} {form.initial['returned']}")
    return result


class StatusForm(django_forms.ModelForm):
    """A form that shows what it changes."""

    class Meta:
        model = Loan
        fields = ("returned",)

    def heading(self) -> str:
        """The book and who has it."""
        return str(self.instance.book.title)  # blame: instances_in_forms


def instances_in_forms_fixed() -> list[str]:
    found = []
    for loan in Loan.objects.order_by("id").select_related("book"):
        form = StatusForm(instance=loan)
        found.append(f"{form.heading()} {form.initial['returned']}")
    return found


def choices_joined() -> str:
    return str(forms.JoinedBookForm()["publisher"])


def two_choices() -> str:
    return str(forms.TwoChoicesForm())


def formset_of_stars() -> str:
    return str(forms.StarsFormSet(queryset=Review.objects.order_by("id")))


def one_form_validated() -> list[Any]:
    book = Book.objects.first()
    data = {
        "title": "New",
        "isbn": "9999999999999",
        "published": "2024-01-01",
        "price": "3",
        "author": str(book.author_id),
        "publisher": str(book.publisher_id),
    }
    form = forms.ImportForm(data)
    return [form.is_valid(), form.save().title]


def choices_of_values() -> str:
    names = Author.objects.values_list("pk", "name")

    class Plain(django_forms.Form):
        author = django_forms.ChoiceField(choices=list(names))

    return str(Plain())


CASES: tuple[Case, ...] = (
    positive(
        form_choice_str,
        form_choice_str_fixed,
        Expect(
            "NPG001",
            "Publisher.country",
            loop="library",
            fix=join("country"),
        ),
    ),
    positive(
        form_label,
        form_label_fixed,
        Expect("NPG001", "Loan.book", loop="library", fix=join("book")),
    ),
    positive(
        formset_choices,
        formset_choices_fixed,
        Expect("NPG008", fix=("choices",)),
    ),
    positive(
        form_per_row,
        form_per_row_fixed,
        Expect("NPG004", fix=("in_bulk(",), any_of=(("__in=",),)),
    ),
    positive(
        instances_in_forms,
        instances_in_forms_fixed,
        Expect("NPG001", "Loan.book", fix=join("book")),
    ),
    silent(choices_joined),
    silent(two_choices),
    silent(formset_of_stars),
    silent(one_form_validated),
    silent(choices_of_values),
)
