"""Fitting: which order of growth describes numbers measured at several sizes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

__all__ = ["ORDERS", "order_of"]

# The simplest first: it is taken as soon as it describes the numbers well enough.
_GROWTHS: tuple[tuple[str, Callable[[float], float]], ...] = (
    ("constant", lambda n: 1.0),
    ("N", lambda n: n),
    ("N log N", lambda n: n * math.log2(max(n, 2))),
    ("N squared", lambda n: n * n),
)
ORDERS = tuple(name for name, _ in _GROWTHS)


def order_of(sizes: Sequence[int], values: Sequence[float], tolerance: float) -> str:
    """Return the simplest of ORDERS that is within *tolerance* of *values*.

    Each is fitted as a fixed part plus a growing part, by the least squares of the
    relative errors; where none is near enough, the nearest.
    """
    errors = {
        name: _error([growth(size) for size in sizes], values)
        for name, growth in _GROWTHS
    }
    near = [name for name in ORDERS if errors[name] <= tolerance]
    return near[0] if near else min(ORDERS, key=lambda name: errors[name])


def _error(growths: Sequence[float], values: Sequence[float]) -> float:
    """Return the relative error of the best `fixed + slope * growth`, both from 0 up."""
    least = max(values) * 1e-9 or 1.0
    weights = [1 / max(value, least) for value in values]
    fixed, slope = _fit(
        [weight * growth for weight, growth in zip(weights, growths, strict=True)],
        weights,
        [weight * value for weight, value in zip(weights, values, strict=True)],
    )
    squares = [
        (weight * (fixed + slope * growth - value)) ** 2
        for weight, growth, value in zip(weights, growths, values, strict=True)
    ]
    return math.sqrt(sum(squares) / len(squares))


def _fit(
    growing: Sequence[float], fixed: Sequence[float], wanted: Sequence[float]
) -> tuple[float, float]:
    # Brought to one scale first: N squared of a million is 10 to the 12th.
    scale = max(growing)
    unit = [value / scale for value in growing]
    gg, ff, gf = _dot(unit, unit), _dot(fixed, fixed), _dot(unit, fixed)
    gw, fw = _dot(unit, wanted), _dot(fixed, wanted)
    determinant = gg * ff - gf * gf
    if determinant > 1e-12 * gg * ff:
        slope = (gw * ff - fw * gf) / determinant
        base = (fw * gg - gw * gf) / determinant
        if slope >= 0 and base >= 0:
            return base, slope / scale
    only_slope = (0.0, gw / gg / scale)
    only_base = (fw / ff, 0.0)
    # One of the two is at its border: the better of both borders.
    return min(
        (only_slope, only_base),
        key=lambda pair: sum(
            (pair[0] * f + pair[1] * g - w) ** 2
            for f, g, w in zip(fixed, growing, wanted, strict=True)
        ),
    )


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))
