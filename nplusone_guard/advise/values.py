"""Advice: the fix as code, the place to put it, and the words that go with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from nplusone_guard.capture.expressions import Span

if TYPE_CHECKING:
    from nplusone_guard.diagnose.values import Diagnosis

__all__ = ["Advice", "Advisor", "OrmSpelling"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What to write instead.

    Attributes:
        kind: "join", "prefetch", "key", "fetch-together", "annotate", "bulk-write",
            "reuse", "raw-in", "undefer", "tree", "none".
        code: code to paste: at `place`, instead of what stands there.
        text: one or two sentences that say what to do and why.
        place: where the code goes; None when nobody could tell.
        certainty: "certain" when code and place are proven, "likely" when one of them
            is inferred, "unsure" when it is a direction rather than a fix.
        alternative: another way, for those who cannot take the first.
        patch: a unified diff, where one could be made.
    """

    kind: str
    code: str
    text: str
    place: Span | None = None
    certainty: str = "likely"
    alternative: str = ""
    patch: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "kind": self.kind,
            "code": self.code,
            "text": self.text,
            "place": None if self.place is None else asdict(self.place),
            "alternative": self.alternative,
            "patch": self.patch,
        }


class OrmSpelling(Protocol):
    """How one ORM writes the fixes: one method for each kind of finding."""

    def lazy_relation(self, diagnosis: Diagnosis) -> Advice: ...
    def lazy_collection(self, diagnosis: Diagnosis) -> Advice: ...
    def deferred_column(self, diagnosis: Diagnosis) -> Advice: ...
    def get_per_row(self, diagnosis: Diagnosis) -> Advice: ...
    def aggregate_per_row(self, diagnosis: Diagnosis) -> Advice: ...
    def filtered_relation(self, diagnosis: Diagnosis) -> Advice: ...
    def write_per_row(self, diagnosis: Diagnosis) -> Advice: ...
    def repeated_query(self, diagnosis: Diagnosis) -> Advice: ...
    def raw_sql_per_row(self, diagnosis: Diagnosis) -> Advice: ...
    def tree_walk(self, diagnosis: Diagnosis) -> Advice: ...


Advisor = Callable[["Diagnosis"], Advice]
