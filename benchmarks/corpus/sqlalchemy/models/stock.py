"""What gets written and removed: invoices, shelves, racks, settings."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from benchmarks.corpus.sqlalchemy.models import mapping


class Invoice(mapping.Base):
    __tablename__ = "invoice"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    total: Mapped[int] = mapped_column(default=0)


class Line(mapping.Base):
    __tablename__ = "line"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[int]


class Audit(mapping.Base):
    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    message: Mapped[str]


class Setting(mapping.Base):
    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Shelf(mapping.Base):
    """Its slots are loaded by the ORM before they are deleted."""

    __tablename__ = "shelf"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slots: Mapped[list[Slot]] = relationship(cascade="all, delete-orphan")


class Slot(mapping.Base):
    __tablename__ = "slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    shelf_id: Mapped[int] = mapped_column(ForeignKey("shelf.id", ondelete="CASCADE"))


class Rack(mapping.Base):
    """Its trays are left to the database's own cascade."""

    __tablename__ = "rack"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    trays: Mapped[list[Tray]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class Tray(mapping.Base):
    __tablename__ = "tray"

    id: Mapped[int] = mapped_column(primary_key=True)
    rack_id: Mapped[int] = mapped_column(ForeignKey("rack.id", ondelete="CASCADE"))
