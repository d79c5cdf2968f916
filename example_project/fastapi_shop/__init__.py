"""The bookshop as a FastAPI service: the same tables through SQLAlchemy 2."""

from __future__ import annotations
