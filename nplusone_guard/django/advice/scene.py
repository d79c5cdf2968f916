"""The scene of a finding: what asks, in which loop, over which rows, as source."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from nplusone_guard.advise.editing.edits import Edits
from nplusone_guard.advise.editing.handing import handed_down
from nplusone_guard.advise.editing.hoisting import Asked, hoisted
from nplusone_guard.advise.editing.inlining import inlined
from nplusone_guard.advise.editing.looping import Loop, is_within, loop_of
from nplusone_guard.advise.editing.text import names_in, source_of
from nplusone_guard.diagnose.assignments import assigned
from nplusone_guard.diagnose.queries import certainty
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.django.advice.chains import Chain, Link, chain_of
from nplusone_guard.django.advice.conditions import with_conditions
from nplusone_guard.django.advice.given_rows import row_given_to
from nplusone_guard.django.advice.promised import kept_promise
from nplusone_guard.django.advice.reach import in_words_of_view

__all__ = ["Scene", "handed_scene", "inlined_scene", "scene_of"]

_GIVE_A_ROW = frozenset(
    {
        *("get", "first", "last", "latest", "earliest", "create", "get_or_create"),
        *("update_or_create", "aggregate", "count", "exists", "in_bulk", "pop"),
    }
)
_TAKE_ROWS = frozenset({"extend", "join", "update", "writerows", "union"})
_WRAPPERS = frozenset(
    {
        *("list", "tuple", "set", "frozenset", "sorted", "len", "sum", "min", "max"),
        *("any", "all", "bool", "iter", "next", "enumerate", "dict", "reversed"),
    }
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fix is written from.

    Attributes:
        diagnosis: what is to be mended.
        asked: the asking expression and its text in the words of the loop's function.
        chain: that text taken apart, local variables filled in.
        loop: None where the source shows none.
        is_inside: the asking expression can be edited within the loop.
        given: the variable with the row, where a framework goes round.
    """

    diagnosis: Diagnosis
    asked: Asked
    chain: Chain
    loop: Loop | None
    is_inside: bool
    given: str = ""

    @property
    def is_async(self) -> bool:
        """The query is awaited."""
        return self.asked.is_async

    def varies(self, text: str) -> bool:
        """Say whether *text* can have another value in each round."""
        names = frozenset({self.given}) if self.loop is None else self.loop.names
        return bool(names_in(text) & names)

    def varies_in(self, link: Link) -> bool:
        """Say whether what *link* is given can have another value in each round."""
        return self.varies(f"_{link.text}")

    def put(self, edits: Edits, look: str) -> None:
        """Put *look* in the place of the query, wherever the loop asks the very same."""
        self.asked.put(edits, look)
        asked = self.asked.site
        if not self.is_inside or self.loop is None or self.asked.query is not asked:
            return
        text, places = source_of(asked), {asked.place()}
        for node in ast.walk(self.loop.site.node):
            if type(node) is not type(asked.node):
                continue
            same = self.loop.site.below(node)
            if same.place() not in places and source_of(same) == text:
                places.add(same.place())
                replace(self.asked, site=same).put(edits, look)

    def is_row(self, text: str) -> bool:
        """Say whether *text* is a variable of the loop itself."""
        if self.loop is None:
            return bool(text) and text == self.given
        return text in names_in(self.loop.target)


def handed_scene(scene: Scene) -> Scene | None:
    """Return *scene* as that of the loop whose helper asks, if it can hand rows down."""
    loop = None if scene.loop is None else scene.loop.site
    asked = None if scene.is_inside else handed_down(scene.asked, loop)
    chain = None if asked is None else chain_of(asked.text)
    if asked is None or chain is None:
        return None
    return replace(scene, asked=asked, chain=chain, is_inside=True)


def inlined_scene(scene: Scene) -> Scene:
    """Return *scene* with what a helper does for a row written into the loop, if it can."""
    loop = scene.loop
    asked = None if scene.is_inside or loop is None else inlined(scene.asked, loop.site)
    chain = None if asked is None else chain_of(asked.text)
    if asked is None or chain is None:
        return scene
    return replace(scene, asked=asked, chain=chain, is_inside=True)


def scene_of(diagnosis: Diagnosis) -> Scene | None:
    """Return the scene of *diagnosis*; None where its source cannot be read."""
    evidence = diagnosis.finding.candidate.evidence
    blamed = site_at(evidence.blame)
    if blamed is None:
        return None
    found = loop_of(diagnosis)
    asked = hoisted(
        _asking(blamed), evidence.callers, None if found is None else found.site
    )
    asked = kept_promise(asked, diagnosis)
    chain = chain_of(asked.text)
    if chain is None:
        return None
    is_inside = found is not None and is_within(asked.site, found.site)
    chain = with_conditions(_with_locals(chain, asked.site), asked.site)
    chain = chain_of(in_words_of_view(chain.text(), diagnosis, asked.site)) or chain
    given = "" if found is not None else row_given_to(diagnosis, asked.site)
    return Scene(diagnosis, asked, chain, found, is_inside, given)


def _asking(blamed: Site) -> Site:
    """Go from `list(chapters)` to the chain that `chapters` was assigned."""
    site = blamed
    for _ in range(5):
        node = site.node
        func = node.func if isinstance(node, ast.Call) else None
        if isinstance(func, ast.Name) and func.id in _WRAPPERS and node.args:  # type: ignore[attr-defined]
            site = site.below(node.args[0])  # type: ignore[attr-defined]
            continue
        if isinstance(func, ast.Attribute) and func.attr in _TAKE_ROWS and node.args:  # type: ignore[attr-defined]
            site = site.below(node.args[0])  # type: ignore[attr-defined]
            continue
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            site = site.below(node.generators[0].iter)
            continue
        made = node.value if isinstance(node, ast.Attribute) else None
        if isinstance(made, ast.Call) and any(k.arg == "many" for k in made.keywords):
            if node.attr != "data" or not made.args:  # type: ignore[attr-defined]
                break
            site = site.below(made.args[0])  # the rows of a serializer
            continue
        if isinstance(node, ast.Compare) and len(node.comparators) == 1:
            site = site.below(node.comparators[0])
            continue
        value = _only_value(site, node.id) if isinstance(node, ast.Name) else None
        if value is None:
            break
        site = value
    return site


def _only_value(site: Site, name: str) -> Site | None:
    """Return the query that *name* stands for, where it can be only one."""
    names = assigned(site, name)
    if names is None or names.parameter_of is not None or len(names.steps) != 1:
        return None
    step = names.steps[0]
    if step.index is not None or step.site.file != site.file:
        return None
    if certainty(step.site):
        return step.site
    chain = chain_of(source_of(step.site))
    is_query = chain is not None and bool(chain.links) and "." in chain.base
    return step.site if is_query else None


def _with_locals(chain: Chain, site: Site) -> Chain:
    """Fill in the local variable that *chain* starts from."""
    for _ in range(5):
        if not chain.base.isidentifier() or not chain.links:
            return chain
        value = _only_value(site, chain.base)
        inner = None if value is None else chain_of(source_of(value))
        if inner is None or chain.base in names_in(inner.text()):
            return chain
        if inner.last in _GIVE_A_ROW or not inner.links:
            return chain
        chain = Chain(inner.base, (*inner.links, *chain.links))
    return chain
