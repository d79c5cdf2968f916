"""The corpora: real shapes of N+1 and their harmless twins, one folder per ORM."""

from __future__ import annotations
