"""The table of descriptors, and what has to follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.descriptors import (
    BY_NAME,
    DESCRIPTOR_FIELDS,
    DESCRIPTORS,
    ESTIMATES,
    OF_TABLES,
    Descriptor,
    Descriptors,
    not_analyzed,
)
from organizer.library import query
from organizer.library.storage.database import Database

EAR = Path(__file__).parents[2] / "docs" / "ear.md"
#: Fields that are no numbers of their own.
OTHERS = {
    "key",
    "camelot",
    "tempo_confidence",
    "key_confidence",
    "tempo_alternatives",
    "loudness_measured",
    "key_by_model",
}


def test_every_number_is_declared_once() -> None:
    assert len(BY_NAME) == len(DESCRIPTORS)
    assert set(DESCRIPTOR_FIELDS) == BY_NAME.keys() | OTHERS and not BY_NAME.keys() & OTHERS
    assert all(getattr(Descriptors(), name) is None for name in BY_NAME)


@pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=lambda one: one.name)
def test_a_descriptor_is_stored_searched_and_explained(db: Database, descriptor: Descriptor) -> None:
    columns = {row[1] for row in db.read().execute("PRAGMA table_info(descriptors)")}
    assert descriptor.name in columns, "a migration adds its column"
    assert (descriptor.name in query.FIELDS) == descriptor.is_analyzed
    assert f"`{descriptor.name}`" in EAR.read_text("utf-8"), "docs/ear.md defines it"
    assert descriptor.meaning


def test_what_only_tables_tell_is_said_with_what_to_do_instead() -> None:
    assert set(OF_TABLES) == {"instrumentalness", "liveness"} and not set(OF_TABLES) & set(ESTIMATES)
    for name in OF_TABLES:
        cause, remedy = not_analyzed(name)
        assert name in cause and "table" in remedy


def test_shares_are_shown_from_0_to_1() -> None:
    for name in ESTIMATES:
        bar = BY_NAME[name].bar
        assert bar is None or (bar.low, bar.high) == (0.0, 1.0)
    assert all(bar.low < bar.high for bar in (one.bar for one in DESCRIPTORS) if bar is not None)
