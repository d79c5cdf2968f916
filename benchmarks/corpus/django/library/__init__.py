"""The library: the application whose code the corpus is."""

from __future__ import annotations
