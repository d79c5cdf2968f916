from __future__ import annotations

import pytest

from tests.diagnose.sourcing import Source

# Each text has a loop with the comment "here"; the calls that led there come
# innermost first.
PARAMETERS = {
    "positional": (
        """
        def view():
            return show(Book.objects.all())

        def show(books):
            for book in books:  # here
                book
        """,
        ["show(Book.objects.all())"],
    ),
    "keyword": (
        """
        def view():
            return show(1, books=Book.objects.all())

        def show(x, *, books=None):
            for book in books:  # here
                book
        """,
        ["show(1, books=Book.objects.all())"],
    ),
    "method": (
        """
        class Report:
            def render(self, title, books):
                for book in books:  # here
                    book

        def view():
            return Report().render("t", Book.objects.all())
        """,
        ['Report().render("t", Book.objects.all())'],
    ),
    "static method": (
        """
        class Report:
            @staticmethod
            def render(books):
                for book in books:  # here
                    book

        def view():
            return Report.render(Book.objects.all())
        """,
        ["Report.render(Book.objects.all())"],
    ),
    "constructor": (
        """
        class Report:
            def __init__(self, books):
                for book in books:  # here
                    book

        def view():
            return Report(Book.objects.all())
        """,
        ["Report(Book.objects.all())"],
    ),
    "object made with it": (
        """
        class Report:
            def __init__(self, books):
                self.books = books

            def render(self):
                for book in self.books:  # here
                    book

        def view():
            report = Report(Book.objects.all())
            return report.render()
        """,
        ["report.render()"],
    ),
    "two hops and names": (
        """
        def view():
            books = Book.objects.all()
            books = books[:10]
            return page(books)

        def page(rows):
            return show(list(rows))

        def show(books):
            for book in books:  # here
                book
        """,
        ["show(list(rows))", "page(books)"],
    ),
    "frames of other functions between": (
        """
        def view():
            return show(Book.objects.all())

        def measured():
            return call()

        def show(books):
            for book in books:  # here
                book
        """,
        ["call()", "show(Book.objects.all())"],
    ),
    "generator inside the function": (
        """
        def view():
            return show(Book.objects.all())

        def show(books):
            return sum(
                book.price
                for book in books  # here
            )
        """,
        ["sum(", "show(Book.objects.all())"],
    ),
    "generator made inside the call that runs it": (
        """
        def view():
            return sorted(names(Book.objects.all()))

        def names(books):
            for book in books:  # here
                yield book.name
        """,
        ["sorted(names(Book.objects.all()))"],
    ),
    "generator made before": (
        """
        def view():
            found = names(Book.objects.all())
            return sorted(found)

        def names(books):
            for book in books:  # here
                yield book.name
        """,
        ["sorted(found)"],
    ),
    "in a thread": (
        """
        async def view():
            return await sync_to_async(show)(Book.objects.all())

        def show(books):
            for book in books:  # here
                book
        """,
        ["sync_to_async(show)(Book.objects.all())"],
    ),
    "in a thread, by argument": (
        """
        async def view():
            return await asyncio.to_thread(show, Book.objects.all())

        def show(books):
            for book in books:  # here
                book
        """,
        ["asyncio.to_thread(show, Book.objects.all())"],
    ),
    "the default is replaced": (
        """
        def view():
            return show(Book.objects.all())

        def show(books=None):
            if books is not None:
                books = books.order_by("x")
            for book in books:  # here
                book
        """,
        ["show(Book.objects.all())"],
    ),
}


@pytest.mark.parametrize("case", PARAMETERS)
def test_a_parameter_is_followed_into_the_call(tmp_path, case):
    text, calls = PARAMETERS[case]
    source = Source(tmp_path, text)
    built = source.traced(*(source.place(call) for call in calls))
    assert built is not None
    assert built.expression == "Book.objects.all()"
    assert built.via in ("parameter", "assignment")


