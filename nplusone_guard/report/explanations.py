"""Explanations: for each code, why it costs, the slow code and the fix in both ORMs."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["EXPLANATIONS", "Explanation"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `nplusone-guard explain` says about one code."""

    why: str
    slow: str
    django: str
    sqlalchemy: str


EXPLANATIONS: dict[str, Explanation] = {
    "NPG001": Explanation(
        "Each row's related object is fetched on its own, the first time it is "
        "touched. A thousand books send a thousand and one queries.",
        "for book in books:\n    print(book.author.name)",
        'books = Book.objects.select_related("author")',
        "books = session.scalars(select(Book).options(joinedload(Book.author)))",
    ),
    "NPG002": Explanation(
        "Each row's collection is fetched on its own. Fetched together, it takes one "
        "query more, however many rows there are.",
        "for author in authors:\n    print(author.books.all())",
        'authors = Author.objects.prefetch_related("books")',
        "authors = session.scalars(select(Author).options(selectinload(Author.books)))",
    ),
    "NPG003": Explanation(
        "The rows were loaded without a column, or it has expired since, and the loop "
        "fetches it for each of them.",
        "for book in books:\n    print(book.summary)",
        'books = Book.objects.only("title", "summary")  # or without defer()',
        "select(Book).options(undefer(Book.summary))\n"
        "Session(expire_on_commit=False)  # where a commit expired them",
    ),
    "NPG004": Explanation(
        "One row is looked up by its key for each round of the loop. All the keys are "
        "known before: one query can fetch the lot.",
        "for line in order:\n    product = find_product(line.product_id)",
        "products = Product.objects.in_bulk(line.product_id for line in order)",
        "keys = [line.product_id for line in order]\n"
        "rows = session.scalars(select(Product).where(Product.id.in_(keys)))\n"
        "products = {product.id: product for product in rows}",
    ),
    "NPG005": Explanation(
        "A count, an exists or a sum runs for each row. The database can give it along "
        "with the row.",
        "for author in authors:\n    print(author.books.count())",
        'authors = Author.objects.annotate(book_count=Count("books", distinct=True))',
        "counts = (\n"
        "    select(Book.author_id, func.count()).group_by(Book.author_id)\n"
        ")",
    ),
    "NPG006": Explanation(
        "A related collection is filtered or ordered anew for each row, which goes past "
        "whatever was prefetched.",
        "for author in authors:\n    print(author.books.filter(in_print=True))",
        "in_print = Book.objects.filter(in_print=True)\n"
        'Author.objects.prefetch_related(Prefetch("books", in_print, "books_in_print"))',
        "select(Author).options(selectinload(Author.books.and_(Book.in_print)))",
    ),
    "NPG007": Explanation(
        "Each row is written by a statement of its own. Written together, they take one, "
        "or one for some hundred rows. Signals and save() do not run in bulk.",
        "for name in names:\n    save_tag(name)",
        "Tag.objects.bulk_create(Tag(name=name) for name in names)",
        "session.execute(insert(Tag), [{'name': name} for name in names])",
    ),
    "NPG008": Explanation(
        "The very same query, with the same values, runs again and again. Its result "
        "can be kept.",
        "for book in books:\n    rate = current_rate()",
        "rate = Rate.objects.latest()  # before the loop",
        "rate = session.scalars(latest_rate).first()  # before the loop",
    ),
    "NPG009": Explanation(
        "Hand-written SQL runs once for each row. One statement with IN gives all the "
        "rows, to be looked up by key.",
        "for key in keys:\n"
        '    cursor.execute("SELECT * FROM book WHERE id = %s", [key])',
        'marks = ", ".join(["%s"] * len(keys))\n'
        'cursor.execute(f"SELECT * FROM book WHERE id IN ({marks})", keys)',
        'query = text("SELECT * FROM book WHERE id IN :keys")\n'
        'query = query.bindparams(bindparam("keys", expanding=True))\n'
        'rows = connection.execute(query, {"keys": keys})',
    ),
    "NPG010": Explanation(
        "A tree is read one node at a time, to a depth nobody knows. Read a level, or "
        "the whole tree, at once.",
        "while node is not None:\n    node = node.parent",
        "nodes = Node.objects.filter(tree=tree)  # all, then joined by parent_id",
        "tree = select(Node).where(Node.id == root).cte(recursive=True)\n"
        "select(Node).options(selectinload(Node.children, recursion_depth=5))",
    ),
}
