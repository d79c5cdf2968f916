"""Time the fingerprint: python -m benchmarks.fingerprint."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time

import sqlparse

from nplusone_guard.fingerprint import fingerprint, slots
from nplusone_guard.fingerprint.canon import canonical_text, plain_text
from nplusone_guard.fingerprint.dialects import POSTGRESQL
from tests.fingerprint.long_inputs import LONG_INPUTS, long_input

COLUMNS = '"shop_book"."id", "shop_book"."title", "shop_book"."author_id"'
PLAIN = (
    f'SELECT {COLUMNS} FROM "shop_book" WHERE ("shop_book"."author_id" = %s AND '
    '"shop_book"."title" > %s) ORDER BY "shop_book"."id" ASC LIMIT 21'
)
LIST = PLAIN.replace('"author_id" = %s', '"author_id" IN (%s, %s, %s)')


def microseconds(run: Callable[[], object], number: int) -> float:
    """Return the processor time of one run in the best of nine rounds."""
    rounds = []
    for _ in range(9):
        started = process_time()
        for _ in range(number):
            run()
        rounds.append((process_time() - started) / number)
    return min(rounds) * 1e6


def slope(name: str) -> tuple[float, float]:
    """Return seconds for a megabyte, and how many times those for a quarter of it."""
    times = []
    for length in (250_000, 1_000_000):
        sql = long_input(name, length)
        rounds = []
        for _ in range(3):
            started = process_time()
            canonical_text(plain_text(sql), POSTGRESQL)
            rounds.append(process_time() - started)
        times.append(min(rounds))
    return times[1], times[1] / times[0]


def main() -> None:
    """Print the table."""
    fingerprint(PLAIN, "postgresql")
    rows: list[tuple[str, Callable[[], object], int]] = [
        ("a known statement", lambda: fingerprint(PLAIN, "postgresql"), 100_000),
        ("a new statement", lambda: canonical_text(PLAIN, POSTGRESQL), 2_000),
        ("a new one with a list", lambda: canonical_text(LIST, POSTGRESQL), 2_000),
        ("its slots", lambda: slots(LIST, "postgresql"), 1_000),
        ("sqlparse.parse, to compare", lambda: sqlparse.parse(PLAIN), 20),
    ]
    print(f"Python {sys.version.split()[0]}, {len(PLAIN)} characters")
    for name, run, number in rows:
        print(f"  {name:<28} {microseconds(run, number):10.2f} us")
    print("One megabyte: seconds, and how many times those of a quarter of it")
    for seconds, times, name in sorted(
        ((*slope(n), n) for n in LONG_INPUTS), reverse=True
    ):
        print(f"  {name:<28} {seconds:10.3f} s {times:6.1f}")


if __name__ == "__main__":
    main()
