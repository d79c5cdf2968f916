"""Reads that a loop repeats: get, first, count, exists, aggregate, membership."""

from __future__ import annotations

from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Q, Subquery, Sum
from django.shortcuts import get_object_or_404

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import (
    BY_KEYS,
    COUNT,
    EXISTS,
    IN_BULK,
    SUBQUERY,
    fetch,
)
from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Chapter,
    Loan,
    Member,
    Review,
    Tag,
)
from benchmarks.corpus.django.library.services import find_author, review_count
from benchmarks.corpus.django.made import positive, silent

GET = Expect("NPG004", fix=IN_BULK, any_of=(BY_KEYS,))
FIRST = Expect(
    "NPG004", also=("NPG006",), fix=SUBQUERY, any_of=(BY_KEYS, ("Prefetch(",), IN_BULK)
)
COUNTED = Expect("NPG005", fix=COUNT, any_of=(fetch("reviews"),))


def get_by_key() -> list[str]:
    keys = list(Book.objects.values_list("pk", flat=True))  # origin: get_by_key
    titles = []
    for key in keys:  # loop: get_by_key
        titles.append(Book.objects.get(pk=key).title)  # blame: get_by_key; origin: get_by_key
    return titles


def get_by_key_fixed() -> list[str]:
    keys = list(Book.objects.values_list("pk", flat=True))
    found = Book.objects.in_bulk(keys)
    return [found[key].title for key in keys]


def get_by_isbn_from_file() -> list[str]:
    lines = [f"{isbn};1" for isbn in Book.objects.values_list("isbn", flat=True)]
    result = []
    for line in lines:  # loop: get_by_isbn_from_file
        isbn, amount = line.split(";")
        book = Book.objects.get(isbn=isbn)  # blame: get_by_isbn_from_file; origin: get_by_isbn_from_file
        result.append(f"{book.title} x {amount}")
    return result


def get_by_isbn_from_file_fixed() -> list[str]:
    lines = [f"{isbn};1" for isbn in Book.objects.values_list("isbn", flat=True)]
    amounts = dict(line.split(";") for line in lines)
    found = Book.objects.in_bulk(list(amounts), field_name="isbn")
    return [f"{found[isbn].title} x {amount}" for isbn, amount in amounts.items()]


def get_in_service() -> list[int]:
    names = [f"Author {letter}" for letter in "abcde"[: Book.objects.count()]]
    return [find_author(name).born for name in names]  # loop: get_in_service


def get_in_service_fixed() -> list[int]:
    names = [f"Author {letter}" for letter in "abcde"[: Book.objects.count()]]
    found = {author.name: author for author in Author.objects.filter(name__in=names)}
    return [found[name].born for name in names]


def values_then_get() -> list[str]:
    result = []
    for row in Loan.objects.values("member_id", "due"):  # loop: values_then_get; origin: values_then_get
        member = Member.objects.get(id=row["member_id"])  # blame: values_then_get; origin: values_then_get
        result.append(f"{member.name} {row['due']}")
    return result


def values_then_get_fixed() -> list[str]:
    found = list(Loan.objects.values("member_id", "due"))
    members = Member.objects.in_bulk([row["member_id"] for row in found])
    return [f"{members[row['member_id']].name} {row['due']}" for row in found]


def or_404_per_row() -> list[str]:
    wanted = list(Author.objects.exclude(mentor=None).values_list("id", flat=True))  # origin: or_404_per_row
    chosen = []
    for key in wanted:  # loop: or_404_per_row
        author = get_object_or_404(Author, pk=key)  # blame: or_404_per_row; origin: or_404_per_row
        chosen.append(author.name)
    return chosen


def or_404_per_row_fixed() -> list[str]:
    wanted = list(Author.objects.exclude(mentor=None).values_list("id", flat=True))
    found = Author.objects.in_bulk(wanted)
    return [found[key].name for key in wanted]


def first_per_row() -> list[str]:
    result = []
    books = Book.objects.all()  # origin: first_per_row
    for book in books:  # loop: first_per_row
        best = (
            Review.objects.filter(book=book)  # blame: first_per_row; origin: first_per_row
            .order_by("-stars")
            .first()
        )
        result.append(f"{book.title} {best.stars}")
    return result


def first_per_row_fixed() -> list[str]:
    best = Review.objects.filter(book=OuterRef("pk")).order_by("-stars")
    books = Book.objects.annotate(best=Subquery(best.values("stars")[:1]))
    return [f"{book.title} {book.best}" for book in books]


