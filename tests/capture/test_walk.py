from __future__ import annotations

import sys

from nplusone_guard.capture.bridges import Bridge, add_bridge, remove_bridge
from nplusone_guard.capture.landmarks import Landmark, place, remove
from nplusone_guard.capture.walk import (
    Boundary,
    outward,
    walk,
)


def path_here(boundary=None):
    return walk(sys._getframe(1), boundary)


def test_a_path_ends_at_the_innermost_loop():
    def load():
        return path_here()

    for _ in range(1):
        path = load()

    assert [step.is_loop for step in path] == [False, True]
    assert path[-1].loop is not None


def test_the_same_place_gives_the_same_path_each_time():
    assert len({path_here() for _ in range(3)}) == 1


def test_two_lines_give_two_paths():
    first = path_here()
    second = path_here()
    assert first != second


def test_a_path_without_a_loop_ends_at_the_boundary():
    boundary = Boundary(sys._getframe())
    path = path_here(boundary)
    assert len(path) == 1
    assert path[0].code is sys._getframe().f_code


def test_every_level_of_a_recursion_gives_the_same_path():
    boundary = Boundary(sys._getframe())
    paths = []

    def climb(level):
        paths.append(path_here(boundary))
        if level:
            climb(level - 1)

    climb(3)
    assert len(paths) == 4
    assert len(set(paths)) == 1


def test_a_boundary_landmark_ends_the_walk():
    def outer():
        return inner()

    def inner():
        return path_here()

    place(outer, Landmark("boundary"))
    try:
        path = outer()
    finally:
        remove(outer)

    assert [step.code.co_name for step in path] == ["inner", "outer"]


def test_a_key_tells_two_uses_of_one_instruction_apart():
    def render(tag):
        return path_here()

    place(render, Landmark("asker", key=lambda frame: frame.f_locals["tag"]))
    try:
        paths = [render(tag) for tag in ("a", "b", "a")]
    finally:
        remove(render)

    assert paths[0] == paths[2] != paths[1]


def test_a_row_loop_of_a_library_ends_the_path():
    def library(rows):
        return path_here()

    place(library, Landmark("row loop", key=lambda frame: "books"))
    try:
        path = library((1,))
    finally:
        remove(library)

    assert path[-1].is_loop
    assert len(path) == 1


def test_a_bridge_goes_on_where_the_stack_ends():
    here = sys._getframe()
    asked = []

    def cross(last):
        asked.append(last)
        return here if len(asked) == 1 else None

    bridge = Bridge(cross, lambda: None)
    add_bridge(bridge)
    try:
        frames = outward(sys._getframe(), None)
    finally:
        remove_bridge(bridge)

    assert frames.count(here) == 2
    assert len(asked) == 2


def test_library_lines_below_the_application_tell_paths_apart():
    library = {"walk_from": lambda: walk(sys._getframe(1), None)}
    source = """
def ask(is_filtered):
    if is_filtered:
        return walk_from()
    return walk_from()
"""
    exec(compile(source, "<library>", "exec"), library)

    def view(is_filtered):
        return library["ask"](is_filtered)

    # Through map, because a loop would be proof enough and end the path.
    filtered, plain, again = map(view, (True, False, True))
    assert filtered == again != plain
