"""What diagnosis passes on: a finding with its three places and its relation path."""

from __future__ import annotations

from dataclasses import dataclass

from nplusone_guard.capture.expressions import Span
from nplusone_guard.capture.landmarks import Asker, Relation
from nplusone_guard.detect.values import Finding

__all__ = ["Diagnosis", "Origin"]


@dataclass(frozen=True, slots=True)
class Origin:
    """The query whose rows are looped over: where the fix goes.

    Attributes:
        span: where that query is built.
        kind: "query" (an expression that builds it), "class" (a class whose attribute
            or method has to give it) or "call" (a call that fetches one row).
        is_certain: found in the source or on the stack rather than inferred.
        owner: the class whose rows it gives ("Team"), when known.
        facts: plain strings from the room or framework that found it.
    """

    span: Span
    kind: str = "query"
    is_certain: bool = True
    owner: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A finding and what has to be known to mend it.

    Attributes:
        finding: what was found.
        origin: where the fix goes, None when nobody could tell.
        relations: the relations from the origin's class to the one being loaded, in
            order; empty for a finding that is not about a relation.
        asker: the template, serializer or the like that asked, if one did.
        reads_key_only: the loop wants nothing of the related object but its key.
    """

    finding: Finding
    origin: Origin | None
    relations: tuple[Relation, ...] = ()
    asker: Asker | None = None
    reads_key_only: bool = False

    @property
    def orm(self) -> str:
        """The room whose ORM asked."""
        return self.finding.candidate.orm

    @property
    def relation(self) -> Relation | None:
        """The relation being loaded."""
        return self.relations[-1] if self.relations else None
