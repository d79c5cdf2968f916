from __future__ import annotations

import os
import subprocess
from dataclasses import replace

import pytest

from nplusone_guard import ConfigError
from nplusone_guard.report import baseline
from tests.report.samples import HERE, IN_TEMPLATE, LAZY

ROOT = str(HERE)


def at(**changes):
    return replace(LAZY, blame=replace(LAZY.blame, **changes))


def test_what_was_written_is_known_and_the_rest_is_new(tmp_path):
    file = tmp_path / "baseline.txt"
    baseline.write(file, [LAZY], ROOT)
    new, known = baseline.load(file, ROOT).split([LAZY, IN_TEMPLATE])

    assert (new, known) == ([IN_TEMPLATE], [LAZY])


def test_a_baseline_is_one_finding_a_line_sorted(tmp_path):
    file = tmp_path / "baseline.txt"
    written = baseline.write(file, [IN_TEMPLATE, LAZY, LAZY], ROOT)
    lines = file.read_text().splitlines()

    assert written == 2
    assert [line for line in lines if not line.startswith("#")] == [
        "NPG001 Book.author shop/views.py::book_list",
        "NPG002 Author.books shop/templates/authors.html::authors.html",
    ]


@pytest.mark.parametrize(
    "moved",
    [
        at(line=40, end_line=41, column=0, end_column=9),
        at(function="book_list"),
        at(function="book_list.<locals>.<genexpr>"),
        replace(LAZY, count=9000, duration_ms=1e6, shape="SELECT 1", shape_id="0"),
        replace(LAZY, origin=None, loop=None, certainty="unsure"),
    ],
)
def test_a_finding_that_moved_or_grew_is_still_known(moved, tmp_path):
    baseline.write(tmp_path / "b", [LAZY], ROOT)

    assert baseline.load(tmp_path / "b", ROOT).split([moved])[0] == []


@pytest.mark.parametrize(
    "other",
    [
        at(function="author_list"),
        at(file=str(HERE / "shop" / "models.py")),
        replace(LAZY, relation="Book.editor"),
        replace(LAZY, code="NPG003"),
    ],
)
def test_a_finding_elsewhere_is_new(other, tmp_path):
    baseline.write(tmp_path / "b", [LAZY], ROOT)

    assert baseline.load(tmp_path / "b", ROOT).split([other])[0] == [other]


def test_without_a_relation_the_shape_tells_findings_apart(tmp_path):
    one = replace(LAZY, relation=None, shape_id="aaaa")
    other = replace(LAZY, relation=None, shape_id="bbbb")
    baseline.write(tmp_path / "b", [one], ROOT)

    assert baseline.load(tmp_path / "b", ROOT).split([one, other]) == ([other], [one])


def test_another_machine_with_another_folder_knows_it(tmp_path):
    baseline.write(tmp_path / "b", [LAZY], ROOT)
    elsewhere = at(file="/home/anna/shop/views.py")

    assert baseline.load(tmp_path / "b", "/home/anna").split([elsewhere])[0] == []


def test_paths_start_from_the_folder_of_the_file(tmp_path, monkeypatch):
    inside = at(file=str(tmp_path / "shop" / "views.py"))
    baseline.write(tmp_path / "b", [inside])
    monkeypatch.chdir("/")

    assert "NPG001 Book.author shop/views.py::book_list" in (tmp_path / "b").read_text()
    assert baseline.load(tmp_path / "b").split([inside])[0] == []


def test_an_installed_library_has_the_same_name_everywhere(tmp_path):
    mine = at(file="/usr/lib/python3/site-packages/shop/views.py")
    theirs = at(file="/home/anna/.venv/lib/python3.13/site-packages/shop/views.py")
    baseline.write(tmp_path / "b", [mine], "/srv/app")

    assert baseline.load(tmp_path / "b", "/home/anna").split([theirs])[0] == []


def test_what_is_gone_is_removable(tmp_path):
    baseline.write(tmp_path / "b", [LAZY, IN_TEMPLATE], ROOT)
    known = baseline.load(tmp_path / "b", ROOT)

    assert known.removable([IN_TEMPLATE]) == [
        "NPG001 Book.author shop/views.py::book_list"
    ]
    assert known.removable([LAZY, IN_TEMPLATE]) == []


