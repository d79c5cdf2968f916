"""The pytest plugin: `pytest --nplusone=fail`, markers and fixtures."""

from __future__ import annotations
