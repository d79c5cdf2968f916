"""The fields of a schema: every attribute that validating it reads off a row, and how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import AliasChoices, AliasPath, BaseModel
from pydantic.fields import FieldInfo

from nplusone_guard.frameworks.pydantic_annotations import EACH, models_in

__all__ = ["EACH", "Field", "fields_of"]

_MOST_FIELDS = 2_000
_COLLECTIONS: tuple[type, ...] = (list, tuple, set, frozenset, type({}.values()))
_MOST_SCHEMAS = 1_000


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model, at one place of a schema.

    Attributes:
        model: the class that has the field.
        name: the field.
        attribute: what it is called on the row.
        hops: what leads from the value that is validated to the row: attributes, and
            "*" where each member of a list is taken.
        listed: class and field of the innermost such list; None where the value itself
            is the list.
        top: the class of the outermost rows.
        repeats: it is read once for each of several rows.
        is_recursive: the model holds itself, to a depth that only the rows know.
    """

    model: type[BaseModel]
    name: str
    attribute: str
    hops: tuple[str, ...]
    listed: tuple[type[BaseModel], str] | None
    top: type[BaseModel]
    repeats: bool = False
    is_recursive: bool = False

    def is_of(self, value: object, row: object) -> bool:
        """Say whether *row* is what the hops lead to from *value*; reads no database."""
        return _leads(value, self.hops, row)


# By id: an annotation need not be hashable. It is kept, so that its id stays its own.
_known: dict[int, tuple[Any, dict[str, tuple[Field, ...]]]] = {}


def fields_of(schema: Any) -> dict[str, tuple[Field, ...]]:
    """Return the fields of *schema*, a model or an annotation, by attribute."""
    known = _known.get(id(schema))
    if known is None:
        if len(_known) >= _MOST_SCHEMAS:
            _known.clear()
        known = _known[id(schema)] = (schema, _by_attribute(schema))
    return known[1]


def _by_attribute(schema: Any) -> dict[str, tuple[Field, ...]]:
    visit = _Visit()
    visit.enter(schema, (), None, ())
    found: dict[str, tuple[Field, ...]] = {}
    for field, around in visit.found:
        repeats = EACH in field.hops or not visit.recursive.isdisjoint(around)
        found[field.attribute] = (
            *found.get(field.attribute, ()),
            replace(
                field,
                repeats=repeats,
                is_recursive=field.model in visit.recursive,
            ),
        )
    return found


class _Visit:
    """One walk over a schema, into each model once on each way."""

    def __init__(self) -> None:
        self.found: list[tuple[Field, tuple[type[BaseModel], ...]]] = []
        self.recursive: set[type[BaseModel]] = set()

    def enter(
        self,
        schema: Any,
        hops: tuple[str, ...],
        holder: tuple[type[BaseModel], str] | None,
        around: tuple[type[BaseModel], ...],
        listed: tuple[type[BaseModel], str] | None = None,
    ) -> None:
        module = around[-1].__module__ if around else ""
        for model, more in models_in(schema, module):
            if model in around:
                self.recursive.add(model)
            elif len(self.found) < _MOST_FIELDS:
                inner = holder if more else listed
                self._model(model, (*hops, *more), inner, (*around, model))

    def _model(
        self,
        model: type[BaseModel],
        hops: tuple[str, ...],
        listed: tuple[type[BaseModel], str] | None,
        around: tuple[type[BaseModel], ...],
    ) -> None:
        for name, info in model.model_fields.items():
            for attribute in _attributes(name, info):
                field = Field(model, name, attribute, hops, listed, around[0])
                self.found.append((field, around))
                self.enter(
                    info.annotation, (*hops, attribute), (model, name), around, listed
                )


def _attributes(name: str, info: FieldInfo) -> tuple[str, ...]:
    """Return what the field may be called on a row, the most likely first."""
    alias = info.validation_alias
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    firsts = [each.path[0] if isinstance(each, AliasPath) else each for each in choices]
    return tuple(
        dict.fromkeys([*(each for each in firsts if isinstance(each, str)), name])
    )


def _leads(value: Any, hops: tuple[str, ...], row: object) -> bool:
    if not hops:
        return value is row
    # By its type: isinstance() would ask a lazy object for its class, and that its row.
    is_dict = issubclass(type(value), dict)
    if hops[0] == EACH:
        members = value.values() if is_dict else value
        if not issubclass(type(members), _COLLECTIONS):
            return False
        return any(_leads(member, hops[1:], row) for member in members)
    held = value if is_dict else getattr(value, "__dict__", {})
    return hops[0] in held and _leads(held[hops[0]], hops[1:], row)
