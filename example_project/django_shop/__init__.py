"""The bookshop as a Django project: templates, a JSON API and the admin."""

from __future__ import annotations
