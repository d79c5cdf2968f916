"""A command in the documentation: what must exist for a reader to type it."""

from __future__ import annotations

import importlib.util
import re
import shlex
import tomllib
from collections.abc import Callable, Sequence

from nplusone_guard.cli.options import parser
from tests.docs.blocks import ROOT

# Commands of other tools, which nothing in this repository can make wrong.
OTHERS = frozenset({"cd", "export", "git", "source", "python3"})


def targets() -> set[str]:
    return set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.M))


def environments() -> set[str]:
    text = (ROOT / "tox.ini").read_text()
    listed = text.partition("env_list =")[2].partition("\n\n")[0]
    return set(listed.split())


def extras() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return set(project["optional-dependencies"])


def missing_targets(words: Sequence[str]) -> set[str]:
    return {w for w in words if "=" not in w and not w.startswith("-")} - targets()


def missing_environments(words: Sequence[str]) -> set[str]:
    if "-e" not in words:
        return set()
    return set(words[words.index("-e") + 1].split(",")) - environments()


def missing_extras(words: Sequence[str]) -> set[str]:
    asked = re.findall(r"nplusone-guard\[([\w,]+)\]", " ".join(words))
    return set(",".join(asked).split(",")) - {""} - extras()


def missing_modules(words: Sequence[str]) -> set[str]:
    if "-m" not in words:
        return {word for word in words[:1] if not (ROOT / word).exists()}
    name = words[words.index("-m") + 1]
    if name == "pip":
        return missing_extras(words)
    return set() if importlib.util.find_spec(name) else {name}


def missing_tests(words: Sequence[str]) -> set[str]:
    paths = {word.partition("::")[0] for word in words if "/" in word}
    return {path for path in paths if not (ROOT / path).exists()}


def refused_words(words: Sequence[str]) -> set[str]:
    """Return all of *words* where our own command line does not take them."""
    ends = [words.index(mark) for mark in (">", "|") if mark in words]
    own = words[: min(ends, default=len(words))]
    try:
        parser().parse_args(own)
    except SystemExit:
        return {" ".join(own)}
    return set()


CHECKS: dict[str, Callable[[Sequence[str]], set[str]]] = {
    "make": missing_targets,
    "tox": missing_environments,
    "pip": missing_extras,
    "uv": missing_extras,
    "python": missing_modules,
    "nplusone-guard": refused_words,
    "pytest": missing_tests,
    ".ci/run": lambda _: set() if (ROOT / ".ci/run").exists() else {".ci/run"},
}


def faults(code: str) -> list[str]:
    """Return a sentence for each command that names something that is not there."""
    found = []
    for line in code.replace("\\\n", " ").splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        while words and re.match(r"^\w+=", words[0]):
            words.pop(0)
        if not words or words[0] in OTHERS:
            continue
        if words[0] not in CHECKS:
            found.append(f"nothing checks the command {words[0]!r}")
        elif missing := CHECKS[words[0]](words[1:]):
            found.append(f"{line.strip()!r} names what is not there: {sorted(missing)}")
    return found
