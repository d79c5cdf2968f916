"""Tags and filters for the tests' templates."""

from __future__ import annotations

from django import template

from tests.django_project.models import Book, Review

register = template.Library()


@register.simple_tag
def writer_of(book):
    return book.author.name


@register.simple_tag
def all_books():
    return Book.objects.order_by("id")


@register.filter
def house(author):
    return author.publisher.name


@register.filter
def stars(book):
    return sum(review.stars for review in Review.objects.filter(book_id=book.pk))


@register.filter
def asking(value):
    return Book.objects.count()


@register.inclusion_tag("badge.html")
def badge(book):
    return {"shown": book}


@register.inclusion_tag("row.html")
def row(author):
    return {"books": author.books.all()}


@register.simple_tag(takes_context=True)
def card(context, book):
    shown = context.template.engine.get_template("card.html")
    return shown.render(template.Context({"book": book}))


@register.simple_tag
def editors_of(books):
    return ", ".join(book.editor.name for book in books)


@register.simple_tag
def editors_besides(others, books):
    return ", ".join(book.editor.name for book in books)


@register.filter
def listed_editors(books):
    names = []
    for book in books:
        names.append(book.editor.name)
    return ", ".join(names)
