"""The admin of the library, one site per way of configuring a list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin, TabularInline
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from benchmarks.corpus.django.library.models import (
    Author,
    Book,
    Chapter,
    Loan,
    Member,
    Publisher,
    Review,
)


class MethodAdmin(ModelAdmin):
    """A method that reaches through a relation."""

    list_display = ("title", "country_name")  # origin: admin_method

    @admin.display(description="Country")
    def country_name(self, book: Book) -> str:
        """Where the publisher sits."""
        return str(book.publisher.name)  # blame: admin_method


class MethodAdminFixed(MethodAdmin):
    """The same, joined."""

    list_select_related = ("publisher",)


def author_of(book: Book) -> str:
    """A callable in list_display."""
    return book.author.name.upper()  # blame: admin_callable


class CallableAdmin(ModelAdmin):
    """A plain function as a column."""

    list_display = ("title", author_of)  # origin: admin_callable


class CallableAdminFixed(CallableAdmin):
    """The same, joined."""

    list_select_related = ("author",)


class CountAdmin(ModelAdmin):
    """A count in each row."""

    list_display = ("title", "reviews_written")  # origin: admin_count

    def reviews_written(self, book: Book) -> int:
        """How many reviews."""
        return book.reviews.count()  # blame: admin_count


class CountAdminFixed(CountAdmin):
    """The same, counted by the database."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Book]:
        """With the number of reviews."""
        return super().get_queryset(request).annotate(n=Count("reviews"))

    def reviews_written(self, book: Any) -> int:
        """How many reviews."""
        return int(book.n)


class TagsAdmin(ModelAdmin):
    """Tags joined by commas."""

    list_display = ("title", "tag_names")  # origin: admin_tags

    def tag_names(self, book: Book) -> str:
        """All the tags."""
        return ", ".join(tag.name for tag in book.tags.all())  # blame: admin_tags


class TagsAdminFixed(TagsAdmin):
    """The same, prefetched."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Book]:
        """With tags."""
        return super().get_queryset(request).prefetch_related("tags")


class StrAdmin(ModelAdmin):
    """The rows' own __str__ asks for the country."""

    list_display = ("__str__",)  # origin: admin_str


class StrAdminFixed(StrAdmin):
    """The same, joined."""

    list_select_related = ("country",)


class LoanAdmin(ModelAdmin):
    """A path that Django joins only when told: the column of a column."""

    list_display = ("due", "writer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Loan]:
        """Open loans."""
        found = super().get_queryset(request).filter(returned=False)  # origin: admin_get_queryset
        return found.select_related("book")

    def writer(self, loan: Loan) -> str:
        """Who wrote the book."""
        return str(loan.book.author.name)  # blame: admin_get_queryset


class LoanAdminFixed(LoanAdmin):
    """The same, with one more join: list_select_related would be ignored here."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Loan]:
        """Open loans."""
        return super().get_queryset(request).select_related("book__author")


class ChapterInline(TabularInline):
    """Chapters on the page of a book."""

    model = Chapter
    extra = 0
    fields = ("number", "title")


class InlineAdmin(ModelAdmin):
    """A book with its chapters."""

    inlines = (ChapterInline,)
    fields = ("title",)


class ReviewInline(TabularInline):
    """Reviews on the page of a book, each saying who wrote it."""

    model = Review  # origin: admin_inline
    extra = 0
    fields = ("stars", "reviewer")
    readonly_fields = ("stars", "reviewer")

    def reviewer(self, review: Review) -> str:
        """The member's name."""
        return str(review.member.name)  # blame: admin_inline


class ReviewInlineFixed(ReviewInline):
    """The same, joined."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        """With members."""
        return super().get_queryset(request).select_related("member")


class ReviewsAdmin(ModelAdmin):
    """A book with its reviews."""

    inlines = (ReviewInline,)
    fields = ("title",)


class ReviewsAdminFixed(ReviewsAdmin):
    """The same, joined."""

    inlines = (ReviewInlineFixed,)


class ForeignKeyAdmin(ModelAdmin):
    """A foreign key named in list_display: Django joins that by itself."""

    list_display = ("title", "author", "publisher_id")
    list_filter = ("author", "is_public")
    search_fields = ("title",)
    list_per_page = 50


class ActionAdmin(ModelAdmin):
    """An action that loops."""

    list_display = ("title",)
    actions = ("announce",)

    @admin.action(description="Announce")
    def announce(self, request: HttpRequest, queryset: QuerySet[Book]) -> str:
        """Names of authors whose books were chosen."""
        return ", ".join(
            book.author.name  # blame: admin_action
            for book in queryset  # loop: admin_action
        )


# The URLs belong to the default site; the sites of the cases borrow them.
admin.site.register((Author, Book, Loan, Member, Publisher))


def listing(options: type[ModelAdmin], model: Any = Book) -> ModelAdmin:
    """An admin of *model* on a site of its own."""
    site = AdminSite(name="admin")
    for other in (Author, Publisher, Member):
        site.register(other)
    if not site.is_registered(model):
        site.register(model, options)
        return site._registry[model]
    return options(model, site)
