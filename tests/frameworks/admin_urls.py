from __future__ import annotations

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.urls import path

from tests.django_project.models import Author, Book, Review

site = AdminSite(name="admin")
for model in (Author, Book, Review):
    site.register(model, admin.ModelAdmin)

urlpatterns = [path("admin/", site.urls)]
