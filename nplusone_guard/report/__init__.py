"""The report: how findings read, as pure functions."""

from __future__ import annotations
