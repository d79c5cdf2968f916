"""The admin twice: its list of books without and with `list_select_related`."""

from __future__ import annotations

from django.contrib import admin

from example_project.django_shop.shop.models import Book

slow_admin = admin.AdminSite(name="slow_admin")
fixed_admin = admin.AdminSite(name="fixed_admin")


class SlowBookAdmin(admin.ModelAdmin):
    """Django joins relations named in `list_display`, but cannot see into a method."""

    list_display = ("title", "year", "written_by")
    ordering = ("title",)

    @admin.display(description="author")
    def written_by(self, book: Book) -> str:
        return f"{book.author.name} ({book.author.born})"


class FixedBookAdmin(SlowBookAdmin):
    list_select_related = ("author",)


slow_admin.register(Book, SlowBookAdmin)
fixed_admin.register(Book, FixedBookAdmin)
