"""Importing the core is quick and brings neither an ORM nor a logger along."""

from __future__ import annotations

import json
import subprocess
import sys

_ASK = """
import json, sys, time
started = time.process_time()
from nplusone_guard import guard
spent = time.process_time() - started
print(json.dumps([spent, sorted(sys.modules)]))
"""
_NOT_YET = {"django", "sqlalchemy", "structlog", "sqlparse", "pytest", "asyncio"}


def _import() -> tuple[float, set[str]]:
    said = subprocess.run(
        [sys.executable, "-c", _ASK], capture_output=True, text=True, check=True
    )
    spent, modules = json.loads(said.stdout)
    return spent, set(modules)


def test_the_core_imports_no_library_that_it_does_not_need_yet():
    _, modules = _import()

    assert modules & _NOT_YET == set()


def test_the_core_is_imported_in_a_fraction_of_a_second():
    # The least of several: the first one may compile, and the machine has other work.
    assert min(_import()[0] for _ in range(5)) < 0.15