def filter_then_list() -> list[list[str]]:
    result = []
    books = Book.objects.all()  # origin: filter_then_list
    for book in books:  # loop: filter_then_list
        chapters = Chapter.objects.filter(book=book)  # origin: filter_then_list
        result.append([chapter.title for chapter in chapters])  # blame: filter_then_list
    return result


def filter_then_list_fixed() -> list[list[str]]:
    books = Book.objects.prefetch_related("chapters")
    return [[chapter.title for chapter in book.chapters.all()] for book in books]


def filter_by_column_last() -> list[str]:
    houses = []
    for isbn in list(Book.objects.values_list("isbn", flat=True)):  # loop: filter_by_column_last; origin: filter_by_column_last
        book = Book.objects.filter(isbn=isbn).last()  # blame: filter_by_column_last; origin: filter_by_column_last
        houses.append(book.title if book else "-")
    return houses


def filter_by_column_last_fixed() -> list[str]:
    isbns = list(Book.objects.values_list("isbn", flat=True))
    found = Book.objects.in_bulk(isbns, field_name="isbn")
    return [found[isbn].title if isbn in found else "-" for isbn in isbns]


def previous_by_date() -> list[str]:
    result = []
    books = Book.objects.order_by("-published")  # origin: previous_by_date
    for book in books[: len(books) - 1]:  # loop: previous_by_date
        before = book.get_previous_by_published()  # blame: previous_by_date
        result.append(f"{book.title} after {before.title}")
    return result


def previous_by_date_fixed() -> list[str]:
    books = list(Book.objects.order_by("-published"))
    return [
        f"{book.title} after {before.title}"
        for book, before in zip(books, books[1:], strict=False)
    ]


def count_per_row() -> list[str]:
    result = []
    for book in Book.objects.all():  # loop: count_per_row; origin: count_per_row
        result.append(f"{book.title} ({book.reviews.count()})")  # blame: count_per_row
    return result


def count_per_row_fixed() -> list[str]:
    spamless = Count("reviews", filter=Q(reviews__is_spam=False), distinct=True)
    books = Book.objects.annotate(review_count=spamless)
    return [f"{book.title} ({book.review_count})" for book in books]


def count_of_filtered() -> dict[str, int]:
    books = Book.objects.order_by("title")  # origin: count_of_filtered
    return {
        book.title: book.chapters.filter(number__gt=1).count()  # blame: count_of_filtered
        for book in books  # loop: count_of_filtered
    }


def count_of_filtered_fixed() -> dict[str, int]:
    later = Count("chapters", filter=Q(chapters__number__gt=1), distinct=True)
    books = Book.objects.order_by("title").annotate(later=later)
    return {book.title: book.later for book in books}


def count_in_service() -> list[int]:
    books = Book.objects.all()  # origin: count_in_service
    return [review_count(book) + book.pk for book in books]  # loop: count_in_service


def count_in_service_fixed() -> list[int]:
    counts = Count("reviews", filter=Q(reviews__is_spam=False), distinct=True)
    return [book.n + book.pk for book in Book.objects.annotate(n=counts)]


def length_of_queryset() -> list[int]:
    sizes = []
    for book in Book.objects.all():  # loop: length_of_queryset; origin: length_of_queryset
        sizes.append(book.pk + len(book.tags.all()))  # blame: length_of_queryset
    return sizes


def length_of_queryset_fixed() -> list[int]:
    books = Book.objects.annotate(tag_count=Count("tags", distinct=True))
    return [book.pk + book.tag_count for book in books]


def exists_per_row() -> list[str]:
    lent = []
    for book in Book.objects.all():  # loop: exists_per_row; origin: exists_per_row
        if book.loans.filter(returned=False).exists():  # blame: exists_per_row
            lent.append(book.title)
    return lent


def exists_per_row_fixed() -> list[str]:
    open_loans = Loan.objects.filter(book=OuterRef("pk"), returned=False)
    books = Book.objects.annotate(is_lent=Exists(open_loans))
    return [book.title for book in books if book.is_lent]


def duplicates_in_import() -> list[str]:
    incoming = [f"97800000000{number:02}" for number in range(Book.objects.count())]
    known = []
    for isbn in incoming:  # loop: duplicates_in_import
        if Book.objects.filter(isbn=isbn).exists():  # blame: duplicates_in_import; origin: duplicates_in_import
            known.append(isbn)
    return known


