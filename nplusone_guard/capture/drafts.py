"""A draft: one cycle of the bytecode, read as a loop of the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nplusone_guard.capture.bytecode import Flow, Position
from nplusone_guard.capture.cycles import cycles_of


@dataclass(slots=True)
class Draft:
    """A loop being put together: what it is, what it repeats, where it stands."""

    header: int
    kind: str
    fetches: set[int]
    repeats: set[int]
    position: Position


_GETS_ITERATOR = {"GET_ITER", "GET_AITER"}
# What 3.12 and later put there to save the names an inlined comprehension binds.
_BETWEEN_ITER_AND_LOOP = {
    "LOAD_FAST_AND_CLEAR",
    "SWAP",
    "COPY",
    "BUILD_LIST",
    "BUILD_SET",
    "BUILD_MAP",
}


def drafts_of(flow: Flow, name: str) -> list[Draft]:
    """Return the loops of the code object called *name*, outer ones first."""
    drafts: list[Draft] = []
    for header, members in cycles_of(flow):
        draft = _draft(flow, header, members)
        if draft is not None and not _is_known(draft, drafts, flow):
            drafts.append(draft)
    _name_comprehensions(drafts, flow)
    if name == "<genexpr>":
        for draft in drafts:
            draft.kind = draft.kind if draft.kind == "comprehension" else "generator"
    for draft in drafts:
        draft.repeats |= _copies(draft, flow)
    return drafts


def _draft(flow: Flow, header: int, nodes: set[int]) -> Draft | None:
    name = flow.instructions[header].name
    if name == "SEND":
        return None  # `await` and `yield from` resume in a cycle of their own
    if name == "FOR_ITER":
        kind, fetching = "for", {header}
    elif name == "GET_ANEXT":
        kind, fetching = "async for", set(_until_received(flow, header))
    else:
        kind, fetching = "while", set()
    place = _source_of(flow, header, nodes, kind)
    return Draft(header, kind, fetching, nodes - fetching, place)


def _until_received(flow: Flow, header: int) -> Iterator[int]:
    received = None
    for start, instruction in flow.instructions.items():
        if start < header:
            continue
        if instruction.name == "SEND" and received is None:
            received = instruction.target
        if received is not None and start >= received:
            if instruction.name == "END_SEND":
                yield start
            return
        yield start


def _source_of(flow: Flow, header: int, nodes: set[int], kind: str) -> Position:
    where = flow.positions
    if kind == "while":
        latches = [start for start in flow.before[header] if start in nodes]
        places = [where[start] for start in (header, *latches) if start in where]
        return min(places, key=_beginning, default=(0, 0, 0, 0))
    stores = flow.instructions[header].end
    if kind == "async for":
        stores = max(flow.instructions[s].end for s in _until_received(flow, header))
    iterable = _end_of_iterable(flow, header)
    return _hull([where[start] for start in (iterable, stores) if start in where])


def _end_of_iterable(flow: Flow, header: int) -> int:
    # Up to 3.12 FOR_ITER stands for the whole statement in the position table; the
    # last instruction before GET_ITER stands for the iterable alone.
    earlier = [start for start in flow.instructions if start < header]
    while earlier and flow.instructions[earlier[-1]].name in _BETWEEN_ITER_AND_LOOP:
        earlier.pop()
    if len(earlier) > 1 and flow.instructions[earlier[-1]].name in _GETS_ITERATOR:
        return earlier[-2]
    return header


def _beginning(place: Position) -> tuple[int, int]:
    return place[0], place[2]


def _hull(places: list[Position]) -> Position:
    if not places:
        return (0, 0, 0, 0)
    first = min((place[0], place[2]) for place in places)
    last = max((place[1], place[3]) for place in places)
    return first[0], last[0], first[1], last[1]


def _is_known(draft: Draft, earlier: list[Draft], flow: Flow) -> bool:
    around = (outer for outer in reversed(earlier) if draft.header in outer.repeats)
    outer = next(around, None)
    if outer is None or not _is_same_while(outer, draft, flow):
        return False
    outer.position = min(outer.position, draft.position, key=_beginning)
    return True


def _is_same_while(outer: Draft, inner: Draft, flow: Flow) -> bool:
    # The test of a `while` is compiled twice, before the body and after it. With a
    # `continue` the first copy heads a cycle around the one headed by the body.
    where = flow.positions
    top = where.get(outer.header)
    if top is None or (outer.kind, inner.kind) != ("while", "while"):
        return False
    if all(where.get(start) != top for start in inner.repeats):
        return False
    latches = [start for start in flow.before[outer.header] if start in outer.repeats]
    return all(
        _beginning(where.get(start, top)) >= _beginning(top) for start in latches
    )


def _copies(draft: Draft, flow: Flow) -> set[int]:
    # What stands once in the source can be compiled twice, inside the cycle and
    # outside: the test of a `while`, a `finally` on the way to `return`.
    plain = {
        start: place
        for start, place in flow.positions.items()
        if "JUMP" not in flow.instructions[start].name
    }
    repeated = {plain[start] for start in draft.repeats if start in plain}
    repeated -= {plain[start] for start in draft.fetches if start in plain}
    return {start for start, place in plain.items() if place in repeated}


def _name_comprehensions(drafts: list[Draft], flow: Flow) -> None:
    for start, instruction in flow.instructions.items():
        if instruction.name not in ("LIST_APPEND", "SET_ADD", "MAP_ADD"):
            continue
        # The argument is how deep on the stack the collection lies: one for each
        # `for` of the comprehension, and 1 alone in a display such as [*a, b].
        around = [draft for draft in reversed(drafts) if start in draft.repeats]
        for draft in around[: instruction.argument - 1]:
            draft.kind = "comprehension"
