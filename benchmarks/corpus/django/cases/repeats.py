"""One question asked again and again, and trees walked node by node."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.django import rows
from benchmarks.corpus.django.library.models import (
    Book,
    Category,
    Comment,
    Country,
    Member,
    Tag,
    Ticket,
)
from benchmarks.corpus.django.made import positive, silent


def tree(relation: str | None, key: str) -> Expect:
    """A walk over a tree: all rows at once by *key*, or a recursive query."""
    also = () if relation else ("NPG004",)
    return Expect("NPG010", relation, also=also, fix=("RECURSIVE",), any_of=((key,),))


def reuse(name: str, *also: str) -> Expect:
    """An answer to keep: asked once before the loop, or cached."""
    before = ("before the loop", name)
    return Expect("NPG008", also=also, fix=before, any_of=((f"={name}",), ("cache",)))


def default_country() -> Country:
    return Country.objects.get(code="az")  # blame: setting_looked_up; origin: setting_looked_up


def setting_looked_up() -> list[str]:
    result = []
    for book in Book.objects.all():  # loop: setting_looked_up; origin: setting_looked_up
        result.append(f"{book.title} {default_country().name}")
    return result


def setting_looked_up_fixed() -> list[str]:
    country = default_country()
    return [f"{book.title} {country.name}" for book in Book.objects.all()]


def total_in_each_row() -> list[str]:
    lines = []
    for number, book in enumerate(Book.objects.all(), 1):  # loop: total_in_each_row; origin: total_in_each_row
        total = Book.objects.filter(is_public=True).count()  # blame: total_in_each_row; origin: total_in_each_row
        lines.append(f"{number} of {total}: {book.title}")
    return lines


def total_in_each_row_fixed() -> list[str]:
    total = Book.objects.filter(is_public=True).count()
    return [f"{n} of {total}: {b.title}" for n, b in enumerate(Book.objects.all(), 1)]


def choices_for_each_form() -> list[list[str]]:
    forms = []
    for _book in Book.objects.all():  # loop: choices_for_each_form; origin: choices_for_each_form
        choices = [str(tag) for tag in Tag.objects.order_by("name")]  # blame: choices_for_each_form; origin: choices_for_each_form
        forms.append(choices)
    return forms


def choices_for_each_form_fixed() -> list[list[str]]:
    choices = [str(tag) for tag in Tag.objects.order_by("name")]
    return [choices for _book in Book.objects.all()]


class Basket:
    """A basket that asks who it belongs to whenever it is asked."""

    def __init__(self, email: str) -> None:
        self.email = email

    @property
    def owner(self) -> Member:
        """The member behind the email."""
        return Member.objects.get(email=self.email)  # blame: property_that_queries; origin: property_that_queries

    def label(self, book: Book) -> str:
        """A line of the basket."""
        return f"{book.title} for {self.owner.name}"


def property_that_queries() -> list[str]:
    basket = Basket("a@x.org")
    return [basket.label(book) for book in Book.objects.all()]  # loop: property_that_queries; origin: property_that_queries


def property_that_queries_fixed() -> list[str]:
    owner = Basket("a@x.org").owner
    return [f"{book.title} for {owner.name}" for book in Book.objects.all()]


def subtree(node: Category) -> dict[str, Any]:
    children = node.children.all()
    return {
        "name": node.name,
        "children": [
            subtree(child)
            for child in children  # blame: children_recursively; loop: children_recursively
        ],
    }


def children_recursively() -> dict[str, Any]:
    return subtree(Category.objects.get(parent=None))


def children_recursively_fixed() -> dict[str, Any]:
    nodes = list(Category.objects.order_by("id"))
    below: dict[int | None, list[Category]] = {}
    for node in nodes:
        below.setdefault(node.parent_id, []).append(node)

    def built(node: Category) -> dict[str, Any]:
        children = [built(child) for child in below.get(node.pk, [])]
        return {"name": node.name, "children": children}

    return built(below[None][0])


def parents_in_while() -> list[str]:
    node = Category.objects.order_by("-id").first()
    path = [node.name]
    while node.parent:  # loop: parents_in_while; blame: parents_in_while
        node = node.parent
        path.append(node.name)
    return path


def parents_in_while_fixed() -> list[str]:
    nodes = {node.pk: node for node in Category.objects.all()}
    node = nodes[max(nodes)]
    path = [node.name]
    while node.parent_id:
        node = nodes[node.parent_id]
        path.append(node.name)
    return path


def path_of(node: Category) -> str:
    if node.parent is None:  # blame: parents_recursively; loop: parents_recursively
        return str(node.name)
    return f"{path_of(node.parent)}/{node.name}"  # loop: parents_recursively


def parents_recursively() -> str:
    return path_of(Category.objects.order_by("-id").first())


def parents_recursively_fixed() -> str:
    nodes = {node.pk: node for node in Category.objects.all()}
    node, names = nodes[max(nodes)], []
    while node is not None:
        names.append(node.name)
        node = nodes.get(node.parent_id)
    return "/".join(reversed(names))


def thread(comment: Comment, depth: int = 0) -> list[str]:
    lines = ["  " * depth + comment.text]
    for reply in Comment.objects.filter(reply_to=comment):  # blame: replies_by_filter; loop: replies_by_filter
        lines += thread(reply, depth + 1)
    return lines


def replies_by_filter() -> list[str]:
    return thread(Comment.objects.get(reply_to=None))


def replies_by_filter_fixed() -> list[str]:
    below: dict[int | None, list[Comment]] = {}
    for comment in Comment.objects.order_by("id"):
        below.setdefault(comment.reply_to_id, []).append(comment)

    def lines(comment: Comment, depth: int) -> list[str]:
        found = ["  " * depth + comment.text]
        for reply in below.get(comment.pk, []):
            found += lines(reply, depth + 1)
        return found

    return lines(below[None][0], 0)


def replies(count: int) -> None:
    """One comment, answered *count* times, each answer answered once."""
    book = rows.one_book(0)
    top = Comment.objects.create(book=book, text="top")
    for number in range(count):
        reply = Comment.objects.create(book=book, reply_to=top, text=f"r{number}")
        Comment.objects.create(book=book, reply_to=reply, text=f"rr{number}")


def level_by_level() -> list[str]:
    level = list(Category.objects.filter(parent=None))
    names: list[str] = []
    while level:
        names += [node.name for node in level]
        keys = [node.pk for node in level]
        level = list(Category.objects.filter(parent__in=keys).order_by("id"))
    return names


def whole_tree_at_once() -> dict[str, str]:
    nodes = {node.pk: node for node in Category.objects.all()}
    return {
        node.name: nodes[node.parent_id].name if node.parent_id else ""
        for node in nodes.values()
    }


def two_levels_prefetched() -> list[str]:
    roots = Category.objects.filter(parent=None).prefetch_related("children__children")
    return [
        leaf.name
        for root in roots
        for branch in root.children.all()
        for leaf in branch.children.all()
    ]


def cached_setting() -> list[str]:
    def name() -> str:
        return str(cache.get_or_set("country", lambda: default_country().name))

    return [f"{book.title} {name()}" for book in Book.objects.all()]


def polled_until_used() -> int:
    looks = 0
    while not Ticket.objects.filter(used=True).exists():
        looks += 1
        if looks == 3:
            Ticket.objects.update(used=True)
    return looks


def waited_for_state() -> str:
    ticket = Ticket.objects.order_by("id").first()
    for attempt in range(5):
        ticket.refresh_from_db()
        if ticket.used:
            return f"used at {attempt}"
        if attempt == 3:
            Ticket.objects.filter(pk=ticket.pk).update(used=True)
    return "never"


def retried_once() -> str:
    for attempt in range(2):
        found = Member.objects.filter(email="late@x.org").first()
        if found is not None:
            return f"{found.name} at {attempt}"
        Member.objects.create(name="Late", email="late@x.org")
    return "never"


def evaluated_once() -> list[int]:
    tags = Tag.objects.order_by("name")
    return [sum(tag.name > book.title for tag in tags) for book in Book.objects.all()]


CASES: tuple[Case, ...] = (
    positive(
        setting_looked_up,
        setting_looked_up_fixed,
        reuse("default_country()", "NPG004"),
    ),
    positive(
        total_in_each_row, total_in_each_row_fixed, reuse("Book.objects", "NPG005")
    ),
    positive(choices_for_each_form, choices_for_each_form_fixed, reuse("Tag.objects")),
    positive(
        property_that_queries,
        property_that_queries_fixed,
        reuse("Member.objects", "NPG004"),
    ),
    positive(
        children_recursively,
        children_recursively_fixed,
        tree("Category.children", "parent_id"),
        populate=rows.tree,
    ),
    positive(
        parents_in_while,
        parents_in_while_fixed,
        tree("Category.parent", "parent_id"),
        populate=rows.chain,
    ),
    positive(
        parents_recursively,
        parents_recursively_fixed,
        tree("Category.parent", "parent_id"),
        populate=rows.chain,
    ),
    positive(
        replies_by_filter,
        replies_by_filter_fixed,
        tree(None, "reply_to_id"),
        populate=replies,
    ),
    silent(level_by_level, populate=rows.tree),
    silent(whole_tree_at_once, populate=rows.tree),
    silent(two_levels_prefetched, populate=rows.tree),
    silent(cached_setting),
    silent(polled_until_used, populate=rows.events),
    silent(waited_for_state, populate=rows.events),
    silent(retried_once),
    silent(evaluated_once),
)
