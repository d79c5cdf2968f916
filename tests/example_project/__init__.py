"""Tests of the example project: its data, its pages and its demonstration."""

from __future__ import annotations
