"""Throw bytes at the fingerprint: python tests/fuzz/fingerprint_fuzz.py [seconds].

What it finds becomes a line in ``FOUND`` of tests/fuzz/test_found.py.
"""

from __future__ import annotations

import sys

from tests.fuzz.checks import check

_DIALECTS = (None, "sqlite", "postgresql", "mysql", "oracle", "mssql")
_DEFAULT_SECONDS = 120


def one_input(data: bytes) -> None:
    """Check the statement in *data*, whose first byte chooses the dialect."""
    if data:
        check(data[1:], _DIALECTS[data[0] % len(_DIALECTS)])


def main() -> None:
    """Run the fuzzer for as long as the command line says."""
    try:
        import atheris
    except ImportError:
        sys.exit("the fuzzer needs atheris: pip install atheris")
    seconds = sys.argv[1] if len(sys.argv) > 1 else str(_DEFAULT_SECONDS)
    with atheris.instrument_imports(include=["nplusone_guard"]):
        import nplusone_guard.fingerprint  # noqa: F401
    arguments = [sys.argv[0], f"-max_total_time={seconds}", "-max_len=256"]
    atheris.Setup(arguments, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
