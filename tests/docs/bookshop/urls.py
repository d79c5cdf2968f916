"""No addresses: a page that needs some brings its own."""

from __future__ import annotations

from typing import Any

urlpatterns: list[Any] = []
