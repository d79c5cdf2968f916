"""Forms of the library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import modelformset_factory

from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Loan,
    Publisher,
    Review,
)


class BookForm(forms.Form):
    """Choose a publisher; its label asks for the country."""

    publisher = forms.ModelChoiceField(
        queryset=Publisher.objects.order_by("id")  # origin: form_choice_str
    )


class JoinedBookForm(forms.Form):
    """Choose a publisher, labels joined."""

    publisher = forms.ModelChoiceField(
        queryset=Publisher.objects.order_by("id").select_related("country")
    )


class LabelledField(forms.ModelChoiceField):
    """A choice with a label of our own."""

    def label_from_instance(self, obj: Loan) -> str:
        """The title of the book."""
        return f"{obj.due}: {obj.book.title}"  # blame: form_label


class LoanForm(forms.Form):
    """Choose a loan to return."""

    loan = LabelledField(queryset=Loan.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loan"].queryset = Loan.objects.filter(returned=False)  # origin: form_label


class JoinedLoanForm(LoanForm):
    """Choose a loan to return, with books."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["loan"].queryset = Loan.objects.select_related("book")


class TwoChoicesForm(forms.Form):
    """Two choices from one table."""

    author = forms.ModelChoiceField(queryset=Author.objects.order_by("name"))
    editor = forms.ModelChoiceField(queryset=Author.objects.order_by("name"))


class ReviewForm(forms.ModelForm):
    """A review inside a formset."""

    class Meta:
        model = Review
        fields = ("stars", "book")


class StarsForm(forms.ModelForm):
    """Only the stars."""

    class Meta:
        model = Review
        fields = ("stars",)


ReviewFormSet = modelformset_factory(Review, form=ReviewForm, extra=0)
StarsFormSet = modelformset_factory(Review, form=StarsForm, extra=0)


class ImportForm(forms.ModelForm):
    """A book of an import, checked against what is there."""

    class Meta:
        model = Book
        fields = ("title", "isbn", "published", "price", "author", "publisher")
