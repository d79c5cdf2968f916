from __future__ import annotations

import json
import sys
from importlib import metadata
from importlib.metadata import entry_points

import pytest

from nplusone_guard import guard
from nplusone_guard.cli.run import _reports
from nplusone_guard.errors import ConfigError
from nplusone_guard.report.loading import load_reports
from tests.capture.statements import GET, send
from tests.cli.commands import ROOT, command

LOOP = """
from tests.capture.statements import GET, send

def read():
    for row in (1, 2, 3):
        send(GET, (row,))

read()
"""


@pytest.fixture
def program(tmp_path):
    """Write a program and return its path."""

    def write(text, name="program.py"):
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return write


def run(*words, **environment):
    return command("run", *words, **environment)


def test_the_report_goes_to_standard_error_and_the_rest_is_the_programs(program):
    ended = run("--", program(LOOP + "print('done')\nraise SystemExit(3)"))

    assert (ended.returncode, ended.stdout) == (3, "done\n")
    assert "3 statements" in ended.stderr
    assert ended.stderr.count("NPG009") == 1
    assert "program.py:6 in read" in ended.stderr


def test_a_program_without_findings_has_a_report_too(program):
    ended = run("--fail", "--", program(LOOP.replace("(1, 2, 3)", "(1,)")))

    assert ended.returncode == 0
    assert "1 statement in" in ended.stderr
    assert "no findings" in ended.stderr


@pytest.mark.parametrize(
    ("end", "code"), [("", 1), ("raise SystemExit(0)", 1), ("raise SystemExit(5)", 5)]
)
def test_fail_is_told_from_the_programs_own_failure(end, code, program):
    assert run("--fail", "--", program(LOOP + end)).returncode == code


def test_a_baseline_lets_known_findings_pass(program, tmp_path):
    known = str(tmp_path / "baseline.txt")
    file, reports = program(LOOP), str(tmp_path / "reports.json")
    run("--format=json", f"--output={reports}", "--", file)
    command("check", reports, f"--baseline={known}", "--update")

    assert run("--fail", f"--baseline={known}", "--", file).returncode == 0
    assert run("--fail", "--", file).returncode == 1


def test_the_threshold_is_the_programs(program):
    assert "no findings" in run("--threshold=4", "--", program(LOOP)).stderr


@pytest.mark.parametrize("python", [[], [sys.executable], ["python3"]])
def test_code_modules_and_scripts_run_as_python_runs_them(python, program, tmp_path):
    shown = "import sys; print(__name__, sys.argv[1:])"
    file = program(shown, "shown.py")
    for words in (["-c", shown], ["-m", "shown"], [file]):
        ended = run("--", *python, *words, "a", "--fail", cwd=str(tmp_path))

        assert ended.stdout == "__main__ ['a', '--fail']\n"
        assert "0 statements" in ended.stderr


def test_threads_are_watched(program):
    thread = LOOP.replace(
        "\nread()",
        "\nfrom threading import Thread\nthread = Thread(target=read)\nthread.start()\n",
    )

    assert "3 statements" in run("--", program(thread)).stderr


def test_processes_it_starts_are_reports_of_their_own(program, tmp_path):
    file = program(LOOP)
    outer = f"import subprocess, sys\nsubprocess.run([sys.executable, {file!r}])\n"
    output = tmp_path / "reports.json"
    run("--format=json", f"--output={output}", "--", program(outer, "outer.py"))

    assert [report.statements for report in load_reports(output)] == [3]


def test_a_forked_process_does_not_count_what_its_parent_sent(program, tmp_path):
    fork = (
        LOOP + "import os\nif os.fork():\n    os.wait()\nelse:\n    send(GET, (1,))\n"
    )
    output = tmp_path / "reports.json"
    run("--format=json", f"--output={output}", "--", program(fork))

    assert sorted(one.statements for one in load_reports(output)) == [1, 3]


