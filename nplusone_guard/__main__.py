"""`python -m nplusone_guard`: the command line."""

from __future__ import annotations

import sys

from nplusone_guard.cli import main

if __name__ == "__main__":
    sys.exit(main())
