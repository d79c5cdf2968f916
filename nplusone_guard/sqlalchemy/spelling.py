"""How SQLAlchemy writes the fixes that the core chooses."""

from __future__ import annotations

from nplusone_guard.advise.values import Advice
from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["SqlalchemySpelling"]


class SqlalchemySpelling:
    """SQLAlchemy's `OrmSpelling`."""

    def _plain(self, diagnosis: Diagnosis) -> Advice:
        return Advice("none", "", "x", None, "unsure")

    lazy_relation = lazy_collection = deferred_column = get_per_row = _plain
    aggregate_per_row = filtered_relation = write_per_row = _plain
    repeated_query = raw_sql_per_row = tree_walk = _plain
