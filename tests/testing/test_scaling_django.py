from __future__ import annotations

import pytest

from nplusone_guard.testing import measure_scaling
from tests.django_project.models import Tag


@pytest.mark.django_db
def test_djangos_rows_are_written_for_each_size_and_gone():
    def populate(rows):
        Tag.objects.bulk_create([Tag(name=str(row)) for row in range(rows)])

    seen = []
    scaling = measure_scaling(
        lambda: seen.append(len(Tag.objects.all())), (2, 20, 200), populate, repeat=1
    )

    assert seen == [2, 2, 2, 20, 20, 200, 200]
    assert scaling.statements == "constant"
    assert Tag.objects.count() == 0
