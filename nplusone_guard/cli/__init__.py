"""The command line: `nplusone-guard`, also `python -m nplusone_guard`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from nplusone_guard.cli.options import parser
from nplusone_guard.errors import ConfigError

__all__ = ["main"]

_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except ConfigError as error:
        sys.stderr.write(f"nplusone-guard: {error}\n")
        return _USAGE
    except BrokenPipeError:  # `nplusone-guard show ... | head`
        sys.stderr.close()
        return 0
