"""Files with several playlists, as Rekordbox writes them: chosen from, and saved under names of choice."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from organizer.base.errors import UsageError
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.playlists import several
from organizer.work.playlists.several import Saved, Several
from tests.conftest import write_song

NAMES = ("Sets / Friday / Warm-up", "Sets / Friday / Peak", "Loose")


def rekordbox(path: Path, song: Path) -> str:
    """A file with three playlists, two of them in folders; one song is missing."""
    place = f"file://localhost{quote(str(song))}"

    def listed(name: str, *keys: int) -> str:
        tracks = "".join(f'<TRACK Key="{key}"/>' for key in keys)
        return f'<NODE Name="{name}" Type="1" KeyType="0" Entries="{len(keys)}">{tracks}</NODE>'

    path.write_text(
        f"""<?xml version="1.0" encoding="UTF-8"?><DJ_PLAYLISTS Version="1.0.0"><COLLECTION Entries="2">
        <TRACK TrackID="1" Name="One" Location="{place}"/>
        <TRACK TrackID="2" Name="Two" Artist="Ann" Location="file://localhost/gone/two.mp3"/></COLLECTION>
        <PLAYLISTS><NODE Type="0" Name="ROOT"><NODE Type="0" Name="Sets"><NODE Type="0" Name="Friday">
        {listed("Warm-up", 1)}{listed("Peak", 2, 1)}</NODE></NODE>{listed("Loose", 1, 1)}</NODE></PLAYLISTS>
        </DJ_PLAYLISTS>"""
    )
    return str(path)


def test_playlists_of_a_file_are_chosen_by_name_or_folder_and_saved(db: Database, tmp_path: Path) -> None:
    path = rekordbox(tmp_path / "all.xml", write_song(tmp_path / "music" / "one.flac"))
    assert several.look(JobContext(), db, path, None) == Several(path, NAMES)
    assert several.chosen(path, []) == list(NAMES)
    assert several.chosen(path, ["Sets"]) == several.chosen(path, ["Sets / Friday"]) == list(NAMES[:2])
    assert several.chosen(path, ["Loose", NAMES[0]]) == ["Loose", NAMES[0]]
    with pytest.raises(UsageError, match="no playlist “Set”"):
        several.chosen(path, ["Set"])
    saved = several.take(
        JobContext(), db, path, [(NAMES[1], "Peak time"), ("Loose", " "), ("Loose", "Loose")]
    )
    assert saved == [Saved("Peak time", 2, 1), Saved("Loose", 2, 0), Saved("Loose 2", 2, 0)]
    assert playlists.names(db) == ["Loose", "Loose 2", "Peak time"]
    assert several.look(JobContext(), db, path, "Loose").name == "Loose"
