"""Names that are values: those of savepoints, cursors and prepared statements.

They are made up anew each time, as are passwords written without quotes.
"""

from __future__ import annotations

from nplusone_guard.fingerprint.dialects import Dialect

# The words a statement begins with that end in such a name.
_NAME_LAST = frozenset({"SAVEPOINT", "RELEASE", "ROLLBACK", "FETCH", "move", "close"})
_NAME_LAST |= {"deallocate"}
_NAME_SECOND = frozenset({"DECLARE", "PREPARE", "EXECUTE"})

# A statement with none of these has no such name.
HIDERS = _NAME_LAST | _NAME_SECOND | {"identified", "pragma"}

_OWN_WORDS = frozenset({"ALL", "TO", "FROM", "SAVEPOINT", "PREPARE"})
_WORDS_OF_ROLLBACK = frozenset({"work", "transaction", "tran", "prepared"})


def hide_names(tokens: list[str], dialect: Dialect) -> None:
    """Write ``?`` over the names that are values."""
    verb = tokens[0]
    if verb in _NAME_LAST and len(tokens) > 1 and ";" not in tokens:
        if tokens[-1] not in _OWN_WORDS and tokens[-1] not in _WORDS_OF_ROLLBACK:
            tokens[-1] = "?"
    elif verb in _NAME_SECOND and len(tokens) > 1 and _is_name(tokens[1]):
        if verb != "EXECUTE" or not dialect.runs_procedures:
            tokens[1] = "?"
    elif verb == "pragma":
        tokens[:] = ["?" if token[0] == '"' else token for token in tokens]
    for index, token in enumerate(tokens[:-2]):
        if token == "identified" and tokens[index + 1] == "BY":
            tokens[index + 2] = "?"
            if tokens[index + 3 : index + 4] == ["REPLACE"] and tokens[index + 4 :]:
                tokens[index + 4] = "?"


def _is_name(token: str) -> bool:
    return token[0].islower() or token[0] in '_"`'
