"""The pages of the bookshop: what each shows, and what is wrong with its slow twin."""

from __future__ import annotations

from dataclasses import dataclass

# Every seventh book: a basket as a browser would send it.
BASKET = "?" + "&".join(f"book={key}" for key in range(1, 200, 7))


@dataclass(frozen=True, slots=True)
class Page:
    """One page in two versions that show the same.

    Attributes:
        name: Short and unique among the pages of one server.
        path: What follows /slow/ and /fixed/ in the address.
        mistake: What the slow version does, in a few words.
        codes: The codes of the findings that belong to the slow version.
    """

    name: str
    title: str
    path: str
    mistake: str
    codes: tuple[str, ...]

    @property
    def slow(self) -> str:
        return f"/slow/{self.path}"

    @property
    def fixed(self) -> str:
        return f"/fixed/{self.path}"


LAZY, COLLECTION, DEFERRED = "NPG001", "NPG002", "NPG003"
GET, COUNT, FILTERED, RAW = "NPG004", "NPG005", "NPG006", "NPG009"

DJANGO_PAGES = (
    Page("books", "All books", "books/", "foreign key in a template", (LAZY,)),
    Page(
        "authors",
        "Authors",
        "authors/",
        "reverse relation in a template",
        (COLLECTION,),
    ),
    Page("tags", "Subjects", "tags/", "many-to-many in a view", (COLLECTION,)),
    Page("readers", "Readers", "readers/", "one-to-one in a template", (LAZY,)),
    Page("reviews", "Latest reviews", "reviews/", "a chain of relations", (LAZY,)),
    Page("quotes", "Five stars", "quotes/", "deferred column", (DEFERRED,)),
    Page("counts", "Most talked about", "counts/", "count per row", (COUNT,)),
    Page("basket", "Basket", f"basket/{BASKET}", "get per row", (GET,)),
    Page("ratings", "Stars", "ratings/", "raw SQL per row", (RAW,)),
    Page("modern", "Since 1900", "modern/", "filtered relation per row", (FILTERED,)),
    Page("latest", "Latest (async)", "latest/", "get per row, awaited", (GET,)),
    Page("api", "API", "api/books/", "nested serializers", (LAZY, COLLECTION, COUNT)),
    Page("admin", "Admin", "admin/shop/book/", "relation in a column", (LAZY,)),
)

FASTAPI_PAGES = (
    Page("books", "All books", "books", "many-to-one", (LAZY,)),
    Page("authors", "Authors", "authors", "one-to-many", (COLLECTION,)),
    Page("tags", "Subjects", "tags", "many-to-many", (COLLECTION,)),
    Page("readers", "Readers", "readers", "one-to-one", (LAZY,)),
    Page("reviews", "Latest reviews", "reviews", "a chain of relations", (LAZY,)),
    Page("quotes", "Five stars", "quotes", "deferred column", (DEFERRED,)),
    Page("counts", "Most talked about", "counts", "count per row", (COUNT,)),
    Page("basket", "Basket", f"basket{BASKET}", "session.get per row", (GET,)),
    Page("ratings", "Stars", "ratings", "text() per row", (RAW,)),
    Page(
        "catalogue",
        "Catalogue",
        "catalogue",
        "lazy loads in a response model",
        (LAZY, COLLECTION),
    ),
    Page("async-books", "All books (async)", "async/books", "awaitable_attrs", (LAZY,)),
    Page(
        "async-authors",
        "Authors (async)",
        "async/authors",
        "awaitable_attrs, a list",
        (COLLECTION,),
    ),
    Page(
        "async-basket",
        "Basket (async)",
        f"async/basket{BASKET}",
        "awaited get per row",
        (GET,),
    ),
    Page("async-ratings", "Stars (async)", "async/ratings", "awaited text()", (RAW,)),
)
