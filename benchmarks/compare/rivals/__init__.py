"""The rivals: one adapter each, in the words of the rival's own documentation."""

from __future__ import annotations