def duplicates_in_import_fixed() -> list[str]:
    incoming = [f"97800000000{number:02}" for number in range(Book.objects.count())]
    there = set(Book.objects.filter(isbn__in=incoming).values_list("isbn", flat=True))
    return [isbn for isbn in incoming if isbn in there]


def truth_of_queryset() -> list[str]:
    tagged = []
    for book in Book.objects.all():  # loop: truth_of_queryset; origin: truth_of_queryset
        if book.tags.filter(name__endswith="1"):  # blame: truth_of_queryset
            tagged.append(book.title)
    return tagged


def truth_of_queryset_fixed() -> list[str]:
    firsts = Tag.objects.filter(books=OuterRef("pk"), name__endswith="1")
    books = Book.objects.annotate(has_first=Exists(firsts))
    return [book.title for book in books if book.has_first]


def aggregate_per_row() -> list[str]:
    result = []
    for author in Author.objects.filter(mentor__isnull=False):  # loop: aggregate_per_row; origin: aggregate_per_row
        total = author.books.aggregate(total=Sum("price"))["total"]  # blame: aggregate_per_row
        result.append(f"{author.name} {total}")
    return result


def aggregate_per_row_fixed() -> list[str]:
    authors = Author.objects.filter(mentor__isnull=False)
    summed = authors.annotate(total=Sum("books__price"))
    return [f"{author.name} {author.total}" for author in summed]


def average_by_model() -> dict[str, float]:
    report = {}
    books = Book.objects.all()  # origin: average_by_model
    for book in books:  # loop: average_by_model
        stars = Review.objects.filter(book_id=book.id).aggregate(Avg("stars"))  # blame: average_by_model; origin: average_by_model
        report[book.title] = stars["stars__avg"]
    return report


def average_by_model_fixed() -> dict[str, float]:
    spamless = Avg("reviews__stars", filter=Q(reviews__is_spam=False))
    return {b.title: b.mean for b in Book.objects.annotate(mean=spamless)}


def membership_per_row() -> list[str]:
    member = Member.objects.order_by("id").last()
    liked = []
    for book in Book.objects.all():  # loop: membership_per_row; origin: membership_per_row
        if member in book.fans.all():  # blame: membership_per_row
            liked.append(book.title)
    return liked


def membership_per_row_fixed() -> list[str]:
    member = Member.objects.order_by("id").last()
    favourites = set(member.favourites.values_list("pk", flat=True))
    return [book.title for book in Book.objects.all() if book.pk in favourites]


def contains_per_row() -> list[str]:
    member = Member.objects.order_by("id").last()
    favourites = member.favourites.all()  # origin: contains_per_row
    books = Book.objects.all()  # origin: contains_per_row
    return [
        f"{book.title} {favourites.contains(book)}"  # blame: contains_per_row
        for book in books  # loop: contains_per_row
    ]


def contains_per_row_fixed() -> list[str]:
    member = Member.objects.order_by("id").last()
    keys = set(member.favourites.values_list("pk", flat=True))
    return [f"{book.title} {book.pk in keys}" for book in Book.objects.all()]


def counted_and_listed() -> list[int]:
    books = Book.objects.annotate(n=Count("reviews", distinct=True))
    return [book.n for book in books] + [Book.objects.count()]


def exists_annotated() -> list[bool]:
    loans = Loan.objects.filter(book=OuterRef("pk"))
    return [book.lent for book in Book.objects.annotate(lent=Exists(loans))]


def looked_up_in_bulk() -> list[str]:
    keys = list(Book.objects.values_list("isbn", flat=True))
    found = Book.objects.in_bulk(keys, field_name="isbn")
    return [found[key].title for key in keys]


def dashboard_of_counts() -> dict[str, int]:
    return {
        "books": Book.objects.count(),
        "public": Book.objects.filter(is_public=True).count(),
        "cheap": Book.objects.filter(price__lt=12).count(),
        "dear": Book.objects.filter(price__gte=12).count(),
        "authors": Author.objects.count(),
    }


def two_named_rows() -> list[str]:
    first = Author.objects.get(name="Author a")
    second = Author.objects.get(name="Author b")
    return [first.name, second.name]


def count_then_page() -> list[str]:
    books = Book.objects.filter(is_public=True)
    total = books.count()
    return [f"{book.title} of {total}" for book in books[:10]]


