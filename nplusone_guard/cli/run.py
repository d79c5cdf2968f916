"""Running a program with the guard inside, whatever it is made of.

The program is started as it always is. A `sitecustomize` of ours, put on its path,
opens a scope before its first line and writes the report after its last.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from types import FrameType

from nplusone_guard.cli.files import new_only
from nplusone_guard.cli.writing import write
from nplusone_guard.config import Config
from nplusone_guard.errors import ConfigError
from nplusone_guard.report.formats import render
from nplusone_guard.report.loading import load_reports, reports_from_json
from nplusone_guard.report.values import Report

__all__ = ["run"]

_CHILD = Path(__file__).parent / "child"
_PACKAGES = Path(__file__).parents[2]
_NOT_FOUND, _NOT_STARTED, _KILLED = 127, 126, 128


def run(options: argparse.Namespace) -> int:
    """Run a program, write its report, and return the program's exit code."""
    Config().changed(threshold=options.threshold)
    command = _command(options.words)
    # A process that outlives the program may write while the folder is taken away.
    with tempfile.TemporaryDirectory(
        prefix="nplusone-", ignore_cleanup_errors=True
    ) as folder:
        file = os.path.join(folder, "reports.jsonl")
        ended = _run(command, _environment(command, options.threshold, file))
        reports = _reports(file)
    if reports is None:
        sys.stderr.write(f"nplusone-guard: no report came back: {_why(ended)}\n")
        return ended or 2
    shutil.rmtree(folder, ignore_errors=True)
    new = new_only(reports, options.baseline)
    write(render(options.format, new), options.output, sys.stderr)
    has_findings = any(report.findings for report in new)
    return 1 if options.fail and has_findings and ended == 0 else ended


def _command(words: Sequence[str]) -> list[str]:
    words = list(words)
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        raise ConfigError("run needs a program: nplusone-guard run -- python manage.py")
    is_ours = words[0] in ("-m", "-c") or words[0].endswith(".py")
    if is_ours and shutil.which(words[0]) is None:
        return [sys.executable, *words]
    if words[0] in ("python", "python3") and shutil.which(words[0]) is None:
        return [sys.executable, *words[1:]]
    return words


def _environment(command: Sequence[str], threshold: int, file: str) -> dict[str, str]:
    environment = dict(os.environ)
    if _is_pytest(command):
        asked = f"--nplusone=report --nplusone-json={shlex.quote(file)}"
        asked += f" --nplusone-threshold={threshold}"
        environment["PYTEST_ADDOPTS"] = (
            f"{os.environ.get('PYTEST_ADDOPTS', '')} {asked}".strip()
        )
        return environment
    settings = {
        "file": file,
        "name": " ".join(command),
        "threshold": threshold,
        "starter": os.getpid(),
        "packages": str(_PACKAGES),
    }
    environment["NPLUSONE_GUARD_RUN"] = json.dumps(settings)
    environment["PYTHONPATH"] = _joined(environment)
    return environment


def _joined(environment: Mapping[str, str]) -> str:
    before = environment.get("PYTHONPATH")
    return os.pathsep.join([str(_CHILD), *([before] if before else [])])


def _is_pytest(command: Sequence[str]) -> bool:
    """A test run has a scope for each test, from the plugin."""
    names = ("pytest", "py.test")
    if os.path.basename(command[0]) in names:
        return True
    return any(pair == ("-m", "pytest") for pair in pairwise(command))


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    try:
        program = subprocess.Popen(command, env=environment)
    except FileNotFoundError:
        sys.stderr.write(f"nplusone-guard: there is no program {command[0]!r}\n")
        return _NOT_FOUND
    except PermissionError:
        sys.stderr.write(f"nplusone-guard: {command[0]!r} cannot be executed\n")
        return _NOT_STARTED
    with _signals_left_to(program):
        ended = program.wait()
    return _KILLED - ended if ended < 0 else ended


@contextmanager
def _signals_left_to(program: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let signals end the program, and us only after it."""

    def wait(number: int, frame: FrameType | None) -> None:
        """Ctrl-C reaches the program too: a terminal sends it to both."""

    def hand_on(number: int, frame: FrameType | None) -> None:
        program.send_signal(number)

    handlers = {signal.SIGINT: wait, signal.SIGTERM: hand_on, signal.SIGHUP: hand_on}
    before = {number: signal.signal(number, does) for number, does in handlers.items()}
    try:
        yield
    finally:
        for number, did in before.items():
            signal.signal(number, did)


def _why(ended: int) -> str:
    if ended > _KILLED:
        try:
            name = signal.Signals(ended - _KILLED).name
        except ValueError:
            name = f"signal {ended - _KILLED}"
        return f"the program was killed by {name}"
    return "the program is no Python, or ignores PYTHONPATH (python -I, -E or -S)"


def _reports(file: str) -> list[Report] | None:
    if not os.path.exists(file):
        return None
    try:
        reports = load_reports(file)
    except ConfigError:
        whole, _, cut = Path(file).read_text(encoding="utf-8").rpartition("\n")
        if not cut:
            raise
        # A process that outlives the program is writing its line just now.
        reports = reports_from_json(whole, file)
    busy = [report for report in reports if report.statements]
    return busy or reports[:1]
