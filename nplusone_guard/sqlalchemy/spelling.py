"""How SQLAlchemy writes the fixes that the core chooses."""

from __future__ import annotations

from nplusone_guard.advise.editing.spans import ask_for_the_span
from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.spelling_cascades import delete_together
from nplusone_guard.sqlalchemy.spelling_columns import load_columns
from nplusone_guard.sqlalchemy.spelling_counts import count_together
from nplusone_guard.sqlalchemy.spelling_keys import fetch_together
from nplusone_guard.sqlalchemy.spelling_options import eager, key_only, whole_tree
from nplusone_guard.sqlalchemy.spelling_parts import fetch_parts
from nplusone_guard.sqlalchemy.spelling_raw import ask_with_in
from nplusone_guard.sqlalchemy.spelling_repeats import ask_once
from nplusone_guard.sqlalchemy.spelling_writes import write_together

__all__ = ["SqlalchemySpelling"]

_JOINED = (
    "select from both classes, with a join() whose condition is the range, and group by "
    "the key of the loop's rows"
)
_IN_SQL = "join the rows of the loop in the statement, on a condition with BETWEEN"


class SqlalchemySpelling:
    """SQLAlchemy's `OrmSpelling`."""

    def lazy_relation(self, diagnosis: Diagnosis) -> Advice:
        """joinedload, or the foreign key where nothing but the key is read."""
        return key_only(diagnosis) or eager(diagnosis)

    def lazy_collection(self, diagnosis: Diagnosis) -> Advice:
        """selectinload; never a join, which multiplies rows and breaks LIMIT."""
        return delete_together(diagnosis) or fetch_parts(diagnosis) or eager(diagnosis)

    def filtered_relation(self, diagnosis: Diagnosis) -> Advice:
        """One grouped query for the part of the collection that the loop wants."""
        return fetch_parts(diagnosis) or eager(diagnosis)

    def tree_walk(self, diagnosis: Diagnosis) -> Advice:
        """selectinload to any depth."""
        return whole_tree(diagnosis)

    def deferred_column(self, diagnosis: Diagnosis) -> Advice:
        """undefer and its kin."""
        return load_columns(diagnosis)

    def get_per_row(self, diagnosis: Diagnosis) -> Advice:
        """One query with in_() and a dict."""
        return ask_for_the_span(diagnosis, _JOINED) or fetch_together(diagnosis)

    def aggregate_per_row(self, diagnosis: Diagnosis) -> Advice:
        """One query with group_by() and a dict."""
        return ask_for_the_span(diagnosis, _JOINED) or count_together(diagnosis)

    def write_per_row(self, diagnosis: Diagnosis) -> Advice:
        """One flush, one list of values or one condition."""
        return write_together(diagnosis)

    def raw_sql_per_row(self, diagnosis: Diagnosis) -> Advice:
        """The statement rewritten with IN."""
        return ask_for_the_span(diagnosis, _IN_SQL) or ask_with_in(diagnosis)

    def repeated_query(self, diagnosis: Diagnosis) -> Advice:
        """The same question asked once, its answer kept."""
        return ask_once(diagnosis)
