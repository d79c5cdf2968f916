"""Jinja: the line of the template that asked, its loop, the code that rendered it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from nplusone_guard.capture.application import is_application
from nplusone_guard.capture.expressions import Span, span_at
from nplusone_guard.capture.generated import (
    Generated,
    add_recogniser,
    generated_of,
    remove_recogniser,
)
from nplusone_guard.capture.landmarks import Asker
from nplusone_guard.capture.steps import forget_steps
from nplusone_guard.frameworks.context_rows import ContextRows
from nplusone_guard.frameworks.jinja_code import Chain, JinjaCode, code_behind
from nplusone_guard.frameworks.named_rows import rows_in_response, rows_of_name

__all__ = ["room"]

_NO_ROWS = (dict, tuple, list, str, int, float, type(None))


class JinjaRoom:
    """What the core learns about Jinja's templates."""

    name = "jinja"
    spelling = None

    def install(self) -> None:
        """Learn to tell a template's code from code that somebody wrote."""
        add_recogniser(recognise_template)
        forget_steps()

    def uninstall(self) -> None:
        """Forget it."""
        remove_recogniser(recognise_template)
        forget_steps()


def recognise_template(frame: FrameType) -> Generated | None:
    """Return the template's lines when *frame* runs a template's code."""
    info = frame.f_globals.get("debug_info")
    if not isinstance(info, str) or "blocks" not in frame.f_globals:
        return None
    pairs = [pair.split("=") for pair in info.split("&") if pair]
    lines = tuple((int(template), int(code)) for template, code in pairs)
    return Generated(lines, read_template, frame.f_code)


@dataclass(slots=True)
class _Trail:
    """The way from an expression out to a name of the context."""

    chain: Chain
    names: tuple[str, ...] = ()
    to_many: tuple[str, ...] = ()
    has_row: bool = False
    is_lost: bool = False


def read_template(frame: FrameType) -> Asker | None:
    """Return who asked, with the way to its row and the place that built the rows."""
    code = code_behind(frame)
    chain = None if code is None else code.chain_at(frame)
    span = span_at(frame.f_code, frame.f_lasti)
    if code is None or chain is None:
        return Asker(span, "jinja")
    trail = _Trail(chain, chain.names)
    last = _follow(trail, code, frame)
    rows = None if trail.is_lost else _outside(last, trail.chain.name)
    names = [name for name in trail.names if name not in ("all", "select")]
    facts = (("to_many", ",".join(trail.to_many)),)
    span = _narrowed(span, str(chain))
    if rows is None:
        return Asker(span, "jinja", ".".join(names), facts=facts)
    dotted = ".".join((*rows.hops, *names))
    return Asker(span, "jinja", dotted, rows.span, rows.kind, (*rows.facts, *facts))


def _follow(trail: _Trail, code: JinjaCode, frame: FrameType) -> FrameType:
    """Follow the trail through loops, `set` and the templates that called this one."""
    line = frame.f_lineno
    for _ in range(20):
        local = trail.chain.local
        value = frame.f_locals.get(local)
        iterable = code.iterable_of(local, line)
        if iterable is not None:
            _pass_loop(trail, iterable, value)
            continue
        alias = code.value_of(local, line)
        if alias is not None and alias.local != local:
            trail.chain = alias
            trail.names = (*alias.names, *trail.names)
            continue
        outer = _holding(frame, value)
        if outer is None:
            return frame
        frame, held = outer
        line = frame.f_lineno
        trail.chain = Chain(held)
        code = code_behind(frame) or code
    return frame


def _pass_loop(trail: _Trail, iterable: Chain, row: object) -> None:
    """Note the row of a loop and go on with what it goes over."""
    # By its type: isinstance() would ask a lazy object for its class, and that its row.
    is_none = issubclass(type(row), _NO_ROWS)
    trail.is_lost = trail.is_lost or (is_none and trail.has_row)
    trail.has_row = trail.has_row or not is_none
    followed = tuple(name for name in iterable.names if name != "all")
    trail.chain = Chain(iterable.local)
    if followed:
        trail.names = (*followed, *trail.names)
        trail.to_many = (*trail.to_many, followed[-1])


def _holding(frame: FrameType, value: object) -> tuple[FrameType, str] | None:
    """Return the template further out that holds *value* in a variable of its own."""
    if issubclass(type(value), _NO_ROWS):
        return None
    for outer in _frames(frame.f_back):
        if generated_of(outer.f_code) is None:
            continue
        for name, held in dict(outer.f_locals).items():
            if held is value and re.match(r"l_[1-9]\d*_", name):
                return outer, name
    return None


def _outside(frame: FrameType, name: str) -> ContextRows | None:
    """Ask who rendered the template."""
    for outer in _frames(frame.f_back):
        given: Any = outer.f_locals.get("self")
        if outer.f_code.co_name == "rendered_content" and given is not None:
            return rows_in_response(given, name)
        if is_application(outer) and generated_of(outer.f_code) is None:
            return rows_of_name(outer, name)
    return None


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _narrowed(span: Span, expression: str) -> Span:
    """Return where *expression* stands in the line of *span*, or else the line."""
    column = (span.expression or "").find(expression)
    if column < 0:
        return span
    start = span.column + column
    end = start + len(expression)
    return Span(span.file, span.line, span.line, start, end, span.function, expression)


room = JinjaRoom()
