"""The demonstration: python -m example_project.demo, which `make demo` runs.

It fills a database, starts both servers, asks for every page slow and fixed, and shows
what the guard found.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from example_project.findings import Finding, Reported, told
from example_project.servers import SITES, ServerError, running, seed
from example_project.terminal import Paint, paint_for_output
from example_project.visits import Visit, visit_pages


@dataclass(frozen=True, slots=True)
class Outcome:
    """A visit, and what the guard said about both versions of the page."""

    visit: Visit
    slow: list[Finding]
    fixed: list[Finding]

    @property
    def is_found(self) -> bool:
        """Whether each mistake of the slow version was found, as what it is."""
        codes = {finding["code"] for finding in self.slow}
        return codes.issuperset(self.visit.page.codes)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the guard, or with the pages, in words."""
        checks = (
            (self.is_found, "the slow page went unnoticed"),
            (not self.fixed, "the fixed page was reported"),
            (self.visit.is_same, "the two pages differ"),
            (self.visit.slow.queries > self.visit.fixed.queries, "nothing was saved"),
        )
        return tuple(fault for is_fine, fault in checks if not is_fine)


def main() -> int:
    """Run the demonstration and return its exit status."""
    paint = paint_for_output()
    with tempfile.TemporaryDirectory(prefix="bookshop-") as folder:
        try:
            outcomes = run(Path(folder))
        except ServerError as error:
            print(error, file=sys.stderr)
            return 2
    print("Files are named as inside example_project/.\n")
    for outcome in outcomes:
        print("\n".join(told(outcome.visit, outcome.slow, paint)))
    print_table(outcomes, paint)
    print_farewell()
    return 1 if any(outcome.faults for outcome in outcomes) else 0


def run(data_dir: Path) -> list[Outcome]:
    """Visit every page of every site and return what came of it."""
    print(f"A bookshop with {seed(data_dir)}.")
    outcomes = []
    for site in SITES:
        with running(site, data_dir) as address:
            print(f"{site.name} at {address}: {len(site.pages)} pages, slow and fixed.")
            visits = list(visit_pages(site, address))
        # Only now: a server may write a report after its answer has gone out, and it
        # has stopped, so no report is on its way.
        reported = Reported(data_dir / site.reports)
        for visit in visits:
            slow = reported.about(visit.page.slow)
            fixed = reported.about(visit.page.fixed)
            outcomes.append(Outcome(visit, slow, fixed))
    return outcomes


def print_table(outcomes: Sequence[Outcome], paint: Paint) -> None:
    """Print a line for each page, and below it what is wrong with it."""
    print(
        paint.bold(f"{'page':24}{'mistake':32}{'queries':>16}{'ms':>14}{'found':>10}")
    )
    for outcome in outcomes:
        slow, fixed = outcome.visit.slow, outcome.visit.fixed
        name = f"{outcome.visit.site.name} {outcome.visit.page.name}"
        queries = f"{slow.queries} -> {fixed.queries}"
        times = f"{slow.milliseconds:.0f} -> {fixed.milliseconds:.0f}"
        found = paint.green("yes") if outcome.is_found else paint.red(" no")
        print(
            f"{name:24}{outcome.visit.page.mistake:32}{queries:>16}{times:>14}", end=""
        )
        print(f"{found.rjust(len(found) + 7)}")
        for fault in outcome.faults:
            print(f"    {paint.red(fault)}")
    found_count = sum(outcome.is_found for outcome in outcomes)
    reported_count = sum(bool(outcome.fixed) for outcome in outcomes)
    print(f"\n{found_count} of {len(outcomes)} slow pages found,", end=" ")
    print(f"{reported_count} of {len(outcomes)} fixed pages reported.")


def print_farewell() -> None:
    """Say how to go on by hand."""
    print("\nTo open the pages yourself:  make serve")
    print("Slow and fixed side by side: django_shop/shop/slow.py, fixed.py")
    print("                             fastapi_shop/slow.py, fixed.py")


if __name__ == "__main__":
    sys.exit(main())
