"""The scene of a finding: what is asked, in which loop, in the loop's own words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nplusone_guard.advise.editing.handing import HandedDown, handed_down
from nplusone_guard.advise.editing.hoisting import Asked, hoisted
from nplusone_guard.advise.editing.looping import Loop, is_within, loop_of
from nplusone_guard.advise.editing.names import free_name
from nplusone_guard.advise.editing.text import names_in, substituted
from nplusone_guard.diagnose.syntax import Site, site_at
from nplusone_guard.diagnose.values import Diagnosis
from nplusone_guard.sqlalchemy.parent_queries import in_words_of_select
from nplusone_guard.sqlalchemy.question import Question, question_in
from nplusone_guard.sqlalchemy.sessions import Opening, opening_in, with_session_at
from nplusone_guard.sqlalchemy.written import Written, written_at

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
        within: the heading of a `with` that opens a session of the question's own.
    """

    diagnosis: Diagnosis
    asked: Asked
    question: Question
    loop: Loop
    left_over: tuple[Site, ...] = ()
    within: str = ""

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
    text = in_words_of_select(written.text, diagnosis, loop.site)
    opening = opening_in(text, written.site, loop)
    if opening is not None:
        text = substituted(text, {opening.name: opening.made})
    opened = None if opening is None else opening.site.node
    asked = hoisted(written.site, evidence.callers, loop.site, text, opened)
    left = written.left_over if asked.site.place() == written.site.place() else ()
    if not is_within(asked.site, loop.site):
        handed = _handed(asked, written, blamed, loop)
        if handed is None:
            return None
        asked, left = handed, ()
    return _scene(diagnosis, asked, loop, opening, left)


def _handed(
    asked: Asked, written: Written, blamed: Site, loop: Loop
) -> HandedDown | None:
    """Return *asked* as the loop's, which hands its helper what it looked up."""
    runs_before = any(is_within(blamed, site) for site in written.left_over)
    return None if runs_before else handed_down(asked, loop.site)


def _scene(
    diagnosis: Diagnosis,
    asked: Asked,
    loop: Loop,
    opening: Opening | None,
    left: tuple[Site, ...],
) -> Scene | None:
    text, heading = with_session_at(loop.site, asked.text), ""
    question = question_in(text)
    if question is None:
        return None
    if opening is not None:
        # A session of each round's own is not there before the loop.
        name = free_name(loop.site, opening.name, "session", "own_session")
        made = question.receiver
        if names_in(made) & loop.names:
            return None
        heading = opening.heading(made, name)
        question = question_in(text.replace(made, name))
        if question is None:
            return None
    asked = replace(asked, text=text)
    scene = Scene(diagnosis, asked, question, loop, left, heading)
    return None if scene.varies(question.receiver) else scene