def test_a_line_that_is_still_being_written_is_left_out(tmp_path):
    file = tmp_path / "reports.jsonl"
    with guard("done", mode="collect") as watch:
        for number in range(3):
            send(GET, (number,))
    line = watch.report.to_json() + "\n"
    file.write_text(line + line[:300])
    assert [report.name for report in _reports(str(file))] == ["done"]
    file.write_text("{}\n" + line[:300])
    with pytest.raises(ConfigError, match="reports.jsonl, line 1"):
        _reports(str(file))


def test_a_sitecustomize_of_the_users_still_runs(program, tmp_path):
    program("import sys\nsys.customized = 'customized'", "sitecustomize.py")
    file = program("import sys\nprint(sys.customized, sys.path)")
    ended = run("--", file, PYTHONPATH=f"{tmp_path}:{ROOT}")

    assert ended.stdout.startswith("customized ")
    assert "nplusone_guard/cli/child" not in ended.stdout
    assert "0 statements" in ended.stderr


def test_an_interpreter_without_the_package_is_lent_it(program):
    file = program("import sys; print('nplusone_guard' in sys.modules)")
    ended = run("--", sys._base_executable, "-s", file, cwd=ROOT, PYTHONPATH="")

    assert ended.stdout == "True\n"
    assert "0 statements" in ended.stderr


@pytest.mark.parametrize(
    "words",
    [["true"], [sys.executable, "-I", "-c", "1"], [sys.executable, "-S", "-c", "1"]],
)
def test_a_program_that_cannot_be_watched_is_no_success(words):
    ended = run("--", *words)

    assert ended.returncode == 2
    assert "no report came back" in ended.stderr


def test_a_killed_program_has_the_exit_code_a_shell_gives():
    ended = run("--", "-c", "import os; os.kill(os.getpid(), 9)")

    assert ended.returncode == 128 + 9


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--", "no-such-program"], 127, "there is no program 'no-such-program'"),
        (["--", "/"], 126, "'/' cannot be executed"),
        (["--"], 2, "run needs a program"),
        ([], 2, "run needs a program"),
        (["--threshold=1", "--", "true"], 2, "threshold must be 2 or more"),
    ],
)
def test_what_cannot_be_run_is_told_in_a_line(words, code, message):
    ended = run(*words)

    assert ended.returncode == code
    assert message in ended.stderr.splitlines()[0]


_IS_INSTALLED = "nplusone" in entry_points(group="pytest11").names
_PLUGIN = [] if _IS_INSTALLED else ["-p", "nplusone_guard.pytest_plugin.plugin"]


def test_pytest_has_a_scope_for_each_test(program, tmp_path):
    tests = LOOP.replace(
        "\nread()\n", "\ndef test_one(): read()\ndef test_two(): pass\n"
    )
    file, output = program(tests, "test_it.py"), tmp_path / "reports.json"
    ended = run(
        "--format=json",
        f"--output={output}",
        "--",
        *(sys.executable, "-m", "pytest", "-q", *_PLUGIN, file),
        cwd=str(tmp_path),
    )

    assert ended.returncode == 0, ended.stdout
    (report,) = [one for one in load_reports(output) if one.findings]
    assert "test_one" in report.name


def test_help_is_worth_reading():
    top, one = command("--help").stdout, command("run", "--help").stdout

    for word in ("run ", "show ", "check ", "merge ", "explain ", "exit codes:"):
        assert word in top
    assert "nplusone-guard run -- python manage.py import_books" in one
    for text in (top, one):
        assert "128 + N" in text


def test_without_a_command_the_help_is_told():
    alone, version = command(), command("--version")

    assert (alone.returncode, alone.stdout) == (2, "")
    assert "run a program and report its N+1 queries" in alone.stderr
    assert version.stdout == f"nplusone-guard {metadata.version('nplusone-guard')}\n"


def test_json_on_standard_error_is_a_document(program):
    ended = run("--format=json", "--", program(LOOP))

    assert json.loads(ended.stderr)["format"] == 1
