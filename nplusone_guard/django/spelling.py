"""How Django writes the fixes that the core chooses."""

from __future__ import annotations

from nplusone_guard.advise.values import Advice
from nplusone_guard.capture.expressions import Span
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.querysets import with_call

__all__ = ["DjangoSpelling"]


class DjangoSpelling:
    """Django's `OrmSpelling`."""

    def lazy_relation(self, diagnosis: Diagnosis) -> Advice:
        """select_related for to-one paths, prefetch_related once a collection is in."""
        relation = diagnosis.relation
        assert relation is not None
        if diagnosis.reads_key_only and relation.key:
            return Advice(
                "key",
                relation.key,
                f"Only the key is read: {relation.key} is already on the row.",
                place=diagnosis.finding.candidate.evidence.blame,
                certainty="certain",
            )
        return self._eager(diagnosis)

    def lazy_collection(self, diagnosis: Diagnosis) -> Advice:
        """prefetch_related with the whole path."""
        return self._eager(diagnosis)

    def filtered_relation(self, diagnosis: Diagnosis) -> Advice:
        """A Prefetch with a queryset of its own."""
        return self._eager(diagnosis)

    def tree_walk(self, diagnosis: Diagnosis) -> Advice:
        return self._plain(diagnosis, "tree", "Load the whole tree with one query.")

    def deferred_column(self, diagnosis: Diagnosis) -> Advice:
        return self._plain(diagnosis, "undefer", "Load the column with its row.")

    def get_per_row(self, diagnosis: Diagnosis) -> Advice:
        return self._plain(
            diagnosis, "fetch-together", "Fetch all rows before the loop."
        )

    def aggregate_per_row(self, diagnosis: Diagnosis) -> Advice:
        return self._plain(diagnosis, "annotate", "Annotate the rows with the number.")

    def write_per_row(self, diagnosis: Diagnosis) -> Advice:
        return self._plain(
            diagnosis, "bulk-write", "Write all rows with one statement."
        )

    def repeated_query(self, diagnosis: Diagnosis) -> Advice:
        return self._plain(diagnosis, "reuse", "Ask once before the loop.")

    def raw_sql_per_row(self, diagnosis: Diagnosis) -> Advice:
        return self._plain(diagnosis, "raw-in", "Ask for all keys with IN.")

    def _eager(self, diagnosis: Diagnosis) -> Advice:
        relations = diagnosis.relations
        path = "__".join(relation.name for relation in relations)
        is_join = not any(r.is_to_many or r.direction == "generic" for r in relations)
        method = "select_related" if is_join else "prefetch_related"
        call = f'.{method}("{path}")'
        origin = diagnosis.origin
        if origin is None or origin.span.expression is None:
            return Advice(
                "join" if is_join else "prefetch",
                call,
                f"Add {call} to the query whose rows are looped over.",
            )
        return Advice(
            "join" if is_join else "prefetch",
            with_call(origin.span.expression, call),
            f"Add {call} to the query at {_at(origin.span)}.",
            place=origin.span,
            certainty="certain" if origin.is_certain else "likely",
        )

    def _plain(self, diagnosis: Diagnosis, kind: str, text: str) -> Advice:
        origin = diagnosis.origin
        return Advice(
            kind,
            "",
            text,
            place=None if origin is None else origin.span,
            certainty="unsure",
        )


def _at(span: Span) -> str:
    return f"{span.file}:{span.line}"