def test_two_branches_merge_as_text(tmp_path):
    baseline.write(tmp_path / "mine", [LAZY], ROOT)
    baseline.write(tmp_path / "theirs", [IN_TEMPLATE], ROOT)
    text = (tmp_path / "mine").read_text() + (tmp_path / "theirs").read_text()
    (tmp_path / "merged").write_text(text)

    assert baseline.load(tmp_path / "merged", ROOT).split([LAZY, IN_TEMPLATE])[0] == []


def git(folder, *words):
    named = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    return subprocess.run(
        ["git", *named, *words], cwd=folder, check=False, capture_output=True, text=True
    )


def branches_merged(folder, *sides, attributes=""):
    """Return what git says of the merge of branches that each write one baseline."""
    git(folder, "init", "-q", "-b", "main")
    (folder / ".gitattributes").write_text(attributes)
    for number, findings in enumerate(sides):
        if number > 1:
            git(folder, "checkout", "-q", "main")
        if number:
            git(folder, "checkout", "-q", "-b", f"branch{number}")
        baseline.write(folder / "known.txt", findings, ROOT)
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", f"{number}")
    return git(folder, "merge", "branch1")


def other(letter):
    return replace(LAZY, relation=f"{letter}.author")


def test_git_merges_what_two_branches_added_and_mended(tmp_path):
    before = [other(letter) for letter in "CGM"]
    ours = [other("A"), *before[:2]]  # M is mended
    theirs = [*before[:1], other("E"), *before[1:]]
    merged = branches_merged(tmp_path, before, ours, theirs)

    assert merged.returncode == 0, merged.stdout
    known = baseline.load(tmp_path / "known.txt", ROOT)
    assert known.split([*ours, other("E")])[0] == []
    assert known.removable([*ours, other("E")]) == []


def test_git_keeps_both_sides_at_one_place_when_told_to(tmp_path):
    before = [other("C")]
    sides = [*before, other("D")], [*before, other("E")]
    told = "known.txt merge=union\n"
    merged = branches_merged(tmp_path, before, *sides, attributes=told)

    assert merged.returncode == 0, merged.stdout
    known = baseline.load(tmp_path / "known.txt", ROOT)
    assert known.split([*sides[0], *sides[1]])[0] == []


def test_git_leaves_marks_at_one_place_otherwise_and_we_say_where(tmp_path):
    before = [other("C")]
    sides = [*before, other("D")], [*before, other("E")]
    merged = branches_merged(tmp_path, before, *sides)

    assert merged.returncode == 1
    with pytest.raises(ConfigError, match="line 4: a merge left '<<<<<<<' here"):
        baseline.load(tmp_path / "known.txt", ROOT)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("shop/views.py", "line 3: 'shop/views.py' is not a finding such as"),
        ("NPG001 Book.author", "line 3"),
        ("<<<<<<< HEAD", "line 3: a merge left '<<<<<<<' here: keep the lines of both"),
    ],
)
def test_a_line_that_is_no_finding_is_named(line, message, tmp_path):
    baseline.write(tmp_path / "b", [])
    with (tmp_path / "b").open("a") as file:
        file.write(f"{line}\n")

    with pytest.raises(ConfigError, match=message):
        baseline.load(tmp_path / "b")


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(ConfigError, match="there is no baseline .* write one"):
        baseline.load(tmp_path / "none")


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    file = tmp_path / "b"
    baseline.write(file, [LAZY], ROOT)
    before = file.read_text()

    def refuse(source, target):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ConfigError, match="cannot write the baseline .* disk full"):
        baseline.write(file, [IN_TEMPLATE], ROOT)

    assert file.read_text() == before
    assert os.listdir(tmp_path) == ["b"]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    baseline.write(tmp_path / "link", [LAZY], ROOT)

    assert (tmp_path / "link").is_symlink()
    assert "Book.author" in (tmp_path / "real").read_text()
