"""Where the bookshop keeps its database and the reports of its requests."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
FIXTURES = PROJECT / "data"

DATA_DIR = Path(os.environ.get("BOOKSHOP_DATA_DIR", PROJECT / ".data"))
DATABASE = DATA_DIR / "bookshop.sqlite3"
DJANGO_REPORTS = DATA_DIR / "django.jsonl"
FASTAPI_REPORTS = DATA_DIR / "fastapi.jsonl"
