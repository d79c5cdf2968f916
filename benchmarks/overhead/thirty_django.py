"""A request of thirty different statements, no two of one shape, as Django writes them."""

from __future__ import annotations

from django.db.models import Count, Max

from benchmarks.overhead.shelf.models import Author, Book


def thirty() -> None:
    """Ask thirty different things, one after the other."""
    book = Book.objects.get(pk=1)
    book.author.name
    Author.objects.get(pk=2)
    Author.objects.get(name="author 3")
    Author.objects.get(name="author 4", country="de")
    Book.objects.get(title="book 5")
    Book.objects.get(title="book 6", pages=6)
    Book.objects.get(author__name="author 7")
    Book.objects.filter(pages=8).first()
    Book.objects.filter(pages__gt=9).last()
    Book.objects.filter(title="book 10").exists()
    Book.objects.filter(pages__lt=11).count()
    Author.objects.filter(name="author 12").exists()
    Author.objects.filter(country="fr").count()
    Author.objects.filter(name="author 14").first()
    Author.objects.filter(name="author 15").last()
    list(Book.objects.filter(pages=16).values("title"))
    list(Book.objects.filter(pages=17).values_list("pages"))
    list(Author.objects.filter(name="author 18").values("name"))
    list(Author.objects.filter(name="author 19").values_list("pk"))
    list(book.author.books.all())
    book.author.books.count()
    list(book.author.books.filter(pages=22))
    Book.objects.aggregate(Max("pages"))
    Author.objects.aggregate(Count("pk"))
    list(Book.objects.select_related("author").filter(pk=25))
    list(Book.objects.only("title").filter(pk=26))
    list(Author.objects.defer("country").filter(pk=27))
    list(Book.objects.order_by("-pages", "title")[:1])
    list(Author.objects.order_by("name", "country")[:1])
