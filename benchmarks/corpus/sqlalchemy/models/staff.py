"""Inheritance and trees: employees of several kinds, categories within categories."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from benchmarks.corpus.sqlalchemy.models import mapping


class Employee(mapping.Base):
    __tablename__ = "employee"
    __mapper_args__: ClassVar = {
        "polymorphic_on": "kind",
        "polymorphic_identity": "employee",
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]


class Manager(Employee):
    __tablename__ = "manager"
    __mapper_args__: ClassVar = {"polymorphic_identity": "manager"}

    id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    budget: Mapped[int]
    projects: Mapped[list[Project]] = relationship(order_by="Project.id")


class Engineer(Employee):
    __tablename__ = "engineer"
    __mapper_args__: ClassVar = {"polymorphic_identity": "engineer"}

    id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    language: Mapped[str]


class Project(mapping.Base):
    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    manager_id: Mapped[int] = mapped_column(ForeignKey("manager.id"))


class Category(mapping.Base):
    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    parent: Mapped[Category | None] = relationship(
        back_populates="children", remote_side="Category.id"
    )
    children: Mapped[list[Category]] = relationship(
        back_populates="parent", order_by="Category.id"
    )
