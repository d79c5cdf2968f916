"""However a program ends, what it did until then is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from nplusone_guard.cli.inside import _Run
from nplusone_guard.report.loading import load_reports
from tests.cli.commands import ROOT, command
from tests.cli.test_run import LOOP

TELLS = LOOP + "import os, signal, sys, time\nimport multiprocessing\n"
# A job in the background of a shell script is started with SIGINT ignored.
INTERRUPTED = """
signal.signal(signal.SIGINT, signal.default_int_handler)
os.kill(os.getpid(), signal.SIGINT)
time.sleep(9)
"""


@pytest.fixture
def ended(tmp_path):
    """Run a program; return its exit code and the reports by name."""

    def run(text):
        file, output = tmp_path / "program.py", tmp_path / "reports.json"
        file.write_text(text)
        done = command(
            "run",
            "--format=json",
            f"--output={output}",
            "--",
            "program.py",
            cwd=tmp_path,
        )
        assert "failed while it tried" not in done.stderr
        found = load_reports(output) if output.exists() else []
        return done, sorted((one.name, one.statements) for one in found)

    return run


OWN = (f"{sys.executable} program.py", 3)


@pytest.mark.parametrize(
    ("end", "code"),
    [
        ("os._exit(3)", 3),
        ("os.kill(os.getpid(), signal.SIGTERM)", 128 + signal.SIGTERM),
        ("raise RuntimeError", 1),
        (INTERRUPTED, 128 + signal.SIGINT),
        ("os.execv(sys.executable, [sys.executable, '-c', '1'])", 0),
        ("os.execvp('true', ['true'])", 0),
    ],
)
def test_an_end_that_runs_no_exit_handlers_is_told_too(end, code, ended):
    done, reports = ended(TELLS + end)

    assert done.returncode == code
    assert reports == [OWN]


def test_a_program_that_cannot_be_started_is_none_the_end(ended):
    end = "try:\n    os.execvp('no-such-program', ['x'])\nexcept OSError:\n    read()\n"
    _, reports = ended(TELLS + end)

    assert reports == [(OWN[0], 6)]


def test_what_a_program_becomes_is_a_report_of_its_own(ended):
    again = "if len(sys.argv) == 1:\n    os.execv(sys.executable, [sys.executable, __file__, '2'])"
    _, reports = ended(TELLS + again)

    assert [count for _, count in reports] == [3, 3]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize(
    "use",
    [
        "one = context.Process(target=read)\n    one.start()\n    one.join()",
        "with context.Pool(1) as pool:\n        pool.apply(read)",
    ],
)
def test_processes_of_multiprocessing_are_told(use, method, ended):
    text = TELLS.replace("\nread()\n", "\n")
    main = f"""
if __name__ == "__main__":
    context = multiprocessing.get_context({method!r})
    {use}
    read()
"""
    _, reports = ended(text + main)

    assert len(reports) == 2
    assert reports[0] == OWN
    assert reports[1][0].startswith(f"{OWN[0]} > ")
    assert reports[1][1] == 3


def test_a_killed_program_is_told_as_such():
    done = command("run", "--", "-c", "import os; os.kill(os.getpid(), 9)")

    assert done.returncode == 128 + 9
    assert done.stderr == (
        "nplusone-guard: no report came back: the program was killed by SIGKILL\n"
    )


def test_a_handler_of_the_programs_own_stays(ended):
    own = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))\n"
    done, reports = ended(TELLS + own + "os.kill(os.getpid(), signal.SIGTERM)")

    assert (done.returncode, reports) == (5, [OWN])


def test_a_signal_to_us_ends_the_program_and_its_report_comes(tmp_path):
    (tmp_path / "program.py").write_text(
        TELLS + "print('ready', flush=True)\ntime.sleep(60)"
    )
    words = ("-m", "nplusone_guard", "run", "--", "program.py")
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ROOT},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        began = time.monotonic()
        assert started.stdout.readline() == "ready\n"
        started.terminate()
        _, told = started.communicate(timeout=50)

    assert started.returncode == 128 + signal.SIGTERM
    assert "3 statements in" in told
    assert time.monotonic() - began < 50


def test_a_process_that_outlives_its_starter_writes_nothing(tmp_path):
    run = _Run(str(tmp_path / "gone" / "reports.jsonl"), "program.py", 2)
    run._write()

    assert run.is_written
    assert list(tmp_path.iterdir()) == []
