from __future__ import annotations

import pytest

from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.values import Origin
from nplusone_guard.django.class_origins import code_in_class

CALL = '.select_related("author")'
SETTING = ("setting", "list_select_related")


def origin(expression, *facts):
    span = Span("nowhere.py", 3, 3, 4, 4 + len(expression), "View", expression)
    return Origin(span, "class", facts=facts)


def test_a_model_becomes_a_queryset():
    facts = (("attribute", "model"), ("value", "Book"))
    code = code_in_class(origin("model = Book", *facts), CALL)
    assert code == 'queryset = Book.objects.select_related("author")'


def test_a_class_with_a_get_queryset_of_its_base_overrides_it():
    facts = (("attribute", "model"), ("value", "Book"), ("arguments", "request"))
    assert code_in_class(origin("model = Book", *facts), CALL).splitlines() == [
        "model = Book",
        "",
        "    def get_queryset(self, request):",
        '        return super().get_queryset(request).select_related("author")',
    ]


@pytest.mark.parametrize(
    ("value", "joined", "paths"),
    [
        ('("editor",)', "", '("editor", "author")'),
        ('["editor"]', "", '("editor", "author")'),
        ("True", "", '("author",)'),
        ("False", "editor,author", '("editor", "author")'),
    ],
)
def test_a_list_of_joins_keeps_what_it_has(value, joined, paths):
    facts = (("attribute", "list_select_related"), ("value", value), SETTING)
    known = origin(f"list_select_related = {value}", *facts, ("joined", joined))
    assert code_in_class(known, CALL) == f"list_select_related = {paths}"


def test_a_prefetch_cannot_be_a_setting():
    facts = (("attribute", "list_display"), ("value", "()"), SETTING)
    facts = (*facts, ("arguments", "request"))
    code = code_in_class(
        origin("list_display = ()", *facts), '.prefetch_related("tags")'
    )
    assert "list_select_related" not in code
    assert 'super().get_queryset(request).prefetch_related("tags")' in code


def test_a_form_sets_the_queryset_of_its_field():
    code = code_in_class(origin("class BookForm", ("field", "author")), CALL)
    assert 'self.fields["author"].queryset.select_related("author")' in code
    assert code.startswith("def __init__(self, *args, **kwargs):")


def test_a_filter_of_the_admin_has_no_query_to_change():
    facts = (("setting", "list_filter"),)
    assert code_in_class(origin("list_filter = ()", *facts), CALL) == ""
