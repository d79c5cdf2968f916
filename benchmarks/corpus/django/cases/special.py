"""Relations with rules of their own: generic, inherited, behind content types."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ObjectDoesNotExist

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.fixes import fetch, join
from benchmarks.corpus.django.library.models import (
    Audiobook,
    Book,
    Note,
    Order,
    Paperback,
    Product,
)
from benchmarks.corpus.django.made import positive, silent


def generic_foreign_key() -> list[str]:
    result = []
    for note in Note.objects.order_by("id"):  # loop: generic_foreign_key; origin: generic_foreign_key
        result.append(f"{note.text}: {note.target}")  # blame: generic_foreign_key
    return result


def generic_foreign_key_fixed() -> list[str]:
    notes = Note.objects.order_by("id").prefetch_related("target")
    return [f"{note.text}: {note.target}" for note in notes]


def generic_relation() -> list[str]:
    result = []
    for book in Book.objects.all():  # loop: generic_relation; origin: generic_relation
        for note in book.notes.all():  # blame: generic_relation
            result.append(note.text)
    return result


def generic_relation_fixed() -> list[str]:
    books = Book.objects.prefetch_related("notes")
    return [note.text for book in books for note in book.notes.all()]


def child_from_parent() -> list[str]:
    result = []
    for product in Product.objects.order_by("id"):  # loop: child_from_parent; origin: child_from_parent
        try:
            result.append(f"{product.paperback.pages} pages")  # blame: child_from_parent
        except ObjectDoesNotExist:
            result.append(product.name)
    return result


def child_from_parent_fixed() -> list[str]:
    products = Product.objects.order_by("id").select_related("paperback")
    return [
        f"{p.paperback.pages} pages" if hasattr(p, "paperback") else p.name
        for p in products
    ]


def both_children() -> list[str]:
    result = []
    for product in Product.objects.order_by("id"):  # loop: both_children; origin: both_children
        if hasattr(product, "audiobook"):  # blame: both_children.audiobook
            result.append(f"{product.audiobook.minutes} min")
        elif hasattr(product, "paperback"):  # blame: both_children.paperback
            result.append(f"{product.paperback.pages} p")
    return result


def both_children_fixed() -> list[str]:
    products = Product.objects.order_by("id").select_related("audiobook", "paperback")
    return [
        f"{p.audiobook.minutes} min"
        if hasattr(p, "audiobook")
        else f"{p.paperback.pages} p"
        for p in products
    ]


def parent_pointer() -> list[int]:
    result = []
    papers = Paperback.objects.order_by("id")  # origin: parent_pointer
    for paper in papers.defer("name", "stock"):  # loop: parent_pointer; origin: parent_pointer
        result.append(paper.name)  # blame: parent_pointer
    return result


def parent_pointer_fixed() -> list[int]:
    return [paper.name for paper in Paperback.objects.order_by("id")]


def relation_of_child() -> list[str]:
    result = []
    for audio in Audiobook.objects.order_by("id"):  # loop: relation_of_child; origin: relation_of_child
        for line in audio.lines.all():  # blame: relation_of_child
            result.append(f"{audio.name} x {line.quantity}")
    return result


def relation_of_child_fixed() -> list[str]:
    audios = Audiobook.objects.order_by("id").prefetch_related("lines")
    return [f"{a.name} x {line.quantity}" for a in audios for line in a.lines.all()]


def children_through_line() -> list[str]:
    result = []
    orders = Order.objects.prefetch_related("lines__product")  # origin: children_through_line
    for order in orders:
        for line in order.lines.all():  # loop: children_through_line
            pages = getattr(
                line.product,  # blame: children_through_line
                "paperback",
                None,
            )
            result.append(f"{line.product.name} {pages and pages.pages}")
    return result


def children_through_line_fixed() -> list[str]:
    orders = Order.objects.prefetch_related("lines__product__paperback")
    return [
        f"{line.product.name} {pages and pages.pages}"
        for order in orders
        for line in order.lines.all()
        for pages in [getattr(line.product, "paperback", None)]
    ]


def generic_prefetched() -> list[str]:
    notes = Note.objects.prefetch_related("target")
    return [f"{note.text}: {note.target}" for note in notes]


def content_types_cached() -> list[str]:
    result = []
    for note in Note.objects.prefetch_related("target"):
        kind = ContentType.objects.get_for_id(note.content_type_id)
        result.append(f"{kind.model} {note.target}")
    return result


def generic_grouped_by_type() -> list[str]:
    wanted: dict[int, list[int]] = {}
    for note in Note.objects.all():
        wanted.setdefault(note.content_type_id, []).append(note.object_id)
    found = []
    for type_id, keys in wanted.items():
        model = ContentType.objects.get_for_id(type_id).model_class()
        found += [str(row) for row in model.objects.in_bulk(keys).values()]
    return found


def children_joined() -> list[str]:
    products = Product.objects.select_related("paperback", "audiobook")
    return [p.name for p in products if getattr(p, "paperback", None)]


def select_subclasses_in_three_queries() -> list[int]:
    products = {p.pk: p for p in Product.objects.all()}
    for model in (Paperback, Audiobook):
        products.update(model.objects.in_bulk(list(products)))
    return [getattr(p, "pages", getattr(p, "minutes", 0)) for p in products.values()]


def child_rows_whole() -> list[str]:
    return [f"{paper.name} {paper.pages}" for paper in Paperback.objects.all()]


CASES: tuple[Case, ...] = (
    positive(
        generic_foreign_key,
        generic_foreign_key_fixed,
        Expect("NPG001", "Note.target", fix=fetch("target")),
        populate=rows.notes,
    ),
    positive(
        generic_relation,
        generic_relation_fixed,
        Expect("NPG002", "Book.notes", fix=fetch("notes")),
        populate=rows.notes,
    ),
    positive(
        child_from_parent,
        child_from_parent_fixed,
        Expect("NPG001", "Product.paperback", fix=join("paperback")),
        populate=rows.orders,
    ),
    positive(
        both_children,
        both_children_fixed,
        Expect(
            "NPG001",
            "Product.audiobook",
            "both_children.audiobook",
            fix=join("audiobook"),
        ),
        Expect(
            "NPG001",
            "Product.paperback",
            "both_children.paperback",
            fix=join("paperback"),
        ),
        populate=rows.orders,
    ),
    positive(
        parent_pointer,
        parent_pointer_fixed,
        Expect("NPG003", fix=('defer("stock")',), any_of=(('"name"',),)),
        populate=rows.orders,
    ),
    positive(
        relation_of_child,
        relation_of_child_fixed,
        Expect("NPG002", blame="relation_of_child", fix=fetch("lines")),
        populate=rows.orders,
    ),
    positive(
        children_through_line,
        children_through_line_fixed,
        Expect(
            "NPG001",
            "Product.paperback",
            fix=fetch("lines__product__paperback"),
            any_of=(('"lines__product"', 'select_related("paperback"'),),
        ),
        populate=rows.orders,
    ),
    silent(generic_prefetched, populate=rows.notes),
    silent(content_types_cached, populate=rows.notes),
    silent(generic_grouped_by_type, populate=rows.notes),
    silent(children_joined, populate=rows.orders),
    silent(select_subclasses_in_three_queries, populate=rows.orders),
    silent(child_rows_whole, populate=rows.orders),
)
