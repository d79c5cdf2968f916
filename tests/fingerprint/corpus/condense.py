"""Make the corpora of the suite from what the recorder wrote: python -m ... FOLDER.

    mkdir recorded
    export NPLUSONE_GUARD_RECORD=$PWD/recorded
    export PYTHONPATH=$PWD/tests/fingerprint/corpus/recorder:$PWD
    python -m pytest --ignore tests/fingerprint --ignore tests/fuzz
    python -m tests.fingerprint.corpus.capture_benchmarks django postgresql://...
    python -m tests.fingerprint.corpus.condense recorded

The last line but one is run for both ORMs on PostgreSQL and MariaDB. Literals are replaced,
with the lexer of sqlparse and none of ours, by ones whose text can be looked for.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlparse import lexer
from sqlparse import tokens as kinds

from nplusone_guard.fingerprint import fingerprint
from tests.fingerprint.corpus.corpus_file import FOLDER, write_corpus

_FILES = {"sqlite": "sqlite", "postgresql": "postgresql", "mysql": "mysql"}
_FILES["mariadb"] = "mysql"
_MOST_CHARACTERS = 250_000


def masked(sql: str) -> str:
    """Return *sql* with literals that are known to be ones: 'zq1x' and 9000001."""
    return "".join(_masked(list(lexer.tokenize(sql))))


def _masked(pieces: list[tuple[object, str]]) -> Iterator[str]:
    for number, (kind, text) in enumerate(pieces):
        if kind in kinds.Literal.String.Single:
            yield f"'zq{number}x'"
        elif kind in kinds.Literal.Number:
            yield f"{9_000_000 + number}"
        elif kind not in kinds.Comment:
            yield text


def chosen(statements: Iterable[str], dialect: str) -> list[str]:
    """Return few statements of each shape, the short ones first, up to the limit."""
    of_shape: dict[str, list[str]] = defaultdict(list)
    for sql in sorted(set(map(masked, statements)), key=lambda sql: (len(sql), sql)):
        of_shape[fingerprint(sql, dialect).id].append(sql)
    ranked = sorted(
        (place, len(sql), sql)
        for group in of_shape.values()
        for place, sql in enumerate((group[0], group[-1])[: len(group)])
    )
    kept = []
    room = _MOST_CHARACTERS
    for _, length, sql in ranked:
        room -= length
        if room > 0:
            kept.append(sql)
    return sorted(kept)


def main(folder: Path) -> None:
    """Write one corpus for each dialect."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in folder.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            dialect, sql = json.loads(line)
            if dialect in _FILES:
                found[_FILES[dialect]].add(sql)
    for dialect, statements in found.items():
        kept = chosen(statements, dialect)
        write_corpus(FOLDER / f"suite_{dialect}.txt", kept)
        print(f"{dialect}: {len(statements)} statements, {len(kept)} kept")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
