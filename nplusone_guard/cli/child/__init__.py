"""The folder that `nplusone-guard run` puts on a program's path; nobody imports it."""

from __future__ import annotations
