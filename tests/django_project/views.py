from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from tests.django_project.models import Author, Book


def books(request: HttpRequest) -> HttpResponse:
    found = Book.objects.all()
    return HttpResponse(", ".join(book.author.name for book in found))


async def books_async(request: HttpRequest) -> HttpResponse:
    names = []
    async for book in Book.objects.all():
        author = await Author.objects.aget(pk=book.author_id)
        names.append(author.name)
    return HttpResponse(", ".join(names))


def books_stream(request: HttpRequest) -> StreamingHttpResponse:
    def lines():
        for book in Book.objects.all():
            yield book.author.name

    return StreamingHttpResponse(lines())


def broken(request: HttpRequest) -> HttpResponse:
    for book in Book.objects.all():
        book.author.name
    raise ZeroDivisionError
