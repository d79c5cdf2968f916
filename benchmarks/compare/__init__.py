"""The comparison: every tool runs the same corpus and is judged by the same rules."""

from __future__ import annotations
