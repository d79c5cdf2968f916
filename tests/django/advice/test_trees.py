"""Trees read node by node: all nodes at once."""

from __future__ import annotations

import pytest

from tests.django.pasting import check_finds, check_mends, check_silent, found_in
from tests.django_project.models import Category

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tree():
    root = Category.objects.create(name="root")
    for number in range(2):
        child = Category.objects.create(name=f"child {number}", parent=root)
        Category.objects.create(name=f"leaf {number}", parent=child)


def names_below(node):
    names = [node.name]
    for child in node.children.all():
        names += names_below(child)
    return names


def children():
    return names_below(Category.objects.get(parent=None))


def names_above(node):
    return (
        [node.name] if node.parent is None else [*names_above(node.parent), node.name]
    )


def parents():
    return names_above(Category.objects.get(name="leaf 0"))


def parents_in_a_loop():
    node, names = Category.objects.get(name="leaf 1"), []
    while node is not None:
        names.append(node.name)
        node = node.parent
    return names


def replies(node):
    return [
        name
        for child in Category.objects.filter(parent=node)
        for name in [child.name, *replies(child)]
    ]


def children_by_filter():
    return replies(Category.objects.get(parent=None))


@pytest.mark.parametrize(
    "function", [children, parents, parents_in_a_loop, children_by_filter]
)
def test_the_tree_is_loaded_at_once(function):
    finding = check_finds(function, "NPG010", "Category.objects.all()", "parent_id")
    assert "RECURSIVE" in finding.advice.alternative


def test_the_lines_group_by_parent():
    finding = check_finds(children_that_differ, "NPG010")
    names = {"Category": Category}
    exec(finding.advice.code, names)
    assert len(names["children_of"][None]) == 1


def level_by_level():
    level, names = list(Category.objects.filter(parent=None)), []
    while level:
        names += [node.name for node in level]
        level = list(Category.objects.filter(parent__in=level))
    return names


def two_levels_prefetched():
    roots = Category.objects.filter(parent=None).prefetch_related("children__children")
    return [
        leaf.name
        for root in roots
        for child in root.children.all()
        for leaf in child.children.all()
    ]


def at_once():
    nodes = {node.pk: node for node in Category.objects.all()}
    return [nodes[n.parent_id].name for n in nodes.values() if n.parent_id]


@pytest.mark.parametrize("function", [level_by_level, two_levels_prefetched, at_once])
def test_silent(function):
    check_silent(function)


def by_a_queue_of_keys():
    queue, names = [Category.objects.get(parent=None).pk], []
    while queue:
        for child in Category.objects.filter(parent_id=queue.pop()):
            names.append(child.name)
            queue.append(child.pk)
    return names


def level_by_level():
    level, names = [Category.objects.get(parent=None).pk], []
    while level:
        children = Category.objects.filter(parent_id__in=level)
        names += [child.name for child in children]
        level = [child.pk for child in children]
    return names


def test_a_queue_of_keys_walks_a_tree():
    check_finds(by_a_queue_of_keys, "NPG010", "children_of")
    check_silent(level_by_level)


def all_below(node, names):
    for child in node.children.order_by("pk"):
        names.append(child.name)
        all_below(child, names)
    return names


def outline(parent=None):
    return [
        (child.name, outline(child)) for child in Category.objects.filter(parent=parent)
    ]


def nodes_below(node):
    yield node
    for child in node.children.all():
        yield from nodes_below(child)


def by_a_stack():
    stack, names = [Category.objects.get(parent=None)], []
    while stack:
        node = stack.pop()
        names.append(node.name)
        stack.extend(node.children.filter(name__contains=" "))
    return names


@pytest.mark.parametrize("function", [by_a_stack, by_a_queue_of_keys])
def test_pasted_advice_walks_in_memory(function):
    check_mends(function, "NPG010", "children_of")


def outlined():
    return outline()


def listed():
    return all_below(Category.objects.get(parent=None), [])


def yielded():
    return [node.name for node in nodes_below(Category.objects.get(parent=None))]


@pytest.mark.parametrize(
    ("function", "line"),
    [
        (outlined, "children_of.get(parent and parent.pk, [])"),
        (listed, "all_below(child, names, children_of=children_of)"),
        (yielded, "yield from nodes_below(child, children_of=children_of)"),
    ],
)
def test_a_recursion_hands_the_nodes_down(function, line):
    finding = found_in(function)[0]
    assert finding.certainty == "likely"
    assert line in finding.advice.code
    assert "children_of=None):" in finding.advice.code


def differing(node, least=0):
    names = [node.name]
    for child in node.children.filter(pk__gt=least):
        names += differing(child, node.pk)
    return names


def children_that_differ():
    return differing(Category.objects.get(parent=None))


def a_walk_for_each_row():
    found = []
    for root in Category.objects.all():
        queue = [root]
        while queue:
            queue.extend(queue.pop().children.all())
            found.append(len(queue))
    return found


@pytest.mark.parametrize("function", [children_that_differ, a_walk_for_each_row])
def test_a_direction_where_the_walk_is_not_plain(function):
    finding = found_in(function)[0]
    assert (finding.code, finding.certainty) == ("NPG010", "unsure")
