"""A page's program: its Python blocks run in order in one namespace, in a process of its own.

`python -m tests.docs.program docs/index.md` runs one page.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
import tempfile
import types
from collections.abc import Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from tests.docs.blocks import Block, blocks
from tests.docs.page_error import PageError
from tests.docs.suite import is_suite, run_suite

SETUPS = ("django", "sqlalchemy")


def source_of(found: Sequence[Block]) -> str:
    """Return one Python file in which each block stands on the lines of its page.

    The guard reads source text, so the blocks must be in a real file; a line number in a
    traceback is then a line of the page.
    """
    lines: list[str] = []
    for block in found:
        lines += [""] * (block.line - 1 - len(lines))
        lines += block.code.splitlines()
    return "\n".join(lines) + "\n"


def is_program(block: Block) -> bool:
    skipped = block.argument("skip") is not None
    return block.language == "python" and not skipped and not is_suite(block)


def run_block(block: Block, file: Path, namespace: dict[str, object]) -> str:
    """Run *block* and return what it printed; raise PageError when it misses its mark."""
    code = compile("\n" * (block.line - 1) + block.code, str(file), "exec")
    expected = block.argument("raises")
    printed = StringIO()
    error = None
    with redirect_stdout(printed):
        try:
            exec(code, namespace)
        # A page may show any exception at all, SystemExit too.
        except BaseException as raised:  # noqa: BLE001
            error = raised
    name = type(error).__name__ if error else None
    if name == expected:
        return printed.getvalue() + (f"{error}\n" if error else "")
    if error:
        raise error
    raise PageError(f"line {block.line}: {expected} was not raised")


def compare(block: Block, printed: str) -> None:
    """Raise PageError unless *printed* is what the block shows; `...` stands for anything."""
    pattern = re.escape(block.code.strip()).replace(re.escape("..."), ".*?")
    if not re.fullmatch(pattern, printed.strip(), re.DOTALL):
        raise PageError(f"line {block.line}: the page shows other output:\n{printed}")


def run(page: Path, folder: Path) -> None:
    """Run every Python block of *page* and compare every block of output."""
    found = blocks(page.read_text())
    programs = [b for b in found if is_program(b)]
    file = folder / f"{page.stem.replace('-', '_')}.py"
    file.write_text(source_of(programs))
    module = types.ModuleType("page")
    module.__file__ = str(file)
    # Annotations of dataclasses and models are looked up through sys.modules.
    sys.modules["page"] = module
    prepared = printed = ""
    for block in found:
        setup = next((s for s in SETUPS if block.argument(s) is not None), prepared)
        if setup != prepared:
            prepared = setup
            names = importlib.import_module(f"tests.docs.setups.{setup}")
            names.prepare()
            vars(module).update(names.names())
        if is_suite(block):
            printed = run_suite(block, folder)
        elif block in programs:
            printed = run_block(block, file, vars(module))
        elif block.argument("output") is not None:
            compare(block, printed)


def main() -> None:
    page = Path(sys.argv[1]).resolve()
    sys.path.insert(0, os.getcwd())
    with tempfile.TemporaryDirectory() as folder:
        # Paths in findings are relative to the working folder, as for a reader.
        os.chdir(folder)
        run(page, Path(folder))


if __name__ == "__main__":
    main()
