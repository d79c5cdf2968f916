"""How Django writes the fixes that the core chooses."""

from __future__ import annotations

from nplusone_guard.advise.editing.spans import ask_for_the_span
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.choices import share_choices
from nplusone_guard.django.advice.columns import load_columns
from nplusone_guard.django.advice.deleted import say_less_of_deleted
from nplusone_guard.django.advice.eager import key_only, load_eagerly
from nplusone_guard.django.advice.gathered import annotate_gathered
from nplusone_guard.django.advice.lookups import fetch_together
from nplusone_guard.django.advice.neighbours import find_neighbours
from nplusone_guard.django.advice.numbers import annotate
from nplusone_guard.django.advice.optimizer import use_optimizer
from nplusone_guard.django.advice.parts import prefetch_part
from nplusone_guard.django.advice.raw import ask_with_in
from nplusone_guard.django.advice.repeats import ask_once
from nplusone_guard.django.advice.serializers import check_together
from nplusone_guard.django.advice.trees import load_tree
from nplusone_guard.django.advice.writes import write_together

__all__ = ["DjangoSpelling"]

_JOINED = (
    "annotate the rows of the loop with a Subquery whose filter compares with "
    "OuterRef(...)"
)
_IN_SQL = "join the rows of the loop in the statement, on a condition with BETWEEN"


class DjangoSpelling:
    """Django's `OrmSpelling`."""

    def lazy_relation(self, diagnosis: Diagnosis) -> Advice:
        """The key on the row, select_related, or prefetch_related past a collection."""
        return (
            key_only(diagnosis)
            or say_less_of_deleted(diagnosis)
            or load_eagerly(diagnosis)
        )

    def lazy_collection(self, diagnosis: Diagnosis) -> Advice:
        """prefetch_related with the whole path."""
        return (
            use_optimizer(diagnosis)
            or say_less_of_deleted(diagnosis)
            or load_eagerly(diagnosis)
        )

    def filtered_relation(self, diagnosis: Diagnosis) -> Advice:
        """A Prefetch with a queryset of its own."""
        return use_optimizer(diagnosis) or prefetch_part(diagnosis)

    def tree_walk(self, diagnosis: Diagnosis) -> Advice:
        """All nodes at once, or a recursive query."""
        return load_tree(diagnosis)

    def deferred_column(self, diagnosis: Diagnosis) -> Advice:
        """The column in only(), out of defer(), or rows read again at once."""
        return load_columns(diagnosis)

    def get_per_row(self, diagnosis: Diagnosis) -> Advice:
        """One query for all keys."""
        entry = diagnosis.finding.candidate.evidence.entry
        if entry is not None and entry.fact("method") == "neighbour":
            return find_neighbours(diagnosis)
        return (
            check_together(diagnosis)
            or ask_for_the_span(diagnosis, _JOINED)
            or fetch_together(diagnosis)
        )

    def aggregate_per_row(self, diagnosis: Diagnosis) -> Advice:
        """annotate() on the rows' query, or one grouped query."""
        return (
            check_together(diagnosis)
            or ask_for_the_span(diagnosis, _JOINED)
            or annotate_gathered(diagnosis)
            or annotate(diagnosis)
        )

    def write_per_row(self, diagnosis: Diagnosis) -> Advice:
        """The bulk method that does the same."""
        return write_together(diagnosis)

    def repeated_query(self, diagnosis: Diagnosis) -> Advice:
        """The question asked once, its answer kept."""
        return share_choices(diagnosis) or ask_once(diagnosis)

    def raw_sql_per_row(self, diagnosis: Diagnosis) -> Advice:
        """The statement rewritten with IN."""
        return ask_for_the_span(diagnosis, _IN_SQL) or ask_with_in(diagnosis)
