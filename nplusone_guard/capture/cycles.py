"""A cycle: instructions that can each lead back to themselves, with the one it starts at."""

from __future__ import annotations

from collections.abc import Iterator

from nplusone_guard.capture.bytecode import Flow


def cycles_of(flow: Flow) -> Iterator[tuple[int, set[int]]]:
    """Yield (header, members) of each cycle, before the cycles nested inside it."""
    pending = [set(flow.instructions)]
    while pending:
        inside = pending.pop()
        for members in reversed(_components(flow, inside)):
            header = _entry(flow, members)
            yield header, members
            pending.append(members - {header})


def _entry(flow: Flow, members: set[int]) -> int:
    entered = [
        start
        for start in members
        if any(before not in members for before in flow.before[start])
    ]
    return min(entered or members)


def _components(flow: Flow, inside: set[int]) -> list[set[int]]:
    # Tarjan's strongly connected components, without recursion: a code object can
    # be thousands of instructions long. Single instructions are left out unless
    # they jump to themselves.
    order: dict[int, int] = {}
    lowest: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[set[int]] = []
    for root in sorted(inside):
        if root in order:
            continue
        work = [(root, iter(flow.after[root]))]
        order[root] = lowest[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, following = work[-1]
            for target in following:
                if target not in inside:
                    continue
                if target not in order:
                    order[target] = lowest[target] = len(order)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(flow.after[target])))
                    break
                if target in on_stack:
                    lowest[node] = min(lowest[node], order[target])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[node])
                if lowest[node] == order[node]:
                    cut = stack.index(node)
                    members = set(stack[cut:])
                    del stack[cut:]
                    on_stack -= members
                    if len(members) > 1 or node in flow.after[node]:
                        found.append(members)
    return found
