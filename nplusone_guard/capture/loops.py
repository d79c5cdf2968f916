"""A loop: the part of a code object that can run again because of one `for`, `while`
or comprehension."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

from nplusone_guard.capture.bytecode import Flow, Position, flow_of, has_backward_jump
from nplusone_guard.capture.cycles import cycles_of


@dataclass(frozen=True, slots=True)
class Loop:
    """One loop of a code object.

    Attributes:
        kind: "for", "while", "async for", "comprehension" or "generator".
        start: Offset of the first instruction that belongs to the loop.
        end: Offset just past the last one.
        header: Offset of the instruction each round starts with; names the loop
            within its code object.
        line: With the three after it, where the loop stands in the source: target
            to iterable of a `for`, the test of a `while` (the whole statement on
            3.11); 0 where the code object has no positions.
    """

    kind: str
    start: int
    end: int
    header: int
    line: int
    end_line: int
    column: int
    end_column: int


@dataclass(slots=True)
class _Draft:
    """A loop being put together: where it starts, what it is, what it repeats."""

    header: int
    kind: str
    body: set[int]
    position: Position


# By id: hash(code) hashes the bytecode. The code object is kept so that its id
# cannot pass to another one.
_known: dict[int, tuple[CodeType, dict[int, tuple[Loop, ...]]]] = {}
_KNOWN_AT_MOST = 4096

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


def enclosing_loops(code: CodeType, offset: int) -> tuple[Loop, ...]:
    """Return the loops that can make the instruction at *offset* run again.

    Innermost first. *offset* is a frame's `f_lasti`. Where a loop gets its next item
    from is not part of what it repeats.
    """
    known = _known.get(id(code))
    if known is None:
        known = _remember(code)
    return known[1].get(offset, ())


def is_in_loop(code: CodeType, offset: int) -> bool:
    """Say whether a loop of *code* can make the instruction at *offset* run again."""
    return bool(enclosing_loops(code, offset))


def _remember(code: CodeType) -> tuple[CodeType, dict[int, tuple[Loop, ...]]]:
    if len(_known) >= _KNOWN_AT_MOST:
        _known.clear()
    known = (code, _analyse(code) if has_backward_jump(code) else {})
    _known[id(code)] = known
    return known


def _analyse(code: CodeType) -> dict[int, tuple[Loop, ...]]:
    flow = flow_of(code)
    drafts = [_draft(flow, header, nodes) for header, nodes in cycles_of(flow)]
    drafts = _merged([draft for draft in drafts if draft and draft.body], flow)
    _name_comprehensions(drafts, flow, code)
    found: dict[int, tuple[Loop, ...]] = {}
    # cycles_of yields a loop before the loops inside it.
    for draft in drafts:
        loop = _finished(draft, flow)
        for start in draft.body | _copies(draft.body, flow):
            instruction = flow.instructions[start]
            for offset in range(instruction.start, instruction.end, 2):
                found[offset] = (loop, *found.get(offset, ()))
    return found


def _draft(flow: Flow, header: int, nodes: set[int]) -> _Draft | None:
    name = flow.instructions[header].name
    if name == "SEND":
        return None  # `await` and `yield from` resume in a cycle of their own
    if name == "FOR_ITER":
        kind, fetching = "for", {header}
    elif name == "GET_ANEXT":
        kind, fetching = "async for", set(_until_received(flow, header))
    else:
        kind, fetching = "while", set()
    body = nodes - fetching
    return _Draft(header, kind, body, _source_of(flow, header, nodes, kind))


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


def _merged(drafts: list[_Draft], flow: Flow) -> list[_Draft]:
    # The test of a `while` is compiled twice, before the body and after it. With a
    # `continue` the first copy heads a cycle around the one headed by the body.
    kept: list[_Draft] = []
    for draft in drafts:
        around = (outer for outer in reversed(kept) if draft.header in outer.body)
        outer = next(around, None)
        if outer is not None and _is_same_while(outer, draft, flow):
            outer.position = min(outer.position, draft.position, key=_beginning)
        else:
            kept.append(draft)
    return kept


def _is_same_while(outer: _Draft, inner: _Draft, flow: Flow) -> bool:
    where = flow.positions
    top = where.get(outer.header)
    if top is None or (outer.kind, inner.kind) != ("while", "while"):
        return False
    if all(where.get(start) != top for start in inner.body):
        return False
    latches = [start for start in flow.before[outer.header] if start in outer.body]
    return all(
        _beginning(where.get(start, top)) >= _beginning(top) for start in latches
    )


def _copies(body: set[int], flow: Flow) -> set[int]:
    # What stands once in the source can be compiled twice, inside the cycle and
    # outside: the test of a `while`, a `finally` on the way to `return`.
    plain = {
        start: place
        for start, place in flow.positions.items()
        if flow.instructions[start].target is None
    }
    repeated = {plain[start] for start in body if start in plain}
    return {start for start, place in plain.items() if place in repeated}


def _name_comprehensions(drafts: list[_Draft], flow: Flow, code: CodeType) -> None:
    for start, instruction in flow.instructions.items():
        if instruction.name not in ("LIST_APPEND", "SET_ADD", "MAP_ADD"):
            continue
        # The argument is how deep on the stack the collection lies: one for each
        # `for` of the comprehension, and 1 alone in a display such as [*a, b].
        around = [draft for draft in reversed(drafts) if start in draft.body]
        for draft in around[: instruction.argument - 1]:
            draft.kind = "comprehension"
    if code.co_name == "<genexpr>":
        for draft in drafts:
            if draft.kind != "comprehension":
                draft.kind = "generator"


def _finished(draft: _Draft, flow: Flow) -> Loop:
    line, end_line, column, end_column = draft.position
    return Loop(
        kind=draft.kind,
        start=min(draft.header, *draft.body),
        end=max(flow.instructions[start].end for start in draft.body),
        header=draft.header,
        line=line,
        end_line=end_line,
        column=column,
        end_column=end_column,
    )
