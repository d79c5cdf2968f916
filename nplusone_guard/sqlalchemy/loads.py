"""A load: SQLAlchemy fetching more of a row it already has, whoever caused it."""

from __future__ import annotations

from collections.abc import Sequence
from types import FrameType
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute
from sqlalchemy.orm.state import InstanceState

from nplusone_guard.capture.landmarks import Entry, Relation
from nplusone_guard.sqlalchemy.compat import code, in_strategies
from nplusone_guard.sqlalchemy.relations import (
    chain_of,
    column_of,
    key_facts,
    relation_of,
)

__all__ = ["load_entry"]

_LAZY = code(in_strategies("LazyLoader")._load_for_state)
_DEFERRED = code(in_strategies("DeferredColumnLoader")._load_for_state)
_EXPIRED = code(InstanceState._load_expired)
_FLUSH = code(Session._flush)
_AUTOFLUSH = code(Session._autoflush)
_ATTRIBUTE = code(InstrumentedAttribute.__get__)
_DELETE = code(Session.delete)


def load_entry(frames: Sequence[FrameType]) -> Entry | None:
    """Return the load, or the flush, that the innermost of *frames* are busy with."""
    for index, frame in enumerate(frames):
        known = frame.f_code
        if known is _LAZY:
            return _lazy(frame, frames[index:])
        if known is _DEFERRED or known is _EXPIRED:
            return _column(frame, frames[index:])
        if known is _FLUSH:
            is_auto = any(each.f_code is _AUTOFLUSH for each in frames[index:])
            facts = (("autoflush", "yes"),) if is_auto else ()
            return Entry("sqlalchemy", "flush", facts=facts)
    return None


def _lazy(frame: FrameType, outer: Sequence[FrameType]) -> Entry:
    names = frame.f_locals
    prop, state = names["self"].parent_property, names["state"]
    relation = relation_of(prop)
    facts = (*key_facts(prop), *_chain_facts(state), *_entity_facts(state, prop))
    if any(each.f_code is _FLUSH or each.f_code is _DELETE for each in outer):
        facts += (("during", "delete"),)
    return Entry("sqlalchemy", "lazy", relation, relation.target, facts=facts)


def _column(frame: FrameType, outer: Sequence[FrameType]) -> Entry:
    names = frame.f_locals
    if frame.f_code is _DEFERRED:
        state, loader = names["state"], names["self"]
        mapper, key = state.mapper, loader.key
        facts = (("reason", "deferred"), ("group", str(loader.group or "")))
    else:
        state = names["self"]
        mapper = state.mapper
        key = _attribute_asked(outer)
        reason = _why_expired(mapper, names.get("toload") or ())
        facts = (("reason", reason), ("base", mapper.base_mapper.class_.__name__))
    relation = column_of(mapper, key) if key else None
    facts += (("class", mapper.class_.__name__), *_chain_facts(state))
    return Entry("sqlalchemy", "column", relation, mapper.class_.__name__, facts=facts)


def _why_expired(mapper: Any, names: Any) -> str:
    """Tell a row expired by a commit from the columns a base class's query left out."""
    own = [name for name in names if name in mapper.column_attrs]
    base = mapper.base_mapper
    if (
        base is not mapper
        and own
        and not any(name in base.column_attrs for name in own)
    ):
        return "polymorphic"
    return "expired"


def _attribute_asked(outer: Sequence[FrameType]) -> str:
    for frame in outer:
        if frame.f_code is _ATTRIBUTE:
            return str(frame.f_locals["self"].key)
    return ""


def _entity_facts(state: Any, prop: Any) -> tuple[tuple[str, str], ...]:
    """Return how a query may name the class of the row: an alias, or a base class."""
    path = state.load_path.path
    aliased = bool(path) and getattr(path[0], "is_aliased_class", False)
    bases = [m.class_.__name__ for m in prop.parent.iterate_to_root()][1:]
    return (("aliased", "yes" if aliased else ""), ("bases", " ".join(bases)))


def _chain_facts(state: Any) -> tuple[tuple[str, str], ...]:
    """Return the relations that led to the row, as the ORM itself remembers them."""
    chain: tuple[Relation, ...] = chain_of(state.load_path)
    if not chain:
        return ()
    spelled = [f"{relation}{'*' if relation.is_to_many else ''}" for relation in chain]
    return (("through", " ".join(spelled)),)
