"""Tests of what the guard costs: memory, time that grows, threads and start-up."""

from __future__ import annotations