@pytest.mark.parametrize(
    "case", [case for case in PARAMETERS if "generator made" not in case]
)
def test_without_the_call_a_parameter_is_unknown(tmp_path, case):
    text, _ = PARAMETERS[case]
    assert Source(tmp_path, text).traced() is None


def test_a_call_of_something_else_says_nothing(tmp_path):
    source = Source(
        tmp_path,
        """
        def view():
            return other(Book.objects.all())

        def show(books):
            for book in books:  # here
                book
        """,
    )
    assert source.traced(source.place("other(Book.objects.all())")) is None


def test_arguments_that_cannot_be_matched_say_nothing(tmp_path):
    source = Source(
        tmp_path,
        """
        def view():
            return show(*rows, Book.objects.all())

        def show(a, books):
            for book in books:  # here
                book
        """,
    )
    assert source.traced(source.place("show(*rows, Book.objects.all())")) is None


def test_a_refined_parameter_is_changed_where_it_is_refined(tmp_path):
    source = Source(
        tmp_path,
        """
        def view():
            return show(Book.objects.all())

        def show(books):
            for book in books.filter(a=1):  # here
                book
        """,
    )
    built = source.traced(source.place("show(Book.objects.all())"))
    assert built is not None
    assert built.expression == "books.filter(a=1)"


def test_what_is_refined_for_any_class_is_changed_where_the_class_stands(tmp_path):
    source = Source(
        tmp_path,
        """
        def view():
            return page(select(Book), Book)

        def page(query, model):
            query = query.order_by(model.id)
            for row in query:  # here
                row
        """,
    )
    built = source.traced(source.place("page(select(Book), Book)"))
    assert built is not None
    assert built.expression == "select(Book)"


def test_a_function_that_asks_for_any_class_is_changed_where_it_is_called(tmp_path):
    source = Source(
        tmp_path,
        """
        def rows_of(session, model):
            return session.query(model)

        def view(session):
            for book in rows_of(session, Book).order_by("id"):  # here
                book
        """,
    )
    built = source.traced()
    assert built is not None
    assert built.expression == 'rows_of(session, Book).order_by("id")'


def test_a_function_that_asks_for_its_own_class_is_changed_itself(tmp_path):
    source = Source(
        tmp_path,
        """
        def books_of(session, author):
            return session.query(Book).filter_by(author=author)

        def view(session, author):
            for book in books_of(session, author).order_by("id"):  # here
                book
        """,
    )
    built = source.traced()
    assert built is not None
    assert built.expression == "session.query(Book).filter_by(author=author)"


def test_a_default_that_replaces_nothing_comes_second(tmp_path):
    text = """
        def view():
            return show(Author.objects.all())

        def show(books=None):
            if books is None:
                books = Book.objects.all()
            for book in books:  # here
                book
    """
    source = Source(tmp_path, text)
    called = source.traced(source.place("show(Author.objects.all())"))
    alone = source.traced()
    assert called is not None
    assert alone is not None
    assert (called.expression, called.certain) == ("Author.objects.all()", False)
    assert (alone.expression, alone.certain) == ("Book.objects.all()", False)


