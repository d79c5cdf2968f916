"""Rows of one table that point at each other, and rows of several kinds."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectin_polymorphic, selectinload

from benchmarks.corpus.case import Case, Expect
from benchmarks.corpus.sqlalchemy.models import Category, Employee, Engineer, Manager
from benchmarks.corpus.sqlalchemy.rows import populate
from benchmarks.corpus.sqlalchemy.world import Session

positive = partial(Case, kind="positive", topic="trees", populate=populate)
silent = partial(Case, kind="silent", topic="trees", populate=populate)

ROOTS = select(Category).where(Category.parent_id.is_(None)).order_by(Category.id)  # origin: sa_tree_walk; origin: sa_children  # fmt: skip


def parents() -> list[str]:
    with Session() as session:
        query = select(Category).where(Category.name.like("level 2%"))  # origin: sa_parents  # fmt: skip
        lines = []
        for category in session.scalars(query).all():  # loop: sa_parents
            above = category.parent  # blame: sa_parents
            lines.append(f"{above.name} > {category.name}")
        return lines


def parents_fixed() -> list[str]:
    query = select(Category).options(joinedload(Category.parent))
    with Session() as session:
        found = session.scalars(query.where(Category.name.like("level 2%")))
        return [f"{c.parent.name} > {c.name}" for c in found]


def children() -> list[tuple[str, int]]:
    with Session() as session:
        found = []
        for root in session.scalars(ROOTS).all():  # loop: sa_children
            found.append((root.name, len(root.children)))  # blame: sa_children
        return found


def children_fixed() -> list[tuple[str, int]]:
    with Session() as session:
        roots = session.scalars(ROOTS.options(selectinload(Category.children)))
        return [(root.name, len(root.children)) for root in roots]


def outline(category: Category, depth: int = 0) -> list[str]:
    lines = ["  " * depth + category.name]
    for child in category.children:  # blame: sa_tree_walk; loop: sa_tree_walk
        lines += outline(child, depth + 1)
    return lines


def tree_walk() -> list[str]:
    with Session() as session:
        lines = []
        for root in session.scalars(ROOTS):  # loop: sa_tree_walk
            lines += outline(root)
        return lines


def tree_walk_fixed() -> list[str]:
    whole = selectinload(Category.children, recursion_depth=-1)
    with Session() as session:
        return [
            line
            for root in session.scalars(ROOTS.options(whole))
            for line in outline(root)
        ]


def level_by_level() -> list[str]:
    """A tree read one level at a time: as many statements as levels."""
    with Session() as session:
        found, level = [], list(session.scalars(ROOTS))
        while level:
            found += [category.name for category in level]
            below = Category.parent_id.in_([category.id for category in level])
            level = list(session.scalars(select(Category).where(below)))
        return found


def one_path_up() -> list[str]:
    """A single row's way to the root."""
    with Session() as session:
        category = session.scalars(
            select(Category).order_by(Category.id.desc()).limit(1)
        ).one()
        above = category.parent
        top = above.parent if above else None
        return [c.name for c in (category, above, top) if c]


def whole_tree_at_once() -> list[str]:
    with Session() as session:
        everything = session.scalars(select(Category)).all()
        below: dict[int | None, list[Category]] = {}
        for category in everything:
            below.setdefault(category.parent_id, []).append(category)
        return [c.name for root in below[None] for c in below.get(root.id, [])]


def sub_class_columns() -> list[str]:
    with Session() as session:
        staff = session.scalars(select(Employee).order_by(Employee.id)).all()  # origin: sa_sub_class_columns  # fmt: skip
        lines = []
        for person in staff:  # loop: sa_sub_class_columns
            if isinstance(person, Manager):
                lines.append(f"{person.name} has {person.budget}")  # blame: sa_sub_class_columns  # fmt: skip
        return lines


def sub_class_columns_fixed() -> list[str]:
    query = select(Employee).options(selectin_polymorphic(Employee, [Manager]))
    with Session() as session:
        staff = session.scalars(query.order_by(Employee.id))
        return [f"{p.name} has {p.budget}" for p in staff if isinstance(p, Manager)]


def details(person: Employee) -> str:
    match person:
        case Manager():
            return f"{person.name}: {person.budget}"  # blame: sa_each_kind_its_columns
        case Engineer():
            return f"{person.name}: {person.language}"  # blame: sa_each_kind_its_columns.language  # fmt: skip
    return person.name


def each_kind_its_columns() -> list[str]:
    with Session() as session:
        query = select(Employee).order_by(Employee.id)  # origin: sa_each_kind_its_columns  # fmt: skip
        return [details(p) for p in session.scalars(query).all()]  # loop: sa_each_kind_its_columns  # fmt: skip


def each_kind_its_columns_fixed() -> list[str]:
    kinds = selectin_polymorphic(Employee, [Manager, Engineer])
    with Session() as session:
        query = select(Employee).options(kinds).order_by(Employee.id)
        return [details(person) for person in session.scalars(query)]


def one_kind_asked_for() -> list[int]:
    with Session() as session:
        return [manager.budget for manager in session.scalars(select(Manager))]


def one_of_a_kind() -> str:
    with Session() as session:
        query = select(Employee).where(Employee.kind == "engineer").limit(1)
        return details(session.scalars(query).one())


def _kind(relation: str, **places: str) -> Expect:
    owner = relation.partition(".")[0]
    return Expect(
        "NPG003",
        relation,
        fix=("selectin_polymorphic(Employee", owner),
        any_of=(("with_polymorphic(Employee", owner),),
        **places,
    )


CASES = (
    positive(
        "sa_parents",
        run=parents,
        fixed=parents_fixed,
        expect=(
            Expect("NPG001", "Category.parent", fix=("joinedload(Category.parent)",)),
        ),
    ),
    positive(
        "sa_children",
        run=children,
        fixed=children_fixed,
        expect=(
            Expect(
                "NPG002", "Category.children", fix=("selectinload(Category.children)",)
            ),
        ),
    ),
    positive(
        "sa_tree_walk",
        run=tree_walk,
        fixed=tree_walk_fixed,
        expect=(
            Expect(
                "NPG010",
                "Category.children",
                fix=("selectinload(Category.children", "recursion_depth"),
                any_of=(("cte(recursive=True)",),),
            ),
        ),
    ),
    positive(
        "sa_sub_class_columns",
        run=sub_class_columns,
        fixed=sub_class_columns_fixed,
        expect=(_kind("Manager.budget"),),
    ),
    positive(
        "sa_each_kind_its_columns",
        run=each_kind_its_columns,
        fixed=each_kind_its_columns_fixed,
        expect=(
            _kind("Manager.budget"),
            _kind("Engineer.language", blame="sa_each_kind_its_columns.language"),
        ),
    ),
    silent("sa_level_by_level", run=level_by_level),
    silent("sa_one_path_up", run=one_path_up),
    silent("sa_whole_tree_at_once", run=whole_tree_at_once),
    silent("sa_one_kind_asked_for", run=one_kind_asked_for),
    silent("sa_one_of_a_kind", run=one_of_a_kind),
)
