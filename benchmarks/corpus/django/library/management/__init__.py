"""The commands of the library."""

from __future__ import annotations
