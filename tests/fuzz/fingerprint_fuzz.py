"""Throw bytes at the fingerprint: python tests/fuzz/fingerprint_fuzz.py [seconds].

What it finds becomes a line in ``FOUND`` of tests/fuzz/test_found.py.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

_DIALECTS = (None, "sqlite", "postgresql", "mysql", "oracle", "mssql")
_DEFAULT_SECONDS = 120


def one_input(data: bytes) -> None:
    """Check the statement in *data*, whose first byte chooses the dialect."""
    from tests.fuzz.checks import check

    if data:
        check(data[1:], _DIALECTS[data[0] % len(_DIALECTS)])


def write_seeds(folder: Path) -> None:
    """Write the hand-written pairs as inputs to begin with: they hold every rule."""
    from tests.fingerprint.pairs_file import pairs

    folder.mkdir()
    for number, pair in enumerate(pairs()):
        sql = pair.second.encode("utf-8", "surrogatepass")
        dialect = bytes([_DIALECTS.index(pair.dialect)])
        (folder / str(number)).write_bytes(dialect + sql)


def main() -> None:
    """Run the fuzzer for as long as the command line says."""
    # Run as a file, Python looks for modules beside it and not in the checkout.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    try:
        import atheris  # type: ignore[import-untyped]  # it has no stubs
    except ImportError:
        sys.exit("the fuzzer needs atheris: make fuzz, or pip install atheris")
    seconds = sys.argv[1] if len(sys.argv) > 1 else str(_DEFAULT_SECONDS)
    with atheris.instrument_imports(include=["nplusone_guard"]):
        import nplusone_guard.fingerprint  # noqa: F401
        import tests.fuzz.checks  # noqa: F401
    folder = Path(tempfile.mkdtemp(prefix="fingerprint_fuzz_"))
    seeds, found = folder / "seeds", folder / "found"
    found.mkdir()
    write_seeds(seeds)
    print(f"inputs that fail are written to {found}")  # noqa: T201
    limits = [f"-max_total_time={seconds}", "-max_len=256", "-print_final_stats=1"]
    arguments = [sys.argv[0], *limits, f"-artifact_prefix={found}/", str(seeds)]
    atheris.Setup(arguments, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
