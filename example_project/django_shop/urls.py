"""Every page twice: under /slow/ as it is often written, under /fixed/ as it should be."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from example_project.django_shop.shop import api, asynchronous, fixed, slow
from example_project.django_shop.shop.admin import fixed_admin, slow_admin
from example_project.django_shop.shop.front import front_page

slow_pages: list[URLPattern | URLResolver] = [
    path("books/", slow.BookList.as_view()),
    path("authors/", slow.authors),
    path("tags/", slow.tags),
    path("readers/", slow.readers),
    path("reviews/", slow.reviews),
    path("quotes/", slow.quotes),
    path("counts/", slow.counts),
    path("basket/", slow.basket),
    path("ratings/", slow.ratings),
    path("modern/", slow.modern),
    path("latest/", asynchronous.slow_latest),
    path("api/books/", api.SlowBooks.as_view()),
    path("admin/", slow_admin.urls),
]

fixed_pages: list[URLPattern | URLResolver] = [
    path("books/", fixed.BookList.as_view()),
    path("authors/", fixed.authors),
    path("tags/", fixed.tags),
    path("readers/", fixed.readers),
    path("reviews/", fixed.reviews),
    path("quotes/", fixed.quotes),
    path("counts/", fixed.counts),
    path("basket/", fixed.basket),
    path("ratings/", fixed.ratings),
    path("modern/", fixed.modern),
    path("latest/", asynchronous.fixed_latest),
    path("api/books/", api.FixedBooks.as_view()),
    path("admin/", fixed_admin.urls),
]

urlpatterns = [
    path("", front_page),
    path("slow/", include(slow_pages)),
    path("fixed/", include(fixed_pages)),
]
