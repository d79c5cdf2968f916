from __future__ import annotations

import inspect

import pytest
from rest_framework import generics, pagination, serializers, viewsets
from rest_framework.decorators import api_view, renderer_classes
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from nplusone_guard.report.patch import patch_for
from tests.django_project.models import Author, Book, Review, Tag
from tests.django_project.rows import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db, settings):
    settings.REST_FRAMEWORK = {"UNAUTHENTICATED_USER": None}
    make_books(3)


def asked(view, path="/", **kwargs):
    return view(APIRequestFactory().get(path), **kwargs).render()


def listed(serializer, rows, **extra):
    """A list view of *rows*, asked."""
    options = {"serializer_class": serializer, "queryset": rows, **extra}
    view = type("Listed", (generics.ListAPIView,), options)
    view.renderer_classes = (JSONRenderer,)
    return asked(view.as_view())


def line_of(thing, text):
    lines, start = inspect.getsourcelines(thing)
    return next(start + number for number, line in enumerate(lines) if text in line)


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ("name",)


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ("name",)


class Nested(serializers.ModelSerializer):
    author = AuthorSerializer()

    class Meta:
        model = Book
        fields = ("title", "author")


class Sourced(serializers.ModelSerializer):
    house = serializers.CharField(source="author.publisher.name")

    class Meta:
        model = Book
        fields = ("title", "house")


class Texts(serializers.ModelSerializer):
    author = serializers.StringRelatedField()

    class Meta:
        model = Book
        fields = ("author",)


class Slugs(serializers.ModelSerializer):
    tags = serializers.SlugRelatedField("name", many=True, read_only=True)

    class Meta:
        model = Book
        fields = ("tags",)


