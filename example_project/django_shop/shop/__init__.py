"""The catalogue of the bookshop: its tables and its pages."""

from __future__ import annotations
