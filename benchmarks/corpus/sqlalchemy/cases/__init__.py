"""The cases, one topic a file."""

from __future__ import annotations
