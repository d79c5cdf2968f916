"""What must hold for the fingerprint of any bytes."""

from __future__ import annotations


def check(data: bytes, dialect: str | None) -> None:
    """Fail if the statement in *data* breaks a promise of the fingerprint."""
    from nplusone_guard.fingerprint import fingerprint, slots

    shape = fingerprint(data, dialect)
    again = fingerprint(shape.text, dialect)
    assert again == shape, (dialect, data, shape.text, again.text)
    assert len(shape.text) <= 4 * len(data) + 16
    assert len(shape.summary) <= 255
    assert len(shape.id) == 16
    parameters = [i for slot in slots(data, dialect) for i in slot.parameters]
    assert sorted(parameters) == list(range(len(parameters))), (dialect, data)
