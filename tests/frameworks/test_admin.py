from __future__ import annotations

import inspect
import re

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from nplusone_guard import guard
from tests.django_project.models import Author, Book
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db, settings):
    settings.ROOT_URLCONF = "tests.frameworks.admin_urls"
    make_books(3)
    get_user_model().objects.create_superuser("root", "root@example.org", "root")


def request(path="/"):
    sent = RequestFactory().get(path)
    sent.user = get_user_model().objects.get(username="root")
    return sent


def on_site(options, model=Book):
    site = AdminSite(name="admin")
    for other in {Author, Book} - {model}:
        site.register(other)
    site.register(model, options)
    return site._registry[model]


def listing(options, model=Book, path="/"):
    return on_site(options, model).changelist_view(request(path)).render()


def page(options, shown=None):
    shown = shown or Book.objects.first()
    options = on_site(options, type(shown))
    return options.change_view(request(), str(shown.pk)).render()


def line_of(thing, text):
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


class ByMethod(admin.ModelAdmin):
    list_display = ("title", "writer")

    def writer(self, book):
        return book.author.name


class ByPath(admin.ModelAdmin):
    list_display = ("title", "author", "house")

    def house(self, book):
        return book.author.publisher.name


class Joining(admin.ModelAdmin):
    list_display = ("title", "house")
    list_select_related = ("editor",)

    def house(self, book):
        return book.author.name


class Collecting(admin.ModelAdmin):
    list_display = ("title", "labels")

    def labels(self, book):
        return [tag.name for tag in book.tags.all()]


class Querying(admin.ModelAdmin):
    list_display = ("title", "writer")

    def get_queryset(self, request):
        return super().get_queryset(request).filter(is_public=True)

    def writer(self, book):
        return book.author.name


def test_a_column_is_mended_by_list_select_related(one):
    finding = one(lambda: listing(ByMethod))
    assert finding.relation == "Book.author"
    assert finding.blame.expression == "book.author"
    assert finding.origin.line == line_of(ByMethod, "list_display")
    assert finding.advice.code.splitlines() == [
        'list_display = ("title", "writer")',
        '    list_select_related = ("author",)',
    ]


def test_what_django_joins_by_itself_is_kept(one):
    finding = one(lambda: listing(ByPath))
    assert finding.relation == "Author.publisher"
    assert (
        'list_select_related = ("author", "author__publisher")' in finding.advice.code
    )


def test_a_setting_that_is_there_is_extended(one):
    finding = one(lambda: listing(Joining))
    assert finding.advice.code == 'list_select_related = ("editor", "author")'
    assert finding.origin.line == line_of(Joining, "list_select_related")


def test_a_collection_is_prefetched_by_get_queryset(one):
    finding = one(lambda: listing(Collecting))
    assert finding.relation == "Book.tags"
    assert "def get_queryset(self, request):" in finding.advice.code
    assert (
        'super().get_queryset(request).prefetch_related("tags")' in finding.advice.code
    )


def test_a_get_queryset_that_is_there_is_the_place(one):
    finding = one(lambda: listing(Querying))
    assert finding.origin.line == line_of(Querying, "super()")
    assert finding.advice.code.endswith('.select_related("author")')


class BookInline(admin.TabularInline):
    model = Book
    fk_name = "author"
    extra = 0
    fields = readonly_fields = ("title", "edited_by")

    def edited_by(self, book):
        return book.editor.name


class JoinedInline(BookInline):
    def get_queryset(self, request):
        return super().get_queryset(request).select_related("editor")


class WithInline(admin.ModelAdmin):
    fields = ("name",)
    inlines = (BookInline,)


class WithJoinedInline(WithInline):
    inlines = (JoinedInline,)


@pytest.fixture
def one_author():
    author, *editors = Author.objects.order_by("id")
    for editor in editors:
        Book.objects.create(title=editor.name, author=author, editor=editor)
    Book.objects.filter(editor=None).delete()
    return author


