"""What the contributing guide asks of every file of the package."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.packaging.rooms import PACKAGE

LONGEST = 200
# Names that say nothing about what is inside.
VAGUE = frozenset({"base", "common", "core", "helpers", "misc", "utils"})


def sources() -> dict[str, str]:
    return {
        str(file.relative_to(PACKAGE)): file.read_text()
        for file in sorted(PACKAGE.rglob("*.py"))
    }


def is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        name is None
        or isinstance(name, ast.Name)
        and name.id in ("Exception", "BaseException")
        for name in names
    )


def broad_handlers(text: str) -> list[int]:
    """Return the lines of *text* that catch everything and let nothing through."""
    handlers = (
        n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ExceptHandler)
    )
    return [
        handler.lineno
        for handler in handlers
        if is_broad(handler) and not isinstance(handler.body[-1], ast.Raise)
    ]


def test_no_file_is_longer_than_the_limit() -> None:
    lengths = {name: len(text.splitlines()) for name, text in sources().items()}
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


def test_every_folder_is_a_package() -> None:
    """Without an __init__.py the import contracts and mypy pass a folder by."""
    folders = {file.parent for file in PACKAGE.rglob("*.py")}
    assert {f.name for f in folders if not (f / "__init__.py").exists()} == set()


def test_no_module_has_a_vague_name() -> None:
    stems = {name for name in sources() if Path(name).stem in VAGUE}
    assert stems == set()


def test_every_module_defines_its_concept() -> None:
    silent = {
        n for n, t in sources().items() if ast.get_docstring(ast.parse(t)) is None
    }
    assert silent == set()


def test_only_containment_catches_everything() -> None:
    """And what every statement passes through, which hands its errors on to it."""
    found = {name for name, text in sources().items() if broad_handlers(text)}
    assert found == {"containment.py", "capture/recognition.py"}
    assert len(broad_handlers(sources()["capture/recognition.py"])) == 1


def test_a_broad_handler_is_noticed_and_a_narrow_one_is_not() -> None:
    broad = "try:\n    f()\nexcept (KeyError, Exception):\n    pass\n"
    bare = "try:\n    f()\nexcept:\n    pass\n"
    again = "try:\n    f()\nexcept BaseException:\n    undo()\n    raise\n"
    narrow = "try:\n    f()\nexcept KeyError:\n    pass\n"
    assert [broad_handlers(text) for text in (broad, bare, again, narrow)] == [
        [3],
        [3],
        [],
        [],
    ]
