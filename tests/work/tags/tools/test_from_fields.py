from __future__ import annotations

from organizer.work.tags.tools.from_fields import FromFields
from tests.work.tags.tools.made import made, song


def test_a_field_is_filled_from_others() -> None:
    tool = FromFields(field="album", template="{artist} - {title}[ ({mood})]")
    assert made(tool, artist="A", title="T") == {"album": "A - T"}
    assert made(tool, artist="A", title="T", mood="calm") == {"album": "A - T (calm)"}
    assert made(FromFields(field="date", template="{year}"), date="1999-04-01") == {"date": "1999"}
    assert made(FromFields(field="label", template="{composer}"), composer=("C", "D")) == {
        "label": ("C", "D")
    }
    assert made(FromFields(field="title", template="{filename}"), "/m/x.y.mp3") == {"title": "x.y"}


def test_several_values_stay_several() -> None:
    tool = FromFields(field="album_artist", template="{artist}")
    assert made(tool, artist=("A", "B")) == {"album_artist": ("A", "B")}
    assert made(tool, artist=("A", "B"), album_artist=("A", "B")) == {}


def test_nothing_is_made_of_nothing() -> None:
    outcome = FromFields(field="album", template="{artist}").of(song(album="stays"))
    assert outcome.misfit == "it says nothing of artist" and not outcome.values


def test_only_what_is_empty_is_filled_where_that_is_wanted() -> None:
    tool = FromFields(field="album_artist", template="{artist}", only_empty=True)
    assert made(tool, artist="A", album_artist="B") == {}
    assert made(tool, artist="A") == {"album_artist": "A"}


def test_a_template_that_cannot_be_read_is_told() -> None:
    assert "column" in FromFields(template="{artist").problem()
    assert "nonsense" in FromFields(template="{nonsense}").problem()
    assert not FromFields().problem()
