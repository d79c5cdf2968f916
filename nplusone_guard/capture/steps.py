"""Steps: one live frame reduced to a value that is the same object every time.

A step stands for one instruction of one piece of code. Steps are interned, so a path of
them compares by identity, and all that is costly about an instruction (which loop it is
in, where it stands in the source) is worked out once per process.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from types import CodeType, FrameType

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.bytecode import instruction_at
from nplusone_guard.capture.early_exit import only_retries
from nplusone_guard.capture.generated import recognise
from nplusone_guard.capture.landmarks import Landmark, changes, landmark_of
from nplusone_guard.capture.loops import enclosing_loops
from nplusone_guard.capture.step import Step

__all__ = [
    "Step",
    "StepTable",
    "forget_steps",
    "forget_with_steps",
    "known_tables",
    "table_of",
]

# A process that makes code without end (templates compiled per request) must not
# make the table grow without end: past this many pieces of code it starts anew.
_MOST_CODES = 20_000
_MOST_KEYED = 5_000


class StepTable:
    """The steps of one piece of application code or of one landmark."""

    __slots__ = ("code", "keyed", "landmark", "steps")

    def __init__(self, code: CodeType, landmark: Landmark | None) -> None:
        self.code = code
        self.landmark = landmark
        self.steps: dict[int, Step] = {}
        self.keyed: dict[Hashable, Step] = {}

    def learn(self, offset: int) -> Step:
        """Make the step at *offset* and remember it."""
        loops = () if self.landmark else enclosing_loops(self.code, offset)
        start = instruction_at(self.code, offset)
        if start != offset and not loops:
            # 3.12 calls a property from behind its instruction once it has run often.
            self.steps[offset] = self.steps.get(start) or self.learn(start)
            return self.steps[offset]
        rows = loops
        # Without an exception handler nothing is tried again, and asking the source
        # costs far more than the bytecode does.
        if loops and self.code.co_exceptiontable:
            file = self.code.co_filename
            rows = tuple(loop for loop in loops if not only_retries(file, loop.line))
        step = Step(self.code, offset, rows[0] if rows else None, self.landmark)
        step.retries = len(rows) < len(loops)
        self.steps[offset] = step
        return step

    def outside_loops(self, offset: int) -> Step:
        """Return the step at *offset* as one that no loop of the scope repeats."""
        outside = Step(self.code, offset, None, self.landmark)
        outside.plain = self.steps.get(offset, outside)
        return self.keyed.setdefault(("outside", offset), outside)

    def reached_over(self, step: Step, below: int) -> Step:
        """Return *step* as one with *below* for the library frames further in."""
        key = (step, below)
        variant = self.keyed.get(key)
        if variant is None:
            if len(self.keyed) >= _MOST_KEYED:
                self.keyed.clear()
            variant = Step(step.code, step.offset, None, step.landmark)
            variant.retries = step.retries
            variant.plain = step.plain
            self.keyed[key] = variant
        return variant

    def awaited(self, step: Step, mark: object) -> Step:
        """Return *step* as one that awaits several tasks at once.

        *mark* is "all" where it awaits as many as there are rows; otherwise it tells
        apart the tasks that are written out one by one.
        """
        if step.is_loop and mark != "all":
            return step
        key = ("awaited", step, mark)
        if key not in self.keyed:
            self.keyed[key] = Step(step.code, step.offset, None, step.landmark)
            self.keyed[key].is_loop = mark == "all"
        return self.keyed[key]

    def at_key(self, frame: FrameType) -> Step:
        """Return the step of a landmark that tells its uses apart by a key."""
        assert self.landmark is not None
        assert self.landmark.key is not None
        # The key alone: 3.11 moves a call to another instruction once it has run often,
        # and a library's loop may ask for its rows at one and go on at another.
        key = self.landmark.key(frame)
        step = self.keyed.get(key)
        if step is None:
            if len(self.keyed) >= _MOST_KEYED:
                self.keyed.clear()
            step = self.keyed[key] = Step(self.code, frame.f_lasti, None, self.landmark)
            step.is_loop = step.is_loop and _goes_round(key)
        return step


def _goes_round(key: Hashable) -> bool:
    return key is not None and not (isinstance(key, tuple) and key[:1] == (None,))


# By id: hashing a code object hashes its bytecode. False stands for library code that
# nobody needs to look at. The list keeps each code alive, so that its id stays its own.
_tables: dict[int, StepTable | bool] = {}
_kept: list[CodeType] = []
_made_of_steps: list[Callable[[], None]] = []
_seen_changes = -1


def table_of(frame: FrameType) -> StepTable | bool:
    """Return the table for the code that *frame* runs, or False for library code."""
    global _seen_changes
    if _seen_changes != changes() or len(_kept) >= _MOST_CODES:
        forget_steps()
        _seen_changes = changes()
    code = frame.f_code
    landmark = landmark_of(code)
    table: StepTable | bool = False
    if landmark is not None and landmark.role not in ("entry", "batch"):
        table = StepTable(code, landmark)
    elif is_application(frame):
        recognise(frame)
        table = StepTable(code, None)
    _kept.append(code)
    _tables[id(code)] = table
    return table


def known_tables() -> dict[int, StepTable | bool]:
    """Return the live table of tables, for the walk to read without a call."""
    return _tables


def forget_with_steps(forget: Callable[[], None]) -> None:
    """Call *forget* whenever steps are forgotten, for what is made of them."""
    _made_of_steps.append(forget)


def forget_steps() -> None:
    """Start anew, as after a change of what counts as application code."""
    _tables.clear()
    _kept.clear()
    for forget in _made_of_steps:
        forget()
