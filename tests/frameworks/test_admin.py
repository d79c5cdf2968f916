from __future__ import annotations

import inspect
import re

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory

from nplusone_guard import guard
from nplusone_guard.report.patch import patch_for
from tests.django_project.models import Author, Book, Review
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
    for other in {Author, Book, Review} - {model}:
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


@pytest.fixture
def _titled(monkeypatch):
    """A text that asks: what inlines, boxes and check boxes show of a row."""

    def shown(self):
        return f"{self.title} by {self.author.name}"

    monkeypatch.setattr(Book, "__str__", shown)


class TitledBooks(admin.TabularInline):
    model = Book
    fields = ("title",)
    fk_name = "editor"
    extra = 0


class WithTitledBooks(admin.ModelAdmin):
    inlines = (TitledBooks,)
    fields = ("name",)


@pytest.mark.usefixtures("_titled")
def test_the_text_of_an_inlines_row_is_mended_by_the_inlines_query(one):
    editor = Author.objects.create(name="Editor", slug="editor")
    Book.objects.update(editor=editor)
    finding = one(lambda: page(WithTitledBooks, editor))
    assert finding.relation == "Book.author"
    assert finding.advice.code == (
        "model = Book\n\n    def get_queryset(self, request):\n"
        '        return super().get_queryset(request).select_related("author")'
    )
    assert "    extra = 0\n+\n+    def get_queryset" in patch_for(finding.advice)


class ChoosingBook(admin.ModelAdmin):
    fields = ("book", "stars")


@pytest.mark.usefixtures("_titled")
def test_the_choices_of_a_page_are_mended_in_the_admin_of_the_page(one):
    Review.objects.create(book=Book.objects.first(), stars=1)
    finding = one(lambda: page(ChoosingBook, Review.objects.first()))
    assert finding.relation == "Book.author"
    assert finding.loop.expression == 'fields = ("book", "stars")'
    assert finding.advice.code.splitlines()[2:] == [
        "    def formfield_for_dbfield(self, db_field, request, **kwargs):",
        "        field = super().formfield_for_dbfield(db_field, request, **kwargs)",
        '        if db_field.name == "book":',
        '            field.queryset = field.queryset.select_related("author")',
        "        return field",
    ]


class ChoosingByItself(ChoosingBook):
    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@pytest.mark.usefixtures("_titled")
def test_a_method_that_is_there_is_not_written_again(one):
    Review.objects.create(book=Book.objects.first(), stars=1)
    finding = one(lambda: page(ChoosingByItself, Review.objects.first()))
    assert "def " not in finding.advice.code


class Exporting(admin.ModelAdmin):
    actions = ("export",)

    def export(self, request, queryset):
        return HttpResponse("".join(book.author.name for book in queryset))


def test_the_queryset_of_an_action_is_the_one_to_change(one):
    asked = request()
    asked.method, asked._dont_enforce_csrf_checks = "POST", True
    keys = [str(book.pk) for book in Book.objects.all()]
    asked.POST = QueryDict(
        "action=export&index=0&_selected_action=" + "&_selected_action=".join(keys)
    )
    finding = one(lambda: on_site(Exporting).changelist_view(asked))
    assert finding.advice.code == 'queryset.select_related("author")'
    assert finding.certainty == "likely"


class Counting(admin.ModelAdmin):
    list_display = ("name", "public", "labels")

    def public(self, author):
        return author.books.filter(is_public=True).count()

    def labels(self, author):
        return [book.title for book in author.edited.all()]


def test_a_count_in_a_column_is_annotated_beside_what_another_column_needs(found):
    findings = found(lambda: listing(Counting, Author))
    (patch,) = {patch_for(each.advice) for each in findings}
    assert patch.count("+    def get_queryset(self, request):") == 1
    query = (
        '+        return super().get_queryset(request).prefetch_related("edited").an'
    )
    assert query in patch or ').prefetch_related("edited")\n' in patch
    assert "filter=Q(books__is_public=True)" in patch
    assert "+        return author.is_public_books_count\n" in patch
    assert "order_by" not in patch


class JoiningByMethod(admin.ModelAdmin):
    list_display = ("title", "house")

    def get_list_select_related(self, request):
        return ["editor"]

    def house(self, book):
        return book.author.publisher.name


def test_a_method_that_says_what_to_join_is_where_to_say_it(found):
    author, house = found(lambda: listing(JoiningByMethod))
    assert house.advice.place.line == line_of(JoiningByMethod, '["editor"]')
    assert house.advice.code == '("editor", "author__publisher")'
    (patch,) = {patch_for(author.advice), patch_for(house.advice)}
    assert '+        return ("editor", "author__publisher")\n' in patch
