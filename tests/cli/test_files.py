from __future__ import annotations

import io
import json
import sys
from dataclasses import replace

import pytest

from nplusone_guard.cli import main
from nplusone_guard.report.formats import render
from nplusone_guard.report.values import Report
from tests.report.samples import AUTHORS, BOOKS, HERE, IN_TEMPLATE, QUIET


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The folder that three report files lie in; paths are shown from the shop's."""
    (tmp_path / "books.json").write_text(render("json", [BOOKS]))
    (tmp_path / "authors.jsonl").write_text(AUTHORS.to_json() + "\n")
    (tmp_path / "quiet.json").write_text(render("json", [QUIET]))
    monkeypatch.chdir(HERE)
    return tmp_path


def test_show_writes_text_and_ends_well(files, capsys):
    assert main(["show", f"{files}/books.json"]) == 0
    assert "NPG001 Book.author: 16 queries" in capsys.readouterr().out


def test_show_writes_any_format_to_a_file(files, capsys):
    output = files / "out.sarif"

    assert (
        main(["show", f"{files}/books.json", "--format=sarif", f"--output={output}"])
        == 0
    )
    assert json.loads(output.read_text())["version"] == "2.1.0"
    assert capsys.readouterr().out == ""


def test_show_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(BOOKS.to_json()))

    assert main(["show", "-"]) == 0
    assert "GET /books" in capsys.readouterr().out


def test_merge_puts_files_together(files, capsys):
    assert main(["merge", f"{files}/books.json", f"{files}/authors.jsonl"]) == 0

    document = json.loads(capsys.readouterr().out)
    assert [one["scope"]["name"] for one in document["reports"]] == [
        "GET /books",
        "GET /authors",
    ]


def test_check_fails_on_findings_and_only_then(files, capsys):
    assert main(["check", f"{files}/books.json"]) == 1
    assert "NPG001" in capsys.readouterr().out
    assert main(["check", f"{files}/quiet.json"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "0 findings\n")


def test_a_baseline_lets_known_findings_pass_and_new_ones_not(files, capsys):
    known = f"--baseline={files}/b.txt"
    assert main(["check", f"{files}/books.json", known, "--update"]) == 0
    assert capsys.readouterr().err == f"{files}/b.txt: 1 finding known\n"

    assert main(["check", f"{files}/books.json", known]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check", f"{files}/authors.jsonl", known]) == 1
    told = capsys.readouterr()
    assert "NPG002 Author.books" in told.out
    assert "NPG001 Book.author:" not in told.out
    assert "1 finding not in the baseline" in told.err


def test_findings_that_are_gone_are_removable(files, capsys):
    known = f"--baseline={files}/b.txt"
    main(["check", f"{files}/books.json", known, "--update", f"--root={HERE}"])
    capsys.readouterr()

    assert main(["check", f"{files}/quiet.json", known, f"--root={HERE}"]) == 0
    assert (
        f"removable from {files}/b.txt: NPG001 Book.author shop/views.py::book_list"
        in capsys.readouterr().err
    )


def test_comments_that_accepted_nothing_are_listed_without_failing(files, capsys):
    (files / "old.py").write_text("x  # nplusone: ok - forgotten\n")

    assert main(["check", f"{files}/quiet.json", "--sources", str(files)]) == 0
    assert "old.py:1: was never needed: forgotten" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "none.json"], "cannot read reports from none.json"),
        (["check", "{files}/books.json", "--update"], "--update needs --baseline FILE"),
        (["check", "{files}/books.json", "--baseline", "none"], "there is no baseline"),
        (
            ["show", "{files}/books.json", "--output", "no/such/x"],
            "cannot write no/such",
        ),
    ],
)
def test_what_cannot_work_is_one_line_and_exit_code_2(words, message, files, capsys):
    assert main([word.format(files=files) for word in words]) == 2

    told = capsys.readouterr()
    assert told.err.startswith(f"nplusone-guard: {message}")
    assert told.err.count("\n") == 1


def test_reports_of_another_machine_fit_with_its_root(files):
    moved = replace(
        IN_TEMPLATE, blame=replace(IN_TEMPLATE.blame, file="/home/anna/shop/page.html")
    )
    there = Report("GET /", "request", 2, 1.0, findings=(moved,))
    (files / "theirs.json").write_text(render("json", [there]))
    (files / "b.txt").write_text("NPG002 Author.books shop/page.html::authors.html\n")
    words = ["check", f"{files}/theirs.json", f"--baseline={files}/b.txt"]

    assert main(words) == 1
    assert main([*words, "--root=/home/anna"]) == 0