class Keys(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ("title", "tags")


class Methods(serializers.ModelSerializer):
    house = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ("house",)

    def get_house(self, book):
        return book.author.publisher.name


class Shown(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ("title",)

    def to_representation(self, instance):
        data = super().to_representation(instance)
        data["writer"] = instance.author.name
        return data


class TaggedBook(serializers.ModelSerializer):
    tags = TagSerializer(many=True)

    class Meta:
        model = Book
        fields = ("title", "tags")


class Writer(serializers.ModelSerializer):
    books = TaggedBook(many=True)

    class Meta:
        model = Author
        fields = ("name", "books")


@pytest.mark.parametrize(
    ("serializer", "relation", "text", "fix"),
    [
        (Nested, "Book.author", "author = ", 'select_related("author")'),
        (Texts, "Book.author", "author = ", 'select_related("author")'),
        (Slugs, "Book.tags", "tags = ", 'prefetch_related("tags")'),
        (Keys, "Book.tags", '"tags")', 'prefetch_related("tags")'),
        (Shown, "Book.author", "instance.author", 'select_related("author")'),
        (TaggedBook, "Book.tags", "tags = ", 'prefetch_related("tags")'),
    ],
)
def test_the_field_is_blamed_and_the_view_is_mended(
    one, serializer, relation, text, fix
):
    class Books(generics.ListAPIView):
        queryset = Book.objects.order_by("id")
        serializer_class = serializer
        renderer_classes = (JSONRenderer,)

    finding = one(lambda: asked(Books.as_view()))
    assert finding.relation == relation
    assert finding.blame.file == __file__
    assert finding.blame.line == line_of(serializer, text)
    assert finding.origin.expression == 'Book.objects.order_by("id")'
    assert fix in finding.advice.code


@pytest.mark.parametrize("serializer", [Sourced, Methods])
def test_each_relation_of_a_path_is_a_finding(found, serializer):
    class Books(generics.ListAPIView):
        queryset = Book.objects.all()
        serializer_class = serializer
        renderer_classes = (JSONRenderer,)

    author, publisher = found(lambda: asked(Books.as_view()))
    assert author.relation == "Book.author"
    assert publisher.relation == "Author.publisher"
    assert 'select_related("author__publisher")' in publisher.advice.code


def test_nested_lists_give_the_path_from_the_view(found):
    class Writers(generics.ListAPIView):
        queryset = Author.objects.order_by("id")
        serializer_class = Writer
        renderer_classes = (JSONRenderer,)

    books, tags = found(lambda: asked(Writers.as_view()))
    assert books.relation == "Author.books"
    assert tags.relation == "Book.tags"
    assert 'prefetch_related("books__tags")' in tags.advice.code


class ByMethod(generics.ListAPIView):
    serializer_class = Nested
    renderer_classes = (JSONRenderer,)

    def get_queryset(self):
        return Book.objects.filter(is_public=True)


class BookViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Book.objects.filter(is_public=True)
    serializer_class = Nested
    renderer_classes = (JSONRenderer,)
    pagination_class = pagination.LimitOffsetPagination


class ByHand(APIView):
    renderer_classes = (JSONRenderer,)

    def get(self, request):
        books = Book.objects.filter(is_public=True)
        serializer = Nested(books, many=True, context={"request": request})
        return Response(serializer.data)


@api_view(["GET"])
@renderer_classes([JSONRenderer])
def by_function(request):
    return Response(Nested(Book.objects.filter(is_public=True), many=True).data)


@pytest.mark.parametrize(
    "view",
    [
        ByMethod.as_view(),
        BookViewSet.as_view({"get": "list"}),
        ByHand.as_view(),
        by_function,
    ],
)
def test_the_origin_is_the_query_of_the_view(one, view):
    finding = one(lambda: asked(view))
    assert finding.origin.expression == "Book.objects.filter(is_public=True)"
    assert finding.advice.code == (
        'Book.objects.filter(is_public=True).select_related("author")'
    )


class Generic(generics.ListAPIView):
    model = None
    renderer_classes = (JSONRenderer,)

    def get_queryset(self):
        return self.model._default_manager.all()


class Concrete(Generic):
    model = Book
    serializer_class = Nested


def test_a_generic_class_sends_the_fix_to_its_subclass(one):
    finding = one(lambda: asked(Concrete.as_view()))
    assert finding.origin.line == line_of(Concrete, "model = Book")
    assert "def get_queryset(self):" in finding.advice.code
    assert 'super().get_queryset().select_related("author")' in finding.advice.code


SILENT = {
    "joined": lambda: listed(Nested, Book.objects.select_related("author")),
    "prefetched": lambda: listed(Slugs, Book.objects.prefetch_related("tags")),
    "keys prefetched": lambda: listed(Keys, Book.objects.prefetch_related("tags")),
    "deep": lambda: listed(Writer, Author.objects.prefetch_related("books__tags")),
    "method joined": lambda: listed(
        Methods, Book.objects.select_related("author__publisher")
    ),
    "one row": lambda: listed(Nested, Book.objects.all()[:1]),
    "a page": lambda: listed(
        Nested,
        Book.objects.select_related("author"),
        pagination_class=pagination.LimitOffsetPagination,
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_silent(found, name):
    assert found(SILENT[name]) == ()


def test_two_fields_of_one_object_are_no_loop(found):
    class Both(serializers.ModelSerializer):
        author = AuthorSerializer()
        editor = AuthorSerializer()

        class Meta:
            model = Book
            fields = ("author", "editor")

    book = Book.objects.first()
    Book.objects.filter(pk=book.pk).update(editor=Author.objects.last())
    book.refresh_from_db()
    assert found(lambda: Both(book).data) == ()


def test_a_validated_list_of_keys_asks_once_per_row(found):
    class ReviewSerializer(serializers.ModelSerializer):
        class Meta:
            model = Review
            fields = ("book", "stars")

    rows = [
        {"book": key, "stars": 1} for key in Book.objects.values_list("pk", flat=True)
    ]

    def validated():
        ReviewSerializer(data=rows, many=True).is_valid(raise_exception=True)

    assert [finding.code for finding in found(validated)] == ["NPG004"]


def test_two_choices_of_the_browsable_api_are_no_loop(found, settings):
    from rest_framework.renderers import BrowsableAPIRenderer

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "rest_framework"]

    class Writable(serializers.ModelSerializer):
        class Meta:
            model = Book
            fields = ("title", "author", "editor")

    class Books(generics.ListCreateAPIView):
        queryset = Book.objects.all()
        serializer_class = Writable
        renderer_classes = (BrowsableAPIRenderer,)
        permission_classes = ()

    assert found(lambda: asked(Books.as_view())) == ()


def test_only_the_key_is_read(one):
    class ByKey(serializers.ModelSerializer):
        author = serializers.IntegerField(source="author.id")

        class Meta:
            model = Book
            fields = ("author",)

    finding = one(lambda: listed(ByKey, Book.objects.all()))
    assert (
        finding.advice.code == 'author = serializers.IntegerField(source="author_id")'
    )


class Prepared(Nested):
    @classmethod
    def prepare(cls, queryset):
        return queryset.only("title", "author")


class ByItsSerializer(generics.ListAPIView):
    queryset = Book.objects.all()
    serializer_class = Prepared
    renderer_classes = (JSONRenderer,)

    def get_queryset(self):
        queryset = Book.objects.order_by("-id")
        return self.get_serializer_class().prepare(queryset)


def test_an_attribute_that_get_queryset_leaves_aside_is_not_the_origin(one):
    finding = one(lambda: asked(ByItsSerializer.as_view()))
    assert finding.origin.line == line_of(ByItsSerializer, 'order_by("-id")')
    assert finding.certainty == "likely"
    assert 'order_by("-id").select_related("author")' in finding.advice.code


class Narrower(generics.ListAPIView):
    queryset = Book.objects.order_by("title")
    serializer_class = Nested
    renderer_classes = (JSONRenderer,)

    def get_queryset(self):
        return narrowed(super().get_queryset())


def narrowed(rows):
    return {True: rows}[True]


def test_an_attribute_that_get_queryset_starts_from_is(one):
    finding = one(lambda: asked(Narrower.as_view()))
    assert finding.origin.line == line_of(Narrower, "queryset =")


class Deep(serializers.ModelSerializer):
    class Meta:
        model = Review
        fields = ("stars", "book")
        depth = 3


def test_a_serializer_made_for_depth_keeps_the_whole_path(found):
    for book in Book.objects.all():
        Review.objects.create(book=book, stars=1)
    findings = found(lambda: listed(Deep, Review.objects.order_by("id")))
    told = {f.relation: f.advice.code for f in findings}
    assert '"book__author"' in told["Book.author"]
    assert '"book__author__publisher"' in told["Author.publisher"]
    assert '"book__tags"' in told["Book.tags"]


class Full(serializers.ModelSerializer):
    author = serializers.StringRelatedField()
    editor = serializers.CharField(source="editor.publisher.name")
    reviews = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Book
        fields = ("author", "editor", "reviews")


class FullBooks(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = Full
    renderer_classes = (JSONRenderer,)


def test_the_fixes_of_one_view_are_one_patch(found):
    Book.objects.update(editor=Author.objects.first())
    findings = found(lambda: asked(FullBooks.as_view()))
    assert len(findings) == 4
    (patch,) = {patch_for(each.advice) for each in findings}
    assert (
        '.select_related("author", "editor__publisher").prefetch_related("reviews")'
    ) in patch


class Keyed(serializers.ListSerializer):
    def to_representation(self, data):
        return {row.pk: row.author.name for row in data}

    @property
    def data(self):
        return self.to_representation(self.instance)


class KeyedBook(serializers.ModelSerializer):
    class Meta:
        model = Book
        list_serializer_class = Keyed
        fields = ("title",)


def test_the_instance_of_a_serializer_is_no_relation(one):
    def books():
        return KeyedBook(Book.objects.order_by("id"), many=True).data

    code = one(books).advice.code
    assert code == 'Book.objects.order_by("id").select_related("author")'


def made(name, **fields):
    meta = type("Meta", (), {"model": Book, "fields": tuple(fields)})
    return type(name, (serializers.ModelSerializer,), {"Meta": meta, **fields})


class MadeByType(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = made("Made", author=serializers.StringRelatedField())
    renderer_classes = (JSONRenderer,)


def test_a_serializer_that_nobody_wrote_is_the_one_of_its_view(one):
    finding = one(lambda: asked(MadeByType.as_view()))
    assert finding.blame.expression.startswith("serializer_class = made(")
    assert finding.advice.code == 'Book.objects.order_by("id").select_related("author")'


class Shelves(serializers.ModelSerializer):
    books = serializers.SerializerMethodField()

    class Meta:
        model = Author
        fields = ("books",)

    def get_books(self, author):
        return TaggedBook(author.books.all(), many=True).data


class AuthorShelves(generics.ListAPIView):
    queryset = Author.objects.order_by("id")
    serializer_class = Shelves
    renderer_classes = (JSONRenderer,)


def test_rows_that_a_method_hands_to_a_serializer_come_from_the_view(found):
    books, tags = found(lambda: asked(AuthorShelves.as_view()))
    assert (books.relation, tags.relation) == ("Author.books", "Book.tags")
    assert tags.origin == books.origin
    assert tags.advice.code == (
        'Author.objects.order_by("id").prefetch_related("books__tags")'
    )


class EachByItself(serializers.ListSerializer):
    def create(self, validated_data):
        return [self.child.create(row) for row in validated_data]


class NewTag(serializers.ModelSerializer):
    class Meta:
        model = Tag
        list_serializer_class = EachByItself
        fields = ("name",)


def test_what_a_serializer_creates_is_given_by_name(found):
    def create():
        new = NewTag(data=[{"name": "one"}, {"name": "two"}], many=True)
        new.is_valid(raise_exception=True)
        new.save()

    (finding,) = found(create)
    assert "Tag.objects.bulk_create([Tag(**row) for row in" in finding.advice.code
    assert finding.certainty == "likely"


class ByAction(viewsets.ReadOnlyModelViewSet):
    serializer_class = Nested
    renderer_classes = (JSONRenderer,)

    def get_queryset(self):
        if self.action == "list":
            return Book.objects.filter(is_public=True)
        return Book.objects.all()


def test_every_query_that_a_view_may_return_is_changed(one):
    finding = one(lambda: asked(ByAction.as_view({"get": "list"})))
    assert finding.advice.code.splitlines() == [
        '            return Book.objects.filter(is_public=True).select_related("author")',
        '        return Book.objects.all().select_related("author")',
    ]


class NoneForStrangers(ByAction):
    def get_queryset(self):
        queryset = Book.objects.order_by("id")
        if self.request.GET:
            return queryset.filter(is_public=True)
        return queryset


def test_what_all_returns_start_from_is_changed_alone(one):
    finding = one(lambda: asked(NoneForStrangers.as_view({"get": "list"})))
    assert finding.advice.code == 'Book.objects.order_by("id").select_related("author")'
