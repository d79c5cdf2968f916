"""Queries that stand under a key, behind a lambda, or in a queue."""

from __future__ import annotations

import pytest

from nplusone_guard.diagnose.sources import drained_by_loop
from tests.diagnose.sourcing import Source

QUERY = "Book.objects.filter(sold=True)"

FOUND = {
    "literal": f"""
        def view():
            sources = {{"old": Book.objects.none(), "new": {QUERY}}}
            for book in sources["new"]:  # here
                print(book)
        """,
    "dict()": f"""
        def view():
            sources = dict(old=None, new={QUERY})
            for book in sources["new"]:  # here
                print(book)
        """,
    "put there": f"""
        def view():
            context = {{}}
            context["books"] = {QUERY}
            for book in context["books"]:  # here
                print(book)
        """,
    "spread": f"""
        def view():
            before = {{"books": {QUERY}}}
            context = {{**before, "title": "x"}}
            for book in context["books"]:  # here
                print(book)
        """,
    "returned": f"""
        def context():
            return {{"books": {QUERY}}}

        def view():
            for book in context()["books"]:  # here
                print(book)
        """,
    "of a view": f"""
        class Page(TemplateView):
            def get_context_data(self, **kwargs):
                context = super().get_context_data(**kwargs)
                context["books"] = {QUERY}
                return context

            def render_to_response(self, context):
                for book in context["books"]:  # here
                    print(book)
        """,
    "given to the view's context": f"""
        class Page(TemplateView):
            def get_context_data(self, **kwargs):
                return super().get_context_data(books={QUERY}, **kwargs)

            def render_to_response(self, context):
                for book in context["books"]:  # here
                    print(book)
        """,
    "of self": f"""
        class Page:
            def __init__(self):
                self.sources = {{"books": {QUERY}}}

            def show(self):
                for book in self.sources["books"]:  # here
                    print(book)
        """,
    "lambda of the module": f"""
        sold = lambda: {QUERY}

        def view():
            for book in sold():  # here
                print(book)
        """,
    "lambda of the function": f"""
        def view():
            sold = lambda: {QUERY}
            for book in sold():  # here
                print(book)
        """,
}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_found(tmp_path, text):
    built = Source(tmp_path, text).traced()
    assert built is not None
    assert built.expression == QUERY


NOT_FOUND = {
    "another key": f"""
        def view():
            sources = {{"old": {QUERY}}}
            for book in sources["new"]:  # here
                print(book)
        """,
    "several lambdas": f"""
        def view(only):
            sold = lambda: {QUERY}
            if only:
                sold = lambda: []
            for book in sold():  # here
                print(book)
        """,
}


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND)
def test_not_found(tmp_path, text):
    assert Source(tmp_path, text).traced() is None


def test_a_queue_is_drained(tmp_path):
    source = Source(
        tmp_path,
        """
        def view():
            queue = list(Book.objects.all())
            while queue:
                book = queue.pop()
        """,
    )
    built = drained_by_loop(source.file, 3)
    assert built is not None
    assert built.expression == "queue"
    assert drained_by_loop(source.file, 2) is None
