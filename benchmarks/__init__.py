"""What the package is measured with: speed, corpora of right and wrong, rivals."""

from __future__ import annotations
