"""The rows the cases run on: every row differs from its neighbours where it can."""

from __future__ import annotations

from datetime import date

from django.contrib.auth import get_user_model

from benchmarks.corpus.django.library import models as m

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def books(rows: int) -> None:
    """Books, each with an author, editor, publisher, copy, chapters, tags, reviews."""
    for number in range(rows):
        one_book(number)


def one_book(number: int) -> m.Book:
    """A book with everything that belongs to it, nothing shared with others."""
    letter = LETTERS[number]
    country = m.Country.objects.create(code=f"{letter}z", name=f"Land {letter}")
    mentor = m.Author.objects.create(name=f"Mentor {letter}", country=country)
    author = m.Author.objects.create(
        name=f"Author {letter}", country=country, mentor=mentor, born=1900 + number
    )
    book = m.Book.objects.create(
        title=f"Book {letter}",
        isbn=f"97800000000{number:02}",
        published=date(2000 + number, 1, 1),
        blurb=f"Blurb {letter}",
        price=10 + number,
        author=author,
        editor=mentor,
        publisher=m.Publisher.objects.create(name=f"House {letter}", country=country),
    )
    _belongings(book, letter)
    return book


def _belongings(book: m.Book, letter: str) -> None:
    member = m.Member.objects.create(name=f"Member {letter}", email=f"{letter}@x.org")
    m.Profile.objects.create(
        member=member, country=book.author.country, about=f"About {letter}"
    )
    for number in range(1, 4):
        m.Chapter.objects.create(
            book=book, number=number, title=f"{letter}{number}", text=letter * 9
        )
        m.Review.objects.create(
            book=book, member=member, stars=2 + number, written=date(2020, 1, number)
        )
    book.tags.add(*(m.Tag.objects.create(name=f"{letter}{n}") for n in (1, 2)))
    m.Copy.objects.create(book=book, shelf=f"S{letter}")
    m.Loan.objects.create(member=member, book=book, due=date(2024, 1, 1))
    member.favourites.add(book)


def one_author(rows: int) -> None:
    """Books that all share one author and one publisher."""
    books(rows)
    first = m.Book.objects.select_related("author", "publisher").first()
    m.Book.objects.update(author=first.author, publisher=first.publisher)


def prolific(rows: int) -> None:
    """Authors with three books each."""
    books(rows)
    for book in list(m.Book.objects.all()):
        for number in (1, 2):
            m.Book.objects.create(
                title=f"{book.title} {number}",
                isbn=f"{book.isbn[:10]}{number}{book.pk:02}",
                published=date(2010, 1, number),
                author=book.author,
                publisher=book.publisher,
                price=5 * number,
            )


def clubs(rows: int) -> None:
    """Clubs with two members each, and orders of these members."""
    books(rows)
    members = list(m.Member.objects.order_by("id"))
    for number, member in enumerate(members):
        club = m.Club.objects.create(name=f"Club {LETTERS[number]}")
        for other in (member, members[number - 1]):
            m.Membership.objects.create(club=club, member=other, role=f"r{other.pk}")


def orders(rows: int) -> None:
    """Orders of one member each, with two lines of different products."""
    books(rows)
    for number, member in enumerate(m.Member.objects.order_by("id")):
        order = m.Order.objects.create(member=member, placed=date(2024, 1, 1 + number))
        paper = m.Paperback.objects.create(name=f"P{number}", pages=100 + number)
        audio = m.Audiobook.objects.create(name=f"A{number}", minutes=number)
        for product in (paper, audio):
            m.OrderLine.objects.create(order=order, product=product, quantity=2)


def events(rows: int) -> None:
    """One event with a session, speaker and user per row, and a ticket per row."""
    event = m.Event.objects.create(name="Book day", starts=date(2024, 5, 1))
    for number in range(rows):
        user = get_user_model().objects.create(username=f"user{number}")
        speaker = m.Speaker.objects.create(user=user, topic=f"Topic {number}")
        m.Session.objects.create(event=event, speaker=speaker, title=f"Talk {number}")
        m.Ticket.objects.create(event=event, holder=f"Holder {number}")


def notes(rows: int) -> None:
    """A note on each book, and on each author."""
    books(rows)
    for book in m.Book.objects.select_related("author"):
        m.Note.objects.create(target=book, text=f"On {book.title}")
        m.Note.objects.create(target=book.author, text=f"On {book.author.name}")


def tree(rows: int) -> None:
    """A root with as many branches as rows, each with two leaves."""
    root = m.Category.objects.create(name="root")
    for number in range(rows):
        branch = m.Category.objects.create(name=f"branch {number}", parent=root)
        for leaf in range(2):
            m.Category.objects.create(name=f"leaf {number}.{leaf}", parent=branch)


def chain(rows: int) -> None:
    """Categories each inside the one before."""
    parent = None
    for number in range(rows + 1):
        parent = m.Category.objects.create(name=f"level {number}", parent=parent)


def scans(rows: int) -> None:
    """Books, and three scans of each in the archive."""
    books(rows)
    for book in m.Book.objects.all():
        for page in range(3):
            m.Scan.objects.create(isbn=book.isbn, page=page)
