"""The rivals that know SQLAlchemy: one adapter each."""

from __future__ import annotations

from benchmarks.corpus.sqlalchemy.rivals.queryguard import QueryGuard
from benchmarks.corpus.sqlalchemy.rivals.queryspy import QuerySpy

RIVALS = (QuerySpy(), QueryGuard(), QueryGuard(eager=True))
