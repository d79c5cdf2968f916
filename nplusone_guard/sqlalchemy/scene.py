"""The scene of a finding: what is asked, in which loop, in the loop's own words."""

from __future__ import annotations

from dataclasses import dataclass

from nplusone_guard.advise.editing.hoisting import Asked, hoisted
from nplusone_guard.advise.editing.looping import Loop, loop_of
from nplusone_guard.advise.editing.text import names_in
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.question import Question, question_in
from nplusone_guard.sqlalchemy.written import written_at

__all__ = ["Scene", "scene_of"]


@dataclass(frozen=True, slots=True)
class Scene:
    """What an edit is written from.

    Attributes:
        diagnosis: what is to be mended.
        asked: the asking expression and its text in the words of the loop's function.
        question: that text taken apart.
        loop: the loop that repeats it.
        left_over: statements that only the question needed.
    """

    diagnosis: Diagnosis
    asked: Asked
    question: Question
    loop: Loop
    left_over: tuple[Site, ...] = ()

    @property
    def is_inside(self) -> bool:
        """The asking expression can be edited within the loop."""
        return True

    @property
    def is_async(self) -> bool:
        """The query is awaited."""
        return self.question.is_async

    @property
    def left_over_elsewhere(self) -> bool:
        """What only the question needed does not stand in the loop."""
        return any(not is_within(site, self.loop.site) for site in self.left_over)

    def varies(self, text: str) -> bool:
        """Say whether *text* can have another value in each round."""
        return bool(names_in(text) & self.loop.names)


def scene_of(diagnosis: Diagnosis) -> Scene | None:
    """Return the scene of *diagnosis*; None where its source shows no whole question."""
    evidence = diagnosis.finding.candidate.evidence
    blamed, loop = site_at(evidence.blame), loop_of(diagnosis)
    if blamed is None or loop is None or loop.iterable is None:
        return None
    written = written_at(blamed, loop.site)
    asked = hoisted(written.site, evidence.callers, loop.site, written.text)
    question = question_in(asked.text)
    if question is None or not is_within(asked.site, loop.site):
        return None
    is_here = asked.site.place() == written.site.place()
    scene = Scene(
        diagnosis, asked, question, loop, written.left_over if is_here else ()
    )
    # A session of each round's own is not there before the loop.
    return None if scene.varies(question.receiver) else scene


def is_within(site: Site, loop: Site) -> bool:
    """Say whether *site* stands in *loop*, though its tree may be another reading."""
    wanted = loop.place()
    return site.file == loop.file and any(
        isinstance(node, type(loop.node))
        and Site(site.file, site.path[: index + 1]).place() == wanted
        for index, node in enumerate(site.path)
        if hasattr(node, "lineno")
    )
