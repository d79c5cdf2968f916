from __future__ import annotations

from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from nplusone_guard.testing import measure_scaling
from tests.sqlalchemy.models import Base, Country


def test_sessions_are_rolled_back(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/shop.db")
    Base.metadata.create_all(engine)
    factory = sessionmaker(engine)

    def populate(rows, session):
        session.add_all([Country(name=str(row)) for row in range(rows)])

    def page(session):
        for key in session.scalars(select(Country.id)).all():
            session.get(Country, key)

    scaling = measure_scaling(
        page, (2, 8, 32), populate, session_factory=factory, repeat=1
    )

    assert [one.statements for one in scaling.measurements] == [3, 9, 33]
    assert scaling.statements == "N"
    with factory() as session:
        assert session.scalars(select(Country)).all() == []
    engine.dispose()
