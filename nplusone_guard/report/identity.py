"""An identity: what a finding is called so that it is the same one tomorrow.

It holds neither lines nor counts nor absolute paths: code may move inside its function,
data may grow, and another machine or Python version finds the same thing.
"""

from __future__ import annotations

import hashlib
import re

from nplusone_guard.report.places import steady, steady_function
from nplusone_guard.report.values import Finding

__all__ = ["fingerprint_of", "identity_of"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def identity_of(finding: Finding, root: str | None = None) -> str:
    """Return one line: `NPG001 Book.author shop/views.py::book_list`.

    The second word is the relation, or the shape's id where there is none; the path
    is the blame's, as seen from *root* (the current directory).
    """
    file = steady(finding.blame.file, root)
    function = steady_function(finding.blame.function)
    subject = (finding.relation or finding.shape_id).replace(" ", "_")
    return _CONTROL.sub("?", f"{finding.code} {subject} {file}::{function}")


def fingerprint_of(finding: Finding, root: str | None = None) -> str:
    """Return the identity, and what was asked, as 32 hexadecimal digits."""
    asked = f"{identity_of(finding, root)} {finding.blame.expression}"
    return hashlib.sha256(asked.encode(errors="replace")).hexdigest()[:32]
