"""The front page: a list of all pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from example_project.pages import DJANGO_PAGES


def front_page(request: HttpRequest) -> HttpResponse:
    """Return links to every page, slow and fixed."""
    return render(request, "shop/front.html", {"pages": DJANGO_PAGES})
