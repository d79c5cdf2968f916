"""The history of the bookshop tables."""

from __future__ import annotations
