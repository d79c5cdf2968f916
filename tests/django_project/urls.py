from __future__ import annotations

from django.urls import path

from tests.django_project import views

urlpatterns = [
    path("books/", views.books),
    path("books/async/", views.books_async),
    path("books/stream/", views.books_stream),
    path("health/", views.books),
    path("broken/", views.broken),
]