def test_an_inline_is_its_own_place(one, one_author):
    finding = one(lambda: page(WithInline, one_author))
    assert finding.relation == "Book.editor"
    assert finding.blame.line == line_of(BookInline, "book.editor")
    assert finding.origin.line == line_of(BookInline, "model = Book")
    assert 'super().get_queryset(request).select_related("editor")' in (
        finding.advice.code
    )


def test_a_joined_inline_is_silent(found, one_author):
    assert found(lambda: page(WithJoinedInline, one_author)) == ()


class Plain(admin.ModelAdmin):
    list_display = ("title", "author", "author_id")
    list_filter = ("is_public",)
    search_fields = ("title",)


class Joined(ByMethod):
    list_select_related = ("author",)


class Fetched(Collecting):
    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tags")


class TwoReadonly(admin.ModelAdmin):
    fields = readonly_fields = ("title", "author", "editor")


@pytest.mark.parametrize("options", [Plain, Joined, Fetched])
def test_silent_lists(found, options):
    assert found(lambda: listing(options)) == ()


def test_two_fields_of_one_page_are_no_loop(found):
    book = Book.objects.first()
    Book.objects.filter(pk=book.pk).update(editor=Author.objects.last())
    assert found(lambda: page(TwoReadonly)) == ()


def test_a_page_with_choices_is_no_loop(found):
    class Choosing(admin.ModelAdmin):
        fields = ("title", "author", "editor")

    assert found(lambda: page(Choosing)) == ()


class Editable(admin.ModelAdmin):
    list_display = ("title", "author")
    list_editable = ("author",)


def test_a_box_of_choices_in_each_row_is_blamed_on_the_setting(one):
    finding = one(lambda: listing(Editable))
    assert finding.code == "NPG008"
    assert finding.blame.line == line_of(Editable, "list_editable")
    assert 'if db_field.name == "author":' in finding.advice.code
    assert finding.advice.code.startswith('list_editable = ("author",)')
    check_mended(Editable, finding, listing)


class ChoosingInline(admin.TabularInline):
    model = Book
    fk_name = "author"
    extra = 0
    fields = ("title", "editor")


class WithChoices(admin.ModelAdmin):
    fields = ("name",)
    inlines = (ChoosingInline,)


def test_a_box_of_choices_in_each_form_of_an_inline(one, one_author):
    finding = one(lambda: page(WithChoices, one_author))
    assert finding.blame.line == line_of(ChoosingInline, "model = Book")
    assert 'if db_field.name == "editor":' in finding.advice.code
    mended = mended_class(ChoosingInline, finding)
    options = type("Mended", (WithChoices,), {"inlines": (mended,)})
    with guard("mended", mode="collect") as watch:
        page(options, one_author)
    assert watch.report.findings == ()


def mended_class(owner, finding):
    """The class with what the advice adds to it."""
    space = {"Owner": owner, "Book": Book}
    # The code begins with the statement itself, whose indentation stands before it.
    exec(f"class {owner.__name__}(Owner):\n    {finding.advice.code}", space)
    return space[owner.__name__]


def check_mended(owner, finding, shown):
    """The page says the same, and asks nothing for each row."""
    mended = mended_class(owner, finding)
    with guard("mended", mode="collect") as watch:
        after = shown(mended)
    assert watch.report.findings == ()
    assert without_token(after) == without_token(shown(owner))


def without_token(response):
    return re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


class ByPathOfNames(admin.ModelAdmin):
    list_display = ("title", "author__name")


def test_a_path_in_list_display_is_blamed_on_its_entry(one):
    finding = one(lambda: listing(ByPathOfNames))
    assert finding.blame.expression == '"author__name"'
    assert 'list_select_related = ("author",)' in finding.advice.code


class Filtering(admin.ModelAdmin):
    list_display = ("title",)
    list_filter = ("author", "editor")


def test_two_filters_over_one_table_are_no_loop(found):
    assert found(lambda: listing(Filtering)) == ()
