"""Rows written one at a time."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Club,
    Loan,
    Member,
    Membership,
    Review,
    Tag,
    Ticket,
)
from benchmarks.corpus.django.made import positive, silent

CREATE = Expect("NPG007", fix=("bulk_create(",))
UPDATE = Expect("NPG007", fix=("bulk_update(",), any_of=(("__in=", ".update("),))
UPSERT = Expect(
    "NPG007", fix=("bulk_create(", "update_conflicts=True"), also=("NPG004",)
)


def prices() -> list[int]:
    return list(Book.objects.order_by("id").values_list("price", flat=True))


def tag_names() -> list[str]:
    return sorted(Tag.objects.values_list("name", flat=True))


def tags_of_books() -> list[str]:
    pairs = Book.objects.order_by("id").values_list("title", "tags__name")
    return sorted(f"{title} {name}" for title, name in pairs)


def save_per_row() -> int:
    books = Book.objects.filter(is_public=True)  # origin: save_per_row
    for book in books:  # loop: save_per_row
        book.price = book.price * 2
        book.save()  # blame: save_per_row
    return len(books)


def save_per_row_fixed() -> int:
    books = list(Book.objects.filter(is_public=True))
    for book in books:
        book.price = book.price * 2
    Book.objects.bulk_update(books, ["price"])
    return len(books)


def save_one_field() -> int:
    books = list(Book.objects.all())
    for number, book in enumerate(books):  # loop: save_one_field
        book.price = number
        book.save(update_fields=["price"])  # blame: save_one_field
    return len(books)


def save_one_field_fixed() -> int:
    books = list(Book.objects.all())
    for number, book in enumerate(books):
        book.price = number
    Book.objects.bulk_update(books, ["price"])
    return len(books)


def create_per_row() -> int:
    titles = [book.title for book in Book.objects.all()]
    for title in titles:  # loop: create_per_row
        Tag.objects.create(name=f"about {title}")  # blame: create_per_row
    return len(titles)


def create_per_row_fixed() -> int:
    tags = [Tag(name=f"about {book.title}") for book in Book.objects.all()]
    return len(Tag.objects.bulk_create(tags))


def instance_then_save() -> int:
    due = date(2025, 1, 1)
    member = Member.objects.order_by("id").first()
    books = list(Book.objects.all())
    for book in books:  # loop: instance_then_save
        loan = Loan(member=member, book=book, due=due)
        loan.save()  # blame: instance_then_save
    return len(books)


def instance_then_save_fixed() -> int:
    member = Member.objects.order_by("id").first()
    loans = [
        Loan(member=member, book=book, due=date(2025, 1, 1))
        for book in Book.objects.all()
    ]
    return len(Loan.objects.bulk_create(loans))


def due_loans() -> int:
    return Loan.objects.filter(due=date(2025, 1, 1)).count()


def related_create() -> int:
    books = Book.objects.all()
    member = Member.objects.order_by("id").first()
    for book in books:  # loop: related_create
        book.reviews.create(  # blame: related_create
            member=member, stars=1, written=date(2025, 1, 1)
        )
    return len(books)


def related_create_fixed() -> int:
    member = Member.objects.order_by("id").first()
    books = list(Book.objects.all())
    Review.objects.bulk_create(
        Review(book=book, member=member, stars=1, written=date(2025, 1, 1))
        for book in books
    )
    return len(books)


def star_sums() -> list[int]:
    return sorted(Review.objects.values_list("book_id", "stars"))


def update_one_row_filter() -> int:
    wanted = {book.pk: book.pk + 100 for book in Book.objects.all()}
    for key, price in wanted.items():  # loop: update_one_row_filter
        Book.objects.filter(pk=key).update(price=price)  # blame: update_one_row_filter
    return len(wanted)


def update_one_row_filter_fixed() -> int:
    books = list(Book.objects.all())
    for book in books:
        book.price = book.pk + 100
    return int(Book.objects.bulk_update(books, ["price"]))


def update_same_value() -> int:
    keys = list(Ticket.objects.values_list("pk", flat=True))
    for key in keys:  # loop: update_same_value
        Ticket.objects.filter(pk=key).update(used=True)  # blame: update_same_value
    return len(keys)


def update_same_value_fixed() -> int:
    keys = list(Ticket.objects.values_list("pk", flat=True))
    return int(Ticket.objects.filter(pk__in=keys).update(used=True))


def used_tickets() -> int:
    return Ticket.objects.filter(used=True).count()


def delete_per_row() -> int:
    tickets = Ticket.objects.filter(used=False)  # origin: delete_per_row
    gone = 0
    for ticket in tickets:  # loop: delete_per_row
        ticket.delete()  # blame: delete_per_row
        gone += 1
    return gone


def delete_per_row_fixed() -> int:
    return int(Ticket.objects.filter(used=False).delete()[0])


def delete_by_filter() -> int:
    keys = list(Ticket.objects.values_list("pk", flat=True))
    for key in keys:  # loop: delete_by_filter
        Ticket.objects.filter(pk=key).delete()  # blame: delete_by_filter
    return len(keys)


def delete_by_filter_fixed() -> int:
    keys = list(Ticket.objects.values_list("pk", flat=True))
    return int(Ticket.objects.filter(pk__in=keys).delete()[0])


def update_or_create_per_row() -> int:
    incoming = [(book.isbn, book.price + 7, book) for book in Book.objects.all()]
    for isbn, price, book in incoming:  # loop: update_or_create_per_row
        Book.objects.update_or_create(  # blame: update_or_create_per_row
            isbn=isbn,
            defaults={"price": price, "title": book.title},
        )
    return len(incoming)


def update_or_create_per_row_fixed() -> int:
    books = list(Book.objects.all())
    for book in books:
        book.price += 7
    Book.objects.bulk_create(
        books,
        update_conflicts=True,
        unique_fields=["isbn"],
        update_fields=["price", "title"],
    )
    return len(books)


def get_or_create_per_row() -> int:
    names = [f"new {book.title}" for book in Book.objects.all()]
    for name in names:  # loop: get_or_create_per_row
        Tag.objects.get_or_create(name=name)  # blame: get_or_create_per_row
    return len(names)


def get_or_create_per_row_fixed() -> int:
    names = [f"new {book.title}" for book in Book.objects.all()]
    there = set(Tag.objects.filter(name__in=names).values_list("name", flat=True))
    Tag.objects.bulk_create(Tag(name=name) for name in names if name not in there)
    return len(names)


def add_per_row() -> int:
    tag = Tag.objects.create(name="classic")
    books = list(Book.objects.all())
    for book in books:  # loop: add_per_row
        book.tags.add(tag)  # blame: add_per_row
    return len(books)


def add_per_row_fixed() -> int:
    tag = Tag.objects.create(name="classic")
    books = list(Book.objects.all())
    tag.books.add(*books)
    return len(books)


def set_per_row() -> int:
    tag = Tag.objects.create(name="only")
    books = Book.objects.all()
    for book in books:  # loop: set_per_row
        book.tags.set([tag])  # blame: set_per_row
    return len(books)


def set_per_row_fixed() -> int:
    tag = Tag.objects.create(name="only")
    books = list(Book.objects.all())
    through = Book.tags.through
    through.objects.filter(book__in=books).delete()
    through.objects.bulk_create(through(book=book, tag=tag) for book in books)
    return len(books)


def join_members() -> int:
    club = Club.objects.create(name="everyone")
    members = list(Member.objects.all())
    for member in members:  # loop: join_members
        Membership.objects.create(club=club, member=member)  # blame: join_members
    return len(members)


def join_members_fixed() -> int:
    club = Club.objects.create(name="everyone")
    members = list(Member.objects.all())
    Membership.objects.bulk_create(
        Membership(club=club, member=member) for member in members
    )
    return len(members)


def everyone() -> list[str]:
    return list(Member.objects.filter(clubs__name="everyone").values_list("name"))


def bulk_created() -> int:
    tags = [Tag(name=f"t{book.pk}") for book in Book.objects.all()]
    return len(Tag.objects.bulk_create(tags, batch_size=2))


def bulk_updated() -> int:
    books = list(Book.objects.all())
    for book in books:
        book.price += 1
    return int(Book.objects.bulk_update(books, ["price"], batch_size=2))


def one_update_for_all() -> int:
    return int(Book.objects.filter(is_public=True).update(price=F("price") + 1))


def chunked_delete() -> int:
    gone = 0
    while keys := list(Ticket.objects.values_list("pk", flat=True)[:2]):
        gone += Ticket.objects.filter(pk__in=keys).delete()[0]
    return gone


def one_object_saved_twice() -> str:
    author = Author.objects.order_by("id").first()
    author.name = "First"
    author.save()
    author.born = 1950
    author.save(update_fields=["born"])
    return f"{author.name} {author.born}"


def sign_up() -> str:
    with transaction.atomic():
        member = Member.objects.create(name="New", email="new@x.org")
        club = Club.objects.create(name="New club")
        Membership.objects.create(club=club, member=member)
        Loan.objects.create(member=member, book=Book.objects.first(), due=date.today())
    return str(member.name)


def tags_added_at_once() -> int:
    tag = Tag.objects.create(name="all")
    tag.books.add(*Book.objects.all())
    return int(tag.books.count())


def deleted_at_once() -> int:
    return int(Author.objects.filter(books__isnull=True, mentor=None).delete()[0])


CASES: tuple[Case, ...] = (
    positive(save_per_row, save_per_row_fixed, UPDATE, state=prices),
    positive(save_one_field, save_one_field_fixed, UPDATE, state=prices),
    positive(create_per_row, create_per_row_fixed, CREATE, state=tag_names),
    positive(instance_then_save, instance_then_save_fixed, CREATE, state=due_loans),
    positive(related_create, related_create_fixed, CREATE, state=star_sums),
    positive(update_one_row_filter, update_one_row_filter_fixed, UPDATE, state=prices),
    positive(
        update_same_value,
        update_same_value_fixed,
        Expect("NPG007", fix=("__in=", ".update("), any_of=(("bulk_update(",),)),
        populate=rows.events,
        state=used_tickets,
    ),
    positive(
        delete_per_row,
        delete_per_row_fixed,
        Expect("NPG007", fix=(".delete()",)),
        populate=rows.events,
        state=used_tickets,
    ),
    positive(
        delete_by_filter,
        delete_by_filter_fixed,
        Expect("NPG007", fix=("__in=", ".delete()")),
        populate=rows.events,
        state=used_tickets,
    ),
    positive(
        update_or_create_per_row, update_or_create_per_row_fixed, UPSERT, state=prices
    ),
    positive(
        get_or_create_per_row,
        get_or_create_per_row_fixed,
        Expect("NPG007", also=("NPG004",), fix=("bulk_create(",)),
        state=tag_names,
    ),
    positive(
        add_per_row,
        add_per_row_fixed,
        Expect(
            "NPG007", fix=("through", "bulk_create("), any_of=(("tag.books.add(*",),)
        ),
        state=tags_of_books,
    ),
    positive(
        set_per_row,
        set_per_row_fixed,
        Expect("NPG007", fix=("through", "bulk_create(")),
        state=tags_of_books,
    ),
    positive(join_members, join_members_fixed, CREATE, state=everyone),
    silent(bulk_created, grows=True),
    silent(bulk_updated, grows=True),
    silent(one_update_for_all),
    silent(chunked_delete, populate=rows.events, grows=True),
    silent(one_object_saved_twice),
    silent(sign_up),
    silent(tags_added_at_once),
    silent(deleted_at_once),
)
