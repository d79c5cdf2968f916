"""The mapped classes the cases work on: a library, its staff and its stock."""

from __future__ import annotations

from benchmarks.corpus.sqlalchemy.models.library import (
    Author,
    Book,
    Country,
    Event,
    Group,
    Membership,
    Note,
    Profile,
    Publisher,
    Review,
    Tag,
    book_tag,
)
from benchmarks.corpus.sqlalchemy.models.staff import (
    Category,
    Employee,
    Engineer,
    Manager,
    Project,
)
from benchmarks.corpus.sqlalchemy.models.stock import (
    Audit,
    Invoice,
    Line,
    Rack,
    Setting,
    Shelf,
    Slot,
    Tray,
)

__all__ = [
    "Audit",
    "Author",
    "Book",
    "Category",
    "Country",
    "Employee",
    "Engineer",
    "Event",
    "Group",
    "Invoice",
    "Line",
    "Manager",
    "Membership",
    "Note",
    "Profile",
    "Project",
    "Publisher",
    "Rack",
    "Review",
    "Setting",
    "Shelf",
    "Slot",
    "Tag",
    "Tray",
    "book_tag",
]
