"""One call, one finding: the write that was asked for speaks for the rest."""

from __future__ import annotations

from nplusone_guard.detect.merge import merged
from nplusone_guard.detect.values import Finding
from tests.detect.made import CHILDREN, a_candidate, a_loop, an_entry


def a_finding(kind: str, *given, **changes) -> Finding:
    return Finding(kind, a_candidate(*given, **changes))


def test_a_save_of_two_statements_is_one_write():
    save = an_entry("save", facts=(("table", "tag"),))
    update = a_finding("write-per-row", save, sql="UPDATE tag SET name = %s")
    insert = a_finding("write-per-row", save, sql="INSERT INTO tag (name) VALUES (%s)")
    [one] = merged([update, insert])
    assert one.candidate.count == 3
    assert one.candidate.seconds == 0.000_006


def test_a_delete_speaks_for_the_reads_before_it():
    delete = an_entry("delete", facts=(("table", "tag"),))
    read = a_finding("write-per-row", delete, sql="SELECT * FROM link WHERE tag = %s")
    write = a_finding("write-per-row", delete, sql="DELETE FROM tag WHERE id = %s")
    [one] = merged([read, write])
    assert one.candidate.shape.statement == "DELETE"


def test_two_lines_are_two_findings():
    get = an_entry("get")
    two = [a_finding("get-per-row", get, line=line) for line in (2, 3)]
    assert len(merged(two)) == 2


def test_two_statements_of_a_driver_are_two_findings():
    two = [a_finding("raw-sql-per-row"), a_finding("raw-sql-per-row")]
    assert len(merged(two)) == 2


def test_a_walk_over_several_roots_is_one_walk():
    lazy = an_entry("lazy", relation=CHILDREN)
    roots = a_finding("lazy-collection", lazy, loop=a_loop("while"))
    walk = a_finding("tree-walk", lazy, is_recursive=True)
    [one] = merged([roots, walk])
    assert one.kind == "tree-walk"
