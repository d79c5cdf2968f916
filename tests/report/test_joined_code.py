from __future__ import annotations

import pytest

from nplusone_guard.report.joined_code import joined_code


@pytest.mark.parametrize(
    ("one", "other", "whole"),
    [
        (
            'A.objects.all().select_related("b")',
            'A.objects.all().select_related("c")',
            'A.objects.all().select_related("b", "c")',
        ),
        (
            'A.objects.select_related("b").values()',
            'A.objects.prefetch_related("c").values()',
            'A.objects.select_related("b").prefetch_related("c").values()',
        ),
        (
            'rows = page(A.objects.select_related("b"), size=2)',
            'rows = page(A.objects.prefetch_related("c"), size=2)',
            'rows = page(A.objects.select_related("b").prefetch_related("c"), size=2)',
        ),
        (
            "select(A).options(joinedload(A.b))",
            "select(A).options(joinedload(A.b).selectinload(B.c))",
            "select(A).options(joinedload(A.b).selectinload(B.c))",
        ),
        (
            "select(A).options(of(A, [B]))",
            "select(A).options(of(A, [C]))",
            "select(A).options(of(A, [B, C]))",
        ),
        (
            '    rows = A.objects.annotate(n=Count("b"))\n',
            'A.objects.select_related("c")',
            '    rows = A.objects.annotate(n=Count("b")).select_related("c")\n',
        ),
        (
            'A.objects.select_related("c")',
            '    rows = A.objects.annotate(n=Count("b"))\n',
            'A.objects.select_related("c").annotate(n=Count("b"))',
        ),
        (
            '    list_select_related = ("b",)\n',
            '    list_select_related = ("b__c",)\n',
            '    list_select_related = ("b__c",)\n',
        ),
        (
            "    for row in A.objects.select_related('é'):\n",
            "    for row in A.objects.select_related('b'):\n",
            "    for row in A.objects.select_related('é', 'b'):\n",
        ),
    ],
)
def test_what_two_findings_add_is_added_together(one, other, whole):
    assert joined_code(one, other) == whole


def test_a_path_comes_behind_the_prefetch_that_chooses_its_rows():
    paths = 'A.objects.prefetch_related("b__c")'
    rows = 'A.objects.prefetch_related(Prefetch("b", queryset=B.objects.open()))'
    whole = (
        'A.objects.prefetch_related(Prefetch("b", queryset=B.objects.open()), "b__c")'
    )
    assert joined_code(paths, rows) == joined_code(rows, paths) == whole


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('A.objects.select_related("b")', 'B.objects.select_related("b")'),
        ("rows = A.objects.filter(b=1)", "rows = A.objects.filter(b=2)"),
        (
            'A.objects.prefetch_related("b")',
            'A.objects.prefetch_related(Prefetch("b", queryset=B.objects.open()))',
        ),
        ('A.objects.select_related("b"', 'A.objects.select_related("c")'),
        ('choices = ("a",)', 'choices = ("b",)'),
    ],
)
def test_what_does_not_agree_is_left_apart(one, other):
    assert joined_code(one, other) is None


def test_the_calls_of_a_finding_of_its_own_stay_as_they_are():
    own = 'A.objects.select_related("b")'
    longer = 'A.objects.select_related("b__c", "d")'
    assert joined_code(own, longer, is_own=True) == (
        'A.objects.select_related("b").select_related("b__c", "d")'
    )
    assert joined_code(longer, own, is_own=True) == longer


def test_what_is_pasted_behind_an_attribute_is_joined_as_well():
    """The code's first line stands where the place begins, the second at a margin."""
    columns = 'list_display = ("name",)\n    list_select_related = ("{}",)'
    both = 'list_display = ("name",)\n    list_select_related = ("b", "c")'
    assert joined_code(columns.format("b"), columns.format("c")) == both


METHOD = """
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["{0}"].queryset = self.fields["{0}"].queryset.select_related("d")
"""


def test_methods_of_one_name_become_one():
    whole = joined_code(METHOD.format("b"), METHOD.format("c"))
    assert whole.count("def __init__") == whole.count("super()") == 1
    assert whole.count('.select_related("d")\n') == 2


def test_what_returns_returns_at_the_end():
    method = (
        "    def get(self):\n        form = ask()\n        {}\n        return form\n"
    )
    whole = joined_code(method.format("form.b()"), method.format("form.c()"))
    assert whole == (
        "    def get(self):\n        form = ask()\n        form.b()\n        form.c()\n"
        "        return form\n"
    )


def test_methods_of_other_names_stand_one_after_the_other():
    one = "\n    def b(self):\n        return 1\n"
    other = "\n    def c(self):\n        return 2\n"
    assert joined_code(one, other) == one + other
    assert joined_code(one, one.replace("1", "2")) is None


def test_several_lines_are_joined_one_by_one():
    returns = (
        "            return A.objects.open().select_related({0})\n"
        "        return A.objects.all().select_related({0})\n"
    )
    whole = joined_code(returns.format('"b"'), returns.format('"c"'))
    assert whole == returns.format('"b", "c"')
    assert joined_code(returns.format('"b"'), "        return None\n") is None
