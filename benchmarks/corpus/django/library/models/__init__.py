"""The tables of the library."""

from __future__ import annotations

from benchmarks.corpus.django.library.models.archive import Delivery, Scan
from benchmarks.corpus.django.library.models.books import (
    Book,
    Chapter,
    Copy,
    PublishedBook,
    Review,
    Tag,
)
from benchmarks.corpus.django.library.models.lending import Loan, Member, Profile
from benchmarks.corpus.django.library.models.meetings import (
    Event,
    Session,
    Speaker,
    Ticket,
)
from benchmarks.corpus.django.library.models.notes import Bookmark, Note
from benchmarks.corpus.django.library.models.orders import (
    Audiobook,
    Order,
    OrderLine,
    Paperback,
    Product,
)
from benchmarks.corpus.django.library.models.people import Author, Country, Publisher
from benchmarks.corpus.django.library.models.teams import Club, Membership
from benchmarks.corpus.django.library.models.trees import Category, Comment

__all__ = [
    "Audiobook",
    "Author",
    "Book",
    "Bookmark",
    "Category",
    "Chapter",
    "Club",
    "Comment",
    "Copy",
    "Country",
    "Delivery",
    "Event",
    "Loan",
    "Member",
    "Membership",
    "Note",
    "Order",
    "OrderLine",
    "Paperback",
    "Product",
    "Profile",
    "PublishedBook",
    "Publisher",
    "Review",
    "Scan",
    "Session",
    "Speaker",
    "Tag",
    "Ticket",
]
