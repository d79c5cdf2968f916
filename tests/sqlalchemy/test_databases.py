"""Every database has one short name, by whichever engine it is reached."""

from __future__ import annotations

import gc

from sqlalchemy import create_engine

from nplusone_guard.sqlalchemy.databases import name_of


def test_an_engine_in_front_of_another_has_its_name(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/shop.db")
    in_front = engine.execution_options(yield_per=1)
    assert [name_of(in_front), name_of(engine), name_of(in_front)] == ["shop.db"] * 3


def test_two_databases_of_one_name_are_told_apart(tmp_path):
    first = create_engine(f"sqlite:///{tmp_path}/a/shop_shard.db")
    second = create_engine(f"sqlite:///{tmp_path}/b/shop_shard.db")
    assert [name_of(first), name_of(second)] == ["shop_shard.db", "shop_shard.db (2)"]


def test_a_name_is_free_again_when_its_engine_is_gone(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/fleeting.db")
    assert name_of(engine) == "fleeting.db"
    del engine
    gc.collect()
    assert name_of(create_engine(f"sqlite:///{tmp_path}/fleeting.db")) == "fleeting.db"
