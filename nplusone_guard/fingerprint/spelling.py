"""Spelling: the patterns of strings, names, numbers, parameters and comments.

Each one is possessive, and what is never closed runs to the end of the text, so no
character is looked at more than a fixed number of times.
"""

from __future__ import annotations

from nplusone_guard.fingerprint.dialects import Dialect
from nplusone_guard.fingerprint.doubt import (
    DOUBTFUL_DOUBLE_QUOTED,
    DOUBTFUL_STRING,
    SURE_COMMENTS,
)

# Only these separate tokens. A no-break space or a full-width comma does not: the
# databases take every character outside ASCII as part of a name.
SPACE = r"[ \t\r\n\f\v\x00\ufeff]"
BEYOND_ASCII = r"\x80-\ufefe\uff00-\U0010ffff"
START = rf"[A-Za-z_{BEYOND_ASCII}]"

NUMBER = (
    r"(?:0[xXbBoO][0-9A-Fa-f_]++"
    r"|[0-9][0-9_]*+(?:\.(?!\.)[0-9_]*+)?(?:[eE][+-]?[0-9]++)?"
    r"|\.[0-9]++(?:[eE][+-]?[0-9]++)?)"
)
STRING = r"'[^']*+(?:''[^']*+)*+(?:'|\Z)"
ESCAPED_STRING = r"'[^'\\]*+(?:(?:\\.?|'')[^'\\]*+)*+(?:'|\Z)"
# Strings on the lines below continue this one, and go on escaping.
ESCAPING = rf"[eE]{ESCAPED_STRING}(?:[ \t\f\v]*+[\r\n]{SPACE}*+{ESCAPED_STRING})*+"
DOUBLE_QUOTED = r'"[^"]*+(?:""[^"]*+)*+(?:"|\Z)'
ESCAPED_DOUBLE_QUOTED = r'"[^"\\]*+(?:(?:\\.?|"")[^"\\]*+)*+(?:"|\Z)'
BACKTICKED = r"`[^`]*+(?:``[^`]*+)*+(?:`|\Z)"
BRACKETED = r"\[[^\]]*+(?:\]\][^\]]*+)*+(?:\]|\Z)"
ODBC = r"\{\s*+(?:ts|t|d|guid)\s*+'[^']*+'\s*+\}"
DOLLAR_QUOTED = r"\$(?P<tag>(?:[A-Za-z_][A-Za-z0-9_]*+)?)\$.*?(?:\$(?P=tag)\$|\Z)"
ALTERNATIVE_QUOTED = (
    r"[nN]?[qQ]'(?:\[.*?(?:\]'|\Z)|\{.*?(?:\}'|\Z)|\(.*?(?:\)'|\Z)|<.*?(?:>'|\Z)"
    r"|(?P<mark>.).*?(?:(?P=mark)'|\Z))"
)
COMMENT_EDGES = r"/\*M?![0-9]{0,6}|/\*|\*/"
POSTCOMPILE = r"__\[POSTCOMPILE_[^\[\]]*+\]"
FORMAT = r"%(?:\([^()]*+\))?[sbt](?![A-Za-z0-9_])"
DIGIT_NAME = r"(?!0[xb])(?![0-9]++[eE][+-]?[0-9])[0-9]++[A-Za-z_$][A-Za-z0-9_$]*+"
_OF_NAME = rf"A-Za-z0-9_{BEYOND_ASCII}"
NAMED = rf"(?<![{_OF_NAME}:\]\)\[\"]):[{_OF_NAME}][{_OF_NAME}$]*+(?!')"
AT = r"(?<![A-Za-z0-9_@])@[A-Za-z0-9_]++"
OPERATORS = (
    r"<->|<=>|<#>|<\+>|->>|->|#>>|#>|#-(?!-)|@>|<@|@@|@\?|<<\||\|>>|<<=|>>=|<<|>>|<=|>="
    r"|<>|!=|!~~\*|!~~|!~\*|!~|~~\*|~~|~\*|\|\|/(?!\*)|\|\||&&|&<|&>|-\|-(?!-)|:=|::|=>|==|%%"
)


def line_comments(dialect: Dialect) -> str:
    """Return the pattern of a comment that ends with its line."""
    dashes = r"--(?=[\s\x00]|\Z)[^\n]*+" if dialect.strict_dashes else r"--[^\n]*+"
    if dialect.name == "postgresql":
        dashes = r"--[^\r\n]*+"
    hashes = r"|\#[^\n]*+" if dialect.hash_comments else ""
    return dashes + hashes


def skipped(dialect: Dialect, with_comments: bool) -> str:
    """Return the pattern of everything that may stand between two tokens."""
    comments = line_comments(dialect)
    if with_comments:
        comments += r"|/\*.*?(?:\*/|\Z)"
    if dialect.is_unknown:
        comments = SURE_COMMENTS
    return rf"(?:{SPACE}++|{comments})*+"


def strings(dialect: Dialect) -> list[str]:
    """Return the patterns of the strings in single quotes."""
    plain = ESCAPED_STRING if dialect.backslash_escapes else STRING
    if dialect.is_unknown:
        plain = DOUBTFUL_STRING
    if dialect.escape_strings:
        return [ESCAPING, rf"(?:[nNbBxX]|[uU]&)?{plain}", ODBC]
    return [rf"[nNbBxX]?{plain}", ODBC]


def double_quoted(dialect: Dialect) -> str:
    """Return the pattern of what stands in double quotes."""
    if dialect.is_unknown:
        return DOUBTFUL_DOUBLE_QUOTED
    return ESCAPED_DOUBLE_QUOTED if dialect.quoted == "string" else DOUBLE_QUOTED
