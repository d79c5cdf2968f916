"""The shop's only account, made in the SQLite file for the admin pages."""

from __future__ import annotations

KEEPER = "keeper"
PASSWORD = "bookshop"