RETURNS = {
    "function": """
        def load():
            return Book.objects.all()

        def view():
            for book in load():  # here
                book
    """,
    "function above a decorator": """
        @transaction.atomic
        def load():
            books = Book.objects.all()
            return list(books)

        def view():
            for book in load():  # here
                book
    """,
    "method": """
        class View:
            def books(self):
                return Book.objects.all()

            def get(self):
                for book in self.books():  # here
                    book
    """,
    "inherited method": """
        class Base:
            def books(self):
                return Book.objects.all()

        class View(Base):
            def get(self):
                for book in self.books():  # here
                    book
    """,
    "class method": """
        class Book(Model):
            @classmethod
            def published(cls):
                return Book.objects.all()

        def view():
            for book in Book.published():  # here
                book
    """,
    "argument handed back": """
        def only_mine(books, user):
            return books

        def view():
            for book in only_mine(Book.objects.all(), 1):  # here
                book
    """,
    "tuple": """
        def load():
            books = Book.objects.all()
            return 3, books

        def view():
            total, books = load()
            for book in books:  # here
                book
    """,
    "generator": """
        def load():
            for book in Book.objects.all():
                yield book

        def view():
            for book in load():  # here
                book
    """,
    "yield from": """
        def load():
            yield from Book.objects.all()

        def view():
            for book in load():  # here
                book
    """,
    "coroutine": """
        async def load():
            return [book async for book in Book.objects.all()]

        async def view():
            for book in await load():  # here
                book
    """,
    "nested function": """
        def view():
            def load():
                return Book.objects.all()

            for book in load():  # here
                book
    """,
    "refined": """
        class View:
            def get_queryset(self):
                return Book.objects.all()

            def get(self):
                for book in self.get_queryset().filter(a=1)[:3]:  # here
                    book
    """,
    "in a thread": """
        def load():
            return list(Book.objects.all())

        async def view():
            for book in await sync_to_async(load)():  # here
                book
    """,
    "queryset of a generic view": """
        class View(ListAPIView):
            queryset = Book.objects.all()

            def list(self, request):
                books = self.filter_queryset(self.get_queryset())
                for book in self.paginate_queryset(books):  # here
                    book
    """,
    "queryset of a generic view, refined": """
        class View(ListAPIView):
            queryset = Book.objects.all()

            def list(self, request):
                for book in self.get_queryset().filter(a=1):  # here
                    book
    """,
    "object of a class": """
        class Repository:
            def books(self):
                return Book.objects.all()

        def view():
            repository = Repository()
            for book in repository.books():  # here
                book
    """,
    "annotated parameter": """
        class Repository:
            def books(self):
                return Book.objects.all()

        def view(repository: Annotated[Repository, Depends()]):
            for book in repository.books():  # here
                book
    """,
    "attribute of a class": """
        class Repository:
            def books(self):
                return Book.objects.all()

        class Service:
            def __init__(self, repository: Repository) -> None:
                self.repository = repository

            def run(self):
                for book in self.repository.books():  # here
                    book
    """,
    "self attribute": """
        class View:
            def setup(self):
                self.books = Book.objects.all()

            def get(self):
                for book in self.books.order_by("x"):  # here
                    book
    """,
    "cached property": """
        class View:
            @cached_property
            def books(self):
                return Book.objects.all()

            def get(self):
                for book in self.books:  # here
                    book
    """,
    "class attribute": """
        class View:
            queryset = Book.objects.all()

            def get(self):
                for book in self.queryset:  # here
                    book
    """,
    "attribute of the instance in the same method": """
        class View:
            books = None

            def other(self):
                self.books = Author.objects.all()

            def get(self):
                self.books = Book.objects.all()
                for book in self.books:  # here
                    book
    """,
}


@pytest.mark.parametrize("case", RETURNS)
def test_a_call_is_followed_into_what_it_returns(tmp_path, case):
    built = Source(tmp_path, RETURNS[case]).traced()
    assert built is not None
    assert built.expression == "Book.objects.all()"
    assert built.certain


@pytest.mark.parametrize(
    "text",
    [
        """
        def load():
            return 3

        def view():
            for book in load():  # here
                book
        """,
        """
        def load():
            return load()

        def view():
            for book in load():  # here
                book
        """,
        """
        class View:
            def get(self):
                for book in self.load():  # here
                    book

            def load(self):
                return [serialize(1)]
        """,
    ],
    ids=["no rows", "recursion", "made rows"],
)
def test_what_returns_no_query_is_none(tmp_path, text):
    assert Source(tmp_path, text).traced() is None


def test_several_returns_are_not_certain(tmp_path):
    built = Source(
        tmp_path,
        """
        def load(x):
            if x:
                return Author.objects.all()
            return Book.objects.all()

        def view():
            for book in load(1):  # here
                book
        """,
    ).traced()
    assert built is not None
    assert (built.expression, built.certain) == ("Book.objects.all()", False)
