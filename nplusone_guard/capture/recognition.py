"""Recognition: counting a statement by the few frames that its way is known by.

It is all that most statements of an open scope cost, so it is written for few
instructions: what each line costs is measured, `make bench`. For the same reason it
hands its errors to containment itself: a call through `contained` costs 1,900 more.
"""

from __future__ import annotations

import sys
from typing import Any

from nplusone_guard.capture.first import First
from nplusone_guard.capture.known_ways import known_ways
from nplusone_guard.capture.parameters import hashes_of
from nplusone_guard.capture.scope import Counted, Scope
from nplusone_guard.capture.ways import Way
from nplusone_guard.containment import contain

__all__ = ["recognise"]

_getframe = sys._getframe
# What it raises where the stack has fewer frames, as is no mistake.
_TOO_SHALLOW = ("call stack is not deep enough",)


def recognise(
    scope: Scope, sql: str, parameters: Any, alias: str, link: object
) -> Counted | None:
    """Count a statement that came by a known way, if nothing is to be learnt of it.

    It is the first of its shape in this scope, or one more of a proven loop. For hooks
    to call first, from their own frame, where *scope* is the only one and nothing is
    accepted. None where `Scope.see` must have a look.
    """
    try:
        known = known_ways.young.get(sql)
        if known is None:
            return None
        if scope.accepts is not None and not scope.accepts(link):
            return None
        way = known.way
        while way is not None:
            frame = _getframe(way.depth)
            if (
                frame.f_code is way.code
                and frame.f_lasti == way.offset
                # The very same string: each room has its own for each database.
                and way.alias is alias
            ):
                group = scope.proven.get(way)
                if group is None:
                    if way.leads_to(scope.boundary):
                        return _first_by(way, scope, parameters)
                elif way.is_short or way.leads_to(None):
                    group.count += 1
                    return group
            way = way.other
    except Exception as error:  # noqa: BLE001 - see the module's first words
        if error.args != _TOO_SHALLOW:
            contain("recognise a statement", error)
    return None


def _first_by(way: Way, scope: Scope, parameters: Any) -> First | None:
    """Let a statement that came by *way* wait until its shape is met again.

    None where there is no room for it, or it is not one by itself.
    """
    sightings = scope.sightings
    waiting = sightings.waiting
    text = way.text
    earlier = None
    if text in waiting:
        if not sightings.is_apart(way):
            return None
        earlier = waiting[text]
    if sightings.room <= 0:
        return None
    sightings.room -= 1
    first = First()
    first.way = way
    first.hashes = hashes_of(parameters)
    first.earlier = earlier
    first.seconds = 0.0
    first.order = sightings.order = sightings.order + 1
    waiting[text] = first
    return first
