"""What is accepted: findings that somebody gave a reason for, by block, comment or setting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fnmatch import fnmatch

from nplusone_guard.capture.acceptance import Acceptance
from nplusone_guard.capture.scope import Scope
from nplusone_guard.report.comments import Comment, comments_at
from nplusone_guard.report.places import shown
from nplusone_guard.report.values import Finding
from nplusone_guard.report.wording import subject

__all__ = ["ALLOWED", "block_notes", "comment_notes", "comment_of", "with_reason"]

ALLOWED = "allowed in the settings:"


def with_reason(finding: Finding, scope: Scope, today: date) -> Finding:
    """Return *finding* with the reason for accepting it, where there is one.

    The block around it speaks first, then a comment in the source, then the settings.
    """
    if finding.accepted is not None:
        return finding
    comment = comment_of(finding, today)
    if comment is not None:
        return replace(finding, accepted=comment.reason)
    pattern = _allowing(finding, scope)
    if pattern is not None:
        return replace(finding, accepted=f"{ALLOWED} {pattern!r}")
    return finding


def comment_of(finding: Finding, today: date) -> Comment | None:
    """Return the comment that accepts *finding* today."""
    for comment in _comments(finding):
        if not comment.problem and not comment.has_expired(today):
            return comment
    return None


def comment_notes(finding: Finding, today: date) -> Iterator[str]:
    """Yield what is wrong with comments that were to accept *finding* and do not."""
    for comment in _comments(finding):
        place = f"{shown(comment.file)}:{comment.line}"
        if comment.problem:
            yield f"the comment at {place} accepts nothing: {comment.problem}"
        elif comment.until is not None and comment.has_expired(today):
            yield _expired(f"the comment at {place}", comment.until, comment.reason)


def block_notes(
    acceptances: Iterable[Acceptance | None],
    accepted: Iterable[Finding],
    told: Iterable[Finding],
    today: date,
) -> Iterator[str]:
    """Yield what is wrong with `ignore` blocks: expired, or nothing there to accept."""
    used = {finding.accepted for finding in accepted}
    others = ", ".join(dict.fromkeys(subject(finding) for finding in told))
    for one in _each(acceptances):
        block = f"ignore({one.reason!r})"
        if one.relation is not None:
            block = f"ignore({one.reason!r}, relation={one.relation!r})"
        if one.until is not None and one.has_expired(today):
            yield _expired(block, one.until, one.reason)
        elif one.reason not in used:
            hint = f" (findings here: {others})" if one.relation and others else ""
            yield f"{block} accepted nothing in this scope{hint}"


def _each(acceptances: Iterable[Acceptance | None]) -> Iterable[Acceptance]:
    found: dict[Acceptance, None] = {}
    for acceptance in acceptances:
        for one in acceptance.chain() if acceptance is not None else ():
            found[replace(one, outer=None)] = None
    return found


def _comments(finding: Finding) -> Iterable[Comment]:
    places = (finding.blame, finding.loop, finding.origin)
    found = [comments_at(place) for place in places if place is not None]
    return dict.fromkeys(comment for comments in found for comment in comments)


def _expired(what: str, until: date, reason: str) -> str:
    return f"{what} expired on {until.isoformat()}: {reason}"


def _allowing(finding: Finding, scope: Scope) -> str | None:
    places = (finding.blame, finding.loop, finding.origin)
    subjects = {finding.relation, finding.code, scope.name}
    for place in places:
        if place is not None:
            subjects |= {place.file, shown(place.file)}
    for pattern in scope.config.allow:
        if any(one is not None and fnmatch(one, pattern) for one in subjects):
            return pattern
    return None
