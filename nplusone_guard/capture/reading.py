"""Reading: one pass over the live frames of a statement that repeats."""

from __future__ import annotations

from types import FrameType

from nplusone_guard.capture.alone import nothing_repeats
from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.between import library_between
from nplusone_guard.capture.driving import driven_by
from nplusone_guard.capture.evidence import Evidence
from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.generated import generated_of
from nplusone_guard.capture.handing_on import hands_on
from nplusone_guard.capture.landmarks import Asker, Entry, Landmark, landmark_of
from nplusone_guard.capture.loop_place import LoopPlace, recursion_among
from nplusone_guard.capture.loop_search import LoopSearch
from nplusone_guard.capture.loops import goes_over_things
from nplusone_guard.capture.overrides import is_override
from nplusone_guard.capture.selves import selves_in
from nplusone_guard.capture.spawned import Spawned
from nplusone_guard.capture.walk import Boundary, Path, outward
from nplusone_guard.containment import contained

__all__ = ["read_evidence"]

_MOST_CALLERS = 12
# A class that wraps models answers every attribute in one of these, so the line inside
# says nothing; the line that asked is the caller's.
_PASS_THROUGH = frozenset({"__getattr__", "__getattribute__", "__get__", "__call__"})


def read_evidence(
    start: FrameType | None, boundary: Boundary | None, path: Path
) -> Evidence | None:
    """Read the stack from *start* outward; None where no one to blame is on it."""
    frames = outward(start, boundary)
    try:
        return _Reading(path, boundary).read(frames)
    finally:
        frames.clear()


class _Reading:
    """One pass over the live frames, innermost first."""

    def __init__(self, path: Path, boundary: Boundary | None) -> None:
        self.path = path
        self.is_alone = False
        self.spawned: Spawned | None = None
        self.library = ""
        self.entry_frame: FrameType | None = None
        self.entry_landmark: Landmark | None = None
        self.is_batch = False
        self.application: list[FrameType] = []
        self.direct: list[FrameType] = []  # those further in than any asker
        self.askers: list[Asker] = []
        self.loop = LoopSearch(path, boundary)
        self.inside_loop: int | None = None  # how many of those are not outside it
        self.is_inside_library = False

    def read(self, frames: list[FrameType]) -> Evidence | None:
        for frame in frames:
            landmark = landmark_of(frame.f_code)
            if landmark is not None:
                self._at_landmark(frame, landmark)
            elif is_application(frame):
                self._at_application(frame)
            elif not self._has_asker() and not self.is_inside_library:
                self.is_inside_library = goes_over_things(frame)
            if self.loop.found is not None and self.inside_loop is None:
                self.inside_loop = len(self.direct)
        if self.direct:
            asker = self._first_telling()
            self.library = library_between(frames, self.entry_frame, asker)
        self.spawned = self.loop.spawned(frames)
        outermost = self.loop.alone
        self.is_alone = outermost is not None and nothing_repeats(
            outermost, frames, self.application, self.loop.boundary
        )
        return self._evidence()

    def _at_landmark(self, frame: FrameType, landmark: Landmark) -> None:
        if landmark.role in ("asker", "row asker") and landmark.read is not None:
            asker = contained("read a framework frame", landmark.read, frame)
            if asker is not None:
                self.askers.append(asker)
                self.loop.at_asker(frame, asker)
        elif landmark.role == "row loop":
            self.loop.at_library(frame, landmark, self._blame())
        elif not self._has_asker():
            if landmark.role == "batch":
                self.is_batch = True
            elif landmark.role == "entry":
                self.entry_frame, self.entry_landmark = frame, landmark

    def _at_application(self, frame: FrameType) -> None:
        if not self._has_asker() and is_override(frame) and self._passes_on(frame):
            return
        self.application.append(frame)
        if not self.askers:
            self.direct.append(frame)
        generated = generated_of(frame.f_code)
        if generated is not None:
            asker = contained("read a template's code", generated.read, frame)
            if asker is not None:
                self.askers.append(asker)
        self.loop.at_application(frame, self._row())

    def _row(self) -> object:
        """Return the row that keeps what it was asked for, None where nobody knows."""
        if self.entry_landmark is None or self.entry_frame is None:
            return None
        name = self.entry_landmark.row
        return self.entry_frame.f_locals.get(name) if name else None

    def _passes_on(self, frame: FrameType) -> bool:
        """Say whether an override has handed its question on.

        One of `save()` that first counts the rows there are has asked by itself.
        """
        entry = self.entry_frame
        if entry is None or entry.f_code.co_name == frame.f_code.co_name:
            return True
        asked, owner = (f.f_locals.get(f.f_code.co_varnames[0]) for f in (entry, frame))
        return type(asked) is type(owner)

    def _has_asker(self) -> bool:
        return bool(self.application or self.askers)

    def _blame(self) -> Span | None:
        """Return the place that asked: the first asker or application frame met."""
        if self.direct:
            frame = self._first_telling()
            if not self.askers or generated_of(frame.f_code) is None:
                return span_at(frame.f_code, frame.f_lasti)
        if self.askers:
            return self.askers[0].span
        return None

    def _evidence(self) -> Evidence | None:
        blame = self._blame()
        if blame is None:
            return None
        read = None if self.entry_landmark is None else self.entry_landmark.read
        asked = self.entry_frame
        entry = contained("read an ORM frame", read, asked) if read and asked else None
        recursion = recursion_among(self.application)
        return Evidence(
            blame=blame,
            loop=self.loop.found
            or self.loop.passed
            or recursion
            or self._driver(entry),
            callers=self._callers(),
            inside=max(len(self.direct) - self._blamed(), 0),
            entry=entry,
            askers=tuple(self.askers),
            is_batch=self.is_batch or (entry is not None and entry.is_batch),
            is_inside_library=self.is_inside_library,
            library=self.library,
            is_alone=self.is_alone,
            spawned=self.spawned,
            selves=selves_in(self.application),
            is_recursive=recursion is not None
            or any(asker.fact("recursive") for asker in self.askers),
        )

    def _driver(self, entry: Entry | None) -> LoopPlace | None:
        """Return the call that went round without a frame of its own."""
        if self.askers:
            return None
        below = self.entry_frame
        while below is not None and below.f_back not in (None, *self.application[:1]):
            below = below.f_back
        is_loaded = entry is not None and entry.operation in ("lazy", "column")
        return driven_by(self.application, below, is_loaded)

    def _callers(self) -> tuple[Span, ...]:
        frames = self.application[self._blamed() :][:_MOST_CALLERS]
        return tuple(span_at(frame.f_code, frame.f_lasti) for frame in frames)

    def _blamed(self) -> int:
        """Return how many application frames go up to the blame and with it."""
        return 1 + self.direct.index(self._first_telling()) if self.direct else 0

    def _first_telling(self) -> FrameType:
        """Skip the wrappers that answer every attribute with one and the same line.

        What stands outside the loop cannot say what is asked in each of its rounds.
        """
        inside = (
            self.direct if not self.inside_loop else self.direct[: self.inside_loop]
        )
        for frame in inside:
            if frame.f_code.co_name in _PASS_THROUGH:
                continue
            if self.entry_frame is None or not hands_on(frame):
                return frame
        return self.direct[0]
