"""A bookshop with real books, each of its pages written once slow and once fixed."""

from __future__ import annotations
