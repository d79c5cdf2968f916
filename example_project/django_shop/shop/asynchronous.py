"""An async page, slow and fixed."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse

from example_project.django_shop.shop.models import Book, Review


async def slow_latest(request: HttpRequest) -> JsonResponse:
    """One awaited query for every review."""
    lines = []
    async for review in Review.objects.order_by("-written", "-id")[:60]:
        book = await Book.objects.aget(pk=review.book_id)
        lines.append({"book": book.title, "year": book.year, "stars": review.rating})
    return JsonResponse({"reviews": lines})


async def fixed_latest(request: HttpRequest) -> JsonResponse:
    """A join brings the book along."""
    lines = []
    latest = Review.objects.select_related("book").order_by("-written", "-id")[:60]
    async for review in latest:
        book = review.book
        lines.append({"book": book.title, "year": book.year, "stars": review.rating})
    return JsonResponse({"reviews": lines})
