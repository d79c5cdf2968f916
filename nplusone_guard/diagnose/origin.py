"""Origin: the query whose rows are looped over, found from evidence.

Asked in the order of what is surest: a framework that knows its own queryset, the way
the source takes from the access back to a query, the relations and reads that this
scope has seen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nplusone_guard.capture.landmarks import Relation
from nplusone_guard.detect.values import Finding
from nplusone_guard.diagnose.access import without_methods
from nplusone_guard.diagnose.askers import (
    askers_inside,
    known_origin,
    names_before,
    names_inside,
)
from nplusone_guard.diagnose.beyond import Found, beyond_source, hop_relation
from nplusone_guard.diagnose.load_origin import origin_of_asked, origin_of_load
from nplusone_guard.diagnose.loop_origin import origin_of_loop
from nplusone_guard.diagnose.queries import asks_anew, may_be_a_row
from nplusone_guard.diagnose.row_reads import is_unknown_call, origin_of_call
from nplusone_guard.diagnose.rows import Hop, Way, way_to
from nplusone_guard.diagnose.scope_view import ScopeView
from nplusone_guard.diagnose.sources import (
    follow,
    span_of,
)
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Origin
from nplusone_guard.diagnose.view_rows import rows_of_view
from nplusone_guard.diagnose.wrappers import Step

__all__ = ["origin_of_rows"]

# A chain of relations longer than this is a tree, or a mistake of ours.
_MOST_HOPS = 8

Cut = tuple[Site, list[Hop]]


def origin_of_rows(finding: Finding, relation: Relation, view: ScopeView) -> Found:
    """Return where the rows that *relation* starts from are built, and the way there."""
    return (
        _from_framework(finding, relation, view)
        or _from_source(finding, relation, view)
        or _from_scope(finding, relation, view)
    )


def _from_framework(
    finding: Finding, relation: Relation, view: ScopeView
) -> Found | None:
    for asker in askers_inside(finding):
        if asker.origin is not None:
            names = [*names_before(asker, relation), *names_inside(finding)]
            several = asker.fact("to_many").split(",")
            path = [hop_relation(name, name in several, view) for name in names]
            origin, before = _further(known_origin(asker), finding, view)
            return origin, (*before, *path, relation)
    return None


def _further(origin: Origin | None, finding: Finding, view: ScopeView) -> Found:
    """Go on from rows that were asked for once per row: to where those rows come from.

    A method that hands `city.vets.all()` to a serializer, a tag that does to a template.
    """
    site = None if origin is None else site_at(origin.span)
    node = None if site is None else without_methods(site.node)
    if site is None or not isinstance(node, ast.Attribute) or asks_anew(site.node):
        return origin, ()
    asked = view.collection_asked_for(node.attr, finding)
    return (origin, ()) if asked is None else origin_of_rows(*asked, view)


def _from_source(finding: Finding, relation: Relation, view: ScopeView) -> Found | None:
    """Go back through the source as far as no other statement gave the rows."""
    evidence = finding.candidate.evidence
    way = way_to(evidence.blame, evidence.callers)
    if way is None or way.root is None:
        return None
    found: Found | None = None
    for cut in _cuts(way, finding, view):
        found = _from_cut(way, cut, finding, relation, view) or found
        if found and found[0] and found[0].kind != "call":
            break
    return found


def _from_cut(
    way: Way, cut: Cut, finding: Finding, relation: Relation, view: ScopeView
) -> Found | None:
    root = cut[0]
    path = [hop_relation(hop.name, hop.is_iterated, view) for hop in cut[1]]
    path = path or list(view.gone_over_at_one_place(finding))
    beyond = beyond_source(root, finding, view)
    if beyond is not None:
        origin, before = beyond
        return origin, (*before, *path, relation)
    of_view = rows_of_view(root)
    if of_view is not None:
        return of_view, (*path, relation)
    built = follow(Step(root), way.callers)
    if built is None:
        return None
    if root is way.root and is_unknown_call(way, built):
        first = relation if not path else path[0]
        return origin_of_call(built, first, finding, view), (*path, relation)
    span, is_row = span_of(built), may_be_a_row(span_of(built))
    is_certain = built.certain and not is_row
    return Origin(span, "call" if is_row else "query", is_certain), (*path, relation)


def _cuts(way: Way, finding: Finding, view: ScopeView) -> Iterator[Cut]:
    """Yield where to stop, the surest first: at a hop whose rows a statement has read.

    `event.sessions.all()` that ran once is the query to change. One that runs for each
    row is a finding itself, and one that ran no statement was loaded further up.
    `event.sessions` is no query: the one further up can load it, where it is known.
    """
    assert way.root is not None
    read: list[Cut] = []
    for index in range(len(way.hops) - 1, -1, -1):
        hop = way.hops[index]
        if _is_finding(hop, finding, view):
            continue
        order = finding.candidate.order
        was_read = view.was_read_at(hop.site.file, hop.site.place(), order)
        if was_read or (hop.is_iterated and asks_anew(hop.site.node)):
            read.append((hop.site, list(way.hops[index + 1 :])))
            if not isinstance(hop.site.node, ast.Attribute):
                break
    else:
        yield way.root, list(way.hops)
    yield from reversed(read)


def _is_finding(hop: Hop, finding: Finding, view: ScopeView) -> bool:
    """Say whether *hop* is another finding: `event.sessions` is not Speaker.sessions."""
    known = view.relation_called(hop.name)
    return known is not None and known != finding.candidate.relation


def _from_scope(finding: Finding, relation: Relation, view: ScopeView) -> Found:
    """Join relations by the tables they lead to, and end at the read of the first."""
    path = [relation]
    current = finding
    for _ in range(_MOST_HOPS):
        loads = view.loads_of(path[0].owner_tables, current.candidate.order)
        through = view.relation_to(path[0].owner_tables, current)
        if through is None or (loads and loads[0].order > through.candidate.order):
            break
        first = through.candidate.relation
        if first is None or first in path:
            break
        if through.kind == "filtered-relation":
            # Each row asked for these by itself: that query is the one to add to.
            return origin_of_asked(through), tuple(path)
        path.insert(0, first)
        current = through
    loads = view.loads_of(path[0].owner_tables, current.candidate.order)
    # What the loop itself reads again and again is not what it goes round.
    loads.sort(key=lambda load: load.shares_loop(current.candidate.path))
    origin = origin_of_load(loads[0], path[0].owner) if loads else None
    return origin or origin_of_loop(current), tuple(path)