def len_of_evaluated() -> list[int]:
    books = Book.objects.all()
    return [len(books) + book.pk for book in books]


def membership_of_evaluated() -> list[bool]:
    cheap = Book.objects.filter(price__lt=12)
    known = set(cheap)
    return [book in known for book in Book.objects.all()]


def latest_price_by_subquery() -> list[int]:
    stars = Review.objects.filter(book=OuterRef("pk")).order_by("-stars")
    return [b.s for b in Book.objects.annotate(s=Subquery(stars.values("stars")[:1]))]


def aggregated_once() -> dict[str, int]:
    numbers = Book.objects.aggregate(top=Max("price"), total=Sum(F("price") * 2))
    return {name: int(number) for name, number in numbers.items()}


def grouped_in_one_query() -> list[tuple[str, int]]:
    pairs = Book.objects.values("author__name").annotate(n=Count("id"))
    return [(pair["author__name"], pair["n"]) for pair in pairs]


CASES: tuple[Case, ...] = (
    positive(get_by_key, get_by_key_fixed, GET),
    positive(get_by_isbn_from_file, get_by_isbn_from_file_fixed, GET),
    positive(get_in_service, get_in_service_fixed, GET),
    positive(values_then_get, values_then_get_fixed, GET),
    positive(or_404_per_row, or_404_per_row_fixed, GET),
    positive(first_per_row, first_per_row_fixed, FIRST),
    positive(
        filter_then_list,
        filter_then_list_fixed,
        Expect(
            "NPG004",
            also=("NPG006", "NPG002"),
            fix=BY_KEYS,
            any_of=(fetch("chapters"),),
        ),
    ),
    positive(
        filter_by_column_last,
        filter_by_column_last_fixed,
        Expect("NPG004", fix=IN_BULK, any_of=(BY_KEYS, SUBQUERY)),
    ),
    positive(
        previous_by_date,
        previous_by_date_fixed,
        Expect(
            "NPG004", also=("NPG006",), fix=SUBQUERY, any_of=(("zip(",), ("Window(",))
        ),
        # The first book has none before it.
        populate=lambda count: rows.books(count + 1),
    ),
    positive(count_per_row, count_per_row_fixed, COUNTED),
    positive(
        count_of_filtered,
        count_of_filtered_fixed,
        Expect("NPG005", fix=(*COUNT, "filter="), any_of=(("Prefetch(",),)),
    ),
    positive(count_in_service, count_in_service_fixed, COUNTED),
    positive(
        length_of_queryset,
        length_of_queryset_fixed,
        Expect("NPG005", also=("NPG002",), fix=COUNT, any_of=(fetch("tags"),)),
    ),
    positive(exists_per_row, exists_per_row_fixed, Expect("NPG005", fix=EXISTS)),
    positive(
        duplicates_in_import,
        duplicates_in_import_fixed,
        Expect("NPG005", also=("NPG004",), fix=BY_KEYS),
    ),
    positive(
        truth_of_queryset,
        truth_of_queryset_fixed,
        Expect(
            "NPG005", also=("NPG006",), fix=EXISTS, any_of=(("Prefetch(", '"tags"'),)
        ),
    ),
    positive(
        aggregate_per_row,
        aggregate_per_row_fixed,
        Expect("NPG005", fix=("annotate(", "Sum(", "books__price")),
    ),
    positive(
        average_by_model,
        average_by_model_fixed,
        Expect("NPG005", fix=("annotate(", "Avg("), any_of=(("values(", "Avg("),)),
    ),
    positive(
        membership_per_row,
        membership_per_row_fixed,
        Expect(
            "NPG005",
            also=("NPG002",),
            fix=fetch("fans"),
            any_of=(EXISTS, ("values_list(",)),
        ),
    ),
    positive(
        contains_per_row,
        contains_per_row_fixed,
        Expect(
            "NPG005", fix=("set(", "values_list("), any_of=(EXISTS, BY_KEYS, ("set(",))
        ),
    ),
    silent(counted_and_listed),
    silent(exists_annotated),
    silent(looked_up_in_bulk),
    silent(dashboard_of_counts),
    silent(two_named_rows),
    silent(count_then_page),
    silent(len_of_evaluated),
    silent(membership_of_evaluated),
    silent(latest_price_by_subquery),
    silent(aggregated_once),
    silent(grouped_in_one_query),
)
