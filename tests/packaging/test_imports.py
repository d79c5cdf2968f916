"""Importing one part of the package loads no library that another part is about."""

from __future__ import annotations

from pathlib import Path

from tests.packaging.interpreter import loaded_after_importing, third_party
from tests.packaging.rooms import PACKAGE, core_modules

FOREIGN = frozenset(
    {
        "celery",
        "django",
        "fastapi",
        "jinja2",
        "opentelemetry",
        "pytest",
        "rest_framework",
        "sqlalchemy",
        "sqlparse",
        "starlette",
        "structlog",
    }
)


def test_import_of_the_package_is_light() -> None:
    names = loaded_after_importing("nplusone_guard", "nplusone_guard.api")
    assert "nplusone_guard" in names
    assert third_party(names, FOREIGN) == frozenset()


def test_no_module_of_the_core_loads_a_foreign_library() -> None:
    modules = core_modules()
    names = loaded_after_importing(*modules)
    assert names.issuperset(modules)
    assert third_party(names, FOREIGN) == frozenset()


def test_a_heavy_module_is_noticed(tmp_path: Path) -> None:
    """The check above can fail: a copy of the core that loads structlog is caught."""
    copy = tmp_path / PACKAGE.name
    copy.mkdir()
    (copy / "__init__.py").write_text("import structlog\n")
    names = loaded_after_importing("nplusone_guard", root=tmp_path)
    assert third_party(names, FOREIGN) >= {"structlog"}
