"""Doubt: what an unknown dialect may read in two ways takes the rest with it.

Where nobody can say whether a string has ended, whatever follows may be its text, so all
of it is hidden. A statement on which the databases agree is not touched.
"""

from __future__ import annotations


def _quoted(mark: str) -> str:
    """Return the pattern of what stands between two of *mark*.

    A backslash before the mark may escape it, and three marks may be one long one where
    three follow to end it.
    """
    inside = rf"[^{mark}\\]*+"
    three = mark * 3
    agreed = rf"{inside}{three}(?!{mark})"
    return (
        rf"(?:{three}(?!{agreed})(?=.*?{three}).*+"
        rf"|{mark}{inside}(?:(?:\\(?!{mark})|{mark * 2}){inside})*+(?:{mark}|\\.*+|\Z))"
    )


DOUBTFUL_STRING = _quoted("'")
DOUBTFUL_DOUBLE_QUOTED = _quoted('"')

# Comments that every database skips, and ends at the same place: a comment inside
# another may nest, /*! may be run, two dashes before anything but a space may be signs.
SURE_COMMENTS = (
    r"--(?=[\s\x00]|\Z)[^\r\n]*+(?!\r(?!\n))|--[^\r\n'\"]*+(?!['\"]|\r(?!\n))"
    r"|/\*(?!M?!)(?:[^*/]++|\*(?!/)|/(?!\*))*+(?:\*/|\Z)"
    r"|/\*(?=M?!)(?:[^*/'\"]++|\*(?!/)|/(?!\*))*+(?:\*/|\Z)"
)

# What is left of comments, a hash that may begin one, and an odd number of quotes in
# what may be a name in square brackets.
_ODD = r"[^'\"\[\]]*+['\"](?:[^'\"\[\]]*+['\"][^'\"\[\]]*+['\"])*+[^'\"\[\]]*+\]"
DOUBTFUL_REST = rf"(?:--|/\*|\#(?=[^\r\n'\"]*+['\"])|\[(?={_ODD})).++"
