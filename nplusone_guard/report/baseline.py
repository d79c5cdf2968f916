"""A baseline: the findings a project knows of and has not mended yet, one a line.

The file is sorted plain text, so that two branches' baselines merge as text does.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nplusone_guard.errors import ConfigError
from nplusone_guard.report.identity import identity_of
from nplusone_guard.report.values import Finding

__all__ = ["Baseline", "load", "write"]

_HEADER = (
    "# nplusone_guard baseline, format 1: known N+1 queries, one a line, sorted.\n"
    "# A new one fails; take a line out once it is mended. Merges as plain text.\n"
)
_LINE = re.compile(r"NPG\d{3} \S+ .+::.*")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class Baseline:
    """The identities that a baseline file holds.

    Attributes:
        known: one line each, as the file has them.
        root: the folder that paths in it start from.
    """

    known: frozenset[str]
    root: str

    def split(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Return *findings* as (new, known)."""
        new: list[Finding] = []
        known: list[Finding] = []
        for finding in findings:
            is_known = identity_of(finding, self.root) in self.known
            (known if is_known else new).append(finding)
        return new, known

    def removable(self, findings: Iterable[Finding]) -> list[str]:
        """Return the lines that none of *findings* stands for any more, sorted.

        Only a run of everything the baseline was written from can tell.
        """
        seen = {identity_of(finding, self.root) for finding in findings}
        return sorted(self.known - seen)


def load(path: str | os.PathLike[str], root: str | None = None) -> Baseline:
    """Return the baseline in the file at *path*.

    *root* is the folder its paths start from: the file's own by default, so that it
    does not matter from where a program runs.

    Raises:
        ConfigError: there is no such file, or a line in it is not a finding's.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(
            f"there is no baseline {file}: write one from the findings of today first, "
            f"with pytest --nplusone-baseline={file} --nplusone-baseline-update or "
            f"nplusone-guard check REPORTS --baseline {file} --update"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read the baseline {file}: {error}") from error
    lines = enumerate(text.splitlines(), start=1)
    known = frozenset(
        _checked(line.strip(), number, file)
        for number, line in lines
        if line.strip() and not line.startswith("#")
    )
    return Baseline(known, root or _folder(file))


def write(
    path: str | os.PathLike[str],
    findings: Iterable[Finding],
    root: str | None = None,
    keep: Iterable[str] = (),
) -> int:
    """Write *findings* as the baseline at *path* and return how many lines it has.

    *keep* are lines that stay whatever was found.
    The file is exchanged whole: whoever reads meanwhile sees the old one or the new.

    Raises:
        ConfigError: it cannot be written; the old file is as it was.
    """
    file = Path(path)
    lines = {identity_of(finding, root or _folder(file)) for finding in findings}
    lines.update(keep)
    text = _HEADER + "".join(f"{line}\n" for line in sorted(lines))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _exchange(file, text)
    except OSError as error:
        raise ConfigError(f"cannot write the baseline {file}: {error}") from error
    return len(lines)


def _checked(line: str, number: int, file: Path) -> str:
    if line.startswith(_CONFLICT):
        raise ConfigError(
            f"{file}, line {number}: a merge left {line.split()[0]!r} here: keep the "
            "lines of both sides and remove the marks"
        )
    if not _LINE.fullmatch(line):
        raise ConfigError(
            f"{file}, line {number}: {line!r} is not a finding such as "
            "'NPG001 Book.author shop/views.py::books': remove the line, or write the "
            "baseline again"
        )
    return line


def _folder(file: Path) -> str:
    return os.path.dirname(os.path.abspath(file))


def _exchange(file: Path, text: str) -> None:
    # Through a link, so that one who links the file does not lose the link.
    target = os.path.realpath(file)
    handle, draft = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".nplusone-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(draft, _mode(target))
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise


def _mode(target: str) -> int:
    try:
        return os.stat(target).st_mode & 0o777
    except FileNotFoundError:
        return 0o644
