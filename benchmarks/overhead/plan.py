"""The plan: what is measured, with which tools, over how many rounds."""

from __future__ import annotations

from dataclasses import dataclass

NONE = "no guard"
NOOP = "an empty hook"
IDLE = "installed, no scope open"
OPEN_2 = "scope open, threshold 2"
OPEN_5 = "scope open, threshold 5"
PRODUCTION = "production settings"
OURS = (IDLE, OPEN_2, OPEN_5, PRODUCTION)

DJANGO_RIVALS = (
    "django-zeal",
    "django-query-contract",
    "django-query-doctor",
    "nplusone",
)
SQLALCHEMY_RIVALS = ("queryspy", "pytest-queryguard")


@dataclass(frozen=True, slots=True)
class Workload:
    """One piece of work, measured as the difference of *long* and *short* rounds.

    Attributes:
        name: what results are filed under.
        orm: "django" or "sqlalchemy".
        title: what the table calls it.
        queries: how many statements one round sends.
        is_long: takes too long to be measured with every tool.
    """

    name: str
    orm: str
    title: str
    queries: int
    short: int
    long: int
    is_long: bool = False

    def tools(self) -> tuple[str, ...]:
        """Return the tools it is measured with, no guard first."""
        if self.is_long:
            return (NONE, PRODUCTION)
        rivals = DJANGO_RIVALS if self.orm == "django" else SQLALCHEMY_RIVALS
        return (NONE, NOOP, *OURS, *rivals)


# Not the first rounds: what a tool or the interpreter learns once is not a round's cost.
WORKLOADS = (
    Workload("django-get", "django", "`get(pk=...)` at 25 frames", 1, 40, 160),
    Workload(
        "django-request", "django", "a request of 30 different queries", 30, 12, 18
    ),
    Workload("django-loop", "django", "an N+1 of 100", 101, 12, 15),
    Workload("django-page", "django", "a `select_related` page of 100 rows", 1, 20, 40),
    Workload("django-template", "django", "a template page of 100 rows", 1, 20, 35),
    Workload("django-long-loop", "django", "an N+1 of 10,000", 10_001, 0, 1, True),
    Workload("sqlalchemy-get", "sqlalchemy", "`Session.get` at 25 frames", 1, 40, 240),
    Workload(
        "sqlalchemy-request",
        "sqlalchemy",
        "a request of 30 different queries",
        30,
        12,
        18,
    ),
    Workload("sqlalchemy-loop", "sqlalchemy", "an N+1 of 100", 101, 12, 16),
    Workload(
        "sqlalchemy-core", "sqlalchemy", "Core `execute` at 25 frames", 1, 40, 240
    ),
    Workload(
        "sqlalchemy-async", "sqlalchemy", "`AsyncSession.get` at 25 frames", 1, 40, 200
    ),
)

# What a change must not make dearer: (workload, tool, most that it may add in percent).
BUDGETS: tuple[tuple[str, str, float], ...] = (
    ("django-get", IDLE, 0.3),
    ("django-get", OPEN_5, 1.0),
    ("django-get", OPEN_2, 2.0),
    ("sqlalchemy-get", IDLE, 0.5),
    ("sqlalchemy-get", OPEN_2, 2.5),
)


def workload_called(name: str) -> Workload:
    """Return the workload of this *name*."""
    return next(workload for workload in WORKLOADS if workload.name == name)
