"""What the tags of songs say in fields that no list shows, as far as searches look into them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from organizer.base.fields.tag_names import LONG_FIELDS, STORED_FIELDS
from organizer.base.folding import SEPARATOR, fold
from organizer.base.model import TagValue, values_of
from organizer.library.lists.query_grammar import Value
from organizer.library.storage.database import Connection, Database

#: Fields and values of a song, as ``Tags.more`` has them.
More = Iterable[tuple[str, TagValue]]


#: Fields of searches, and their names in the table.
SEARCHED = {
    **{name: name for name in STORED_FIELDS if name != "original_date"},
    "catalognumber": "catalog_number",
}

#: When a song ``t`` came out first, as SQL.
ORIGINAL_DATE = (
    "COALESCE((SELECT o.value FROM more_tags o WHERE o.field = 'original_date' AND o.track_id = t.id), '')"
)


def condition(field: str, value: Value) -> tuple[str, tuple[object, ...]]:
    """The songs with this text in a field, as a condition on ``folded`` (``f``), and its parameters."""
    songs = f"(SELECT o.track_id FROM more_tags o WHERE o.field = '{field}'{{}})"
    if not (folded := fold(value.text)):
        return ("0" if value.text.strip() else f"f.track_id NOT IN {songs.format('')}"), ()
    text, apart = "COALESCE(o.folded, o.value)", f"'{SEPARATOR}'"
    if ";" in folded:  # several values as they are shown
        text = f"REPLACE({text}, {apart}, '; ')"
    if value.whole:
        text, folded = f"{apart} || {text} || {apart}", f"{SEPARATOR}{folded}{SEPARATOR}"
    return f"f.track_id IN {songs.format(f' AND INSTR({text}, ?) > 0')}", (folded,)


def add(connection: Connection, track_id: int, more: More) -> None:
    """Store the fields of a song that has none stored."""
    rows = [(name, track_id, *columns) for name, columns in _columns(more).items()]
    if rows:
        connection.executemany("INSERT INTO more_tags VALUES (?, ?, ?, ?)", rows)


def put(connection: Connection, track_id: int, more: More) -> bool:
    """Store the fields of a song in place of those that were stored; whether these are others."""
    before = {
        str(row[0]): (str(row[1]), row[2])
        for row in connection.execute(
            "SELECT field, value, folded FROM more_tags WHERE track_id = ?", (track_id,)
        )
    }
    if before == _columns(more):
        return False
    connection.execute("DELETE FROM more_tags WHERE track_id = ?", (track_id,))
    add(connection, track_id, more)
    return True


def move(connection: Connection, track_id: int, to: int) -> None:
    """A song takes over the file of another, and with it what its tags say."""
    connection.execute("DELETE FROM more_tags WHERE track_id = ?", (to,))
    connection.execute("UPDATE more_tags SET track_id = ? WHERE track_id = ?", (to, track_id))


def long_of(db: Database, ids: Sequence[int]) -> set[int]:
    """Those of these songs with a long field, which is stored for searches alone and not as it was read."""
    rows = db.read().execute(
        f"""SELECT DISTINCT m.track_id FROM json_each(?) asked CROSS JOIN more_tags m
        ON m.track_id = asked.value AND m.field IN ({",".join("?" * len(LONG_FIELDS))})""",
        (json.dumps([int(i) for i in ids]), *LONG_FIELDS),
    )
    return {int(row[0]) for row in rows}


def of(db: Database, ids: Sequence[int]) -> dict[int, dict[str, TagValue]]:
    """The stored fields of these songs but for the long ones, which only their files tell."""
    result: dict[int, dict[str, TagValue]] = {}
    rows = db.read().execute(
        """SELECT m.track_id, m.field, m.value FROM json_each(?) asked
        CROSS JOIN more_tags m ON m.track_id = asked.value""",
        (json.dumps([int(i) for i in ids]),),
    )
    for track_id, name, text in rows:
        if name not in LONG_FIELDS:
            value = tuple(text.split(SEPARATOR)) if SEPARATOR in text else text
            result.setdefault(int(track_id), {})[name] = value
    return result


def _columns(more: More) -> dict[str, tuple[str, str | None]]:
    columns: dict[str, tuple[str, str | None]] = {}
    for name, value in more:
        if name in STORED_FIELDS and value:
            texts = [_storable(text) for text in values_of(value)]
            text, folded = SEPARATOR.join(texts), SEPARATOR.join(map(fold, texts))
            if name in LONG_FIELDS:
                columns[name] = (folded, None)
            else:
                columns[name] = (text, None if folded == text else folded)
    return columns


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").replace(SEPARATOR, " ")
