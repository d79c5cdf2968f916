"""The library's web applications, one framework a file."""

from __future__ import annotations
