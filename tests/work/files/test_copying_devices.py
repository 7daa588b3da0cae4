"""Devices that were kept: which songs go there, and where they are this time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.errors import OrganizerError, UsageError
from organizer.library import tracks
from organizer.library.playlists import devices, playlists
from organizer.library.playlists.devices import Source
from organizer.library.storage.database import Database
from organizer.work.files import copying, copying_devices, copying_plan, copying_settings
from organizer.work.files.copying_settings import CopySettings
from organizer.work.intake import importing
from organizer.work.jobs import JobContext


@pytest.fixture
def ids(db: Database, make_song: Callable[..., Path]) -> list[int]:
    for name in ("One", "Two", "Three"):
        make_song(f"{name}.mp3", seconds=0.2, title=name)
    importing.import_paths(JobContext(), db, [str(make_song("One.mp3", seconds=0.2, title="One").parent)])
    return [int(track_id) for track_id in tracks.query(db, order="path")]


def filled(db: Database, folder: Path) -> str:
    """Copy all songs there: what the device calls itself then."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = copying_devices.wanted(db, [Source("query", "")])
    plan = copying_plan.plan(JobContext(), wanted, str(folder), CopySettings())
    return copying.copy(JobContext(), plan).device_id


def test_sources_are_looked_up_anew_each_time(db: Database, ids: list[int]) -> None:
    playlists.save(db, "Mine", ids[:1])
    sources = [Source("playlist", "Mine"), Source("query", "title:Two"), copying_devices.of_songs(ids[:1])]
    first = copying_devices.wanted(db, sources)
    assert len(first.tracks) == 2 and first.lists == {"Mine": tuple(ids[:1])}
    playlists.save(db, "Mine", ids)
    assert len(copying_devices.wanted(db, sources).tracks) == 3
    assert copying_devices.in_words(sources) == "Mine, title:Two, 1 song"
    with pytest.raises(UsageError, match="no playlist"):
        copying_devices.wanted(db, [Source("playlist", "Other")])
    with pytest.raises(UsageError, match="no songs"):
        copying_devices.wanted(db, [Source("query", "title:nothing")])


def test_a_device_comes_back_with_all_that_was_chosen(db: Database) -> None:
    chosen = CopySettings(convert="opus", rate=96, accept=("mp3",), template="{title}", lists="", flush=False)
    sources = [Source("playlist", "Mine"), Source("query", 'genre:"Hip hop"')]
    copying_devices.keep(db, "Car", "/media/me/car\udcff", "abc", chosen, sources)
    device = devices.named(db, "car")
    assert (device.name, device.folder, device.identity) == ("Car", "/media/me/car\udcff", "abc")
    assert list(device.sources) == sources
    assert copying_settings.from_text(device.settings) == chosen
    assert copying_settings.from_text('{"rate": 9999, "convert": "wma", "lists": 7}') == CopySettings()
    assert copying_settings.from_text("torn") == CopySettings()
    devices.forget(db, "Car")
    with pytest.raises(UsageError, match="no device"):
        devices.named(db, "Car")


def test_a_stick_is_recognised_wherever_it_is_mounted(
    db: Database, ids: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = tmp_path / "media"
    identity = filled(db, media / "STICK" / "Music")
    device = copying_devices.keep(
        db, "Car", str(media / "STICK" / "Music"), identity, CopySettings(), [Source("query", "")]
    )
    assert copying_devices.folder_of(device) == str(media / "STICK" / "Music")
    (media / "STICK").rename(media / "STICK1")
    monkeypatch.setattr(
        copying_devices.media, "removable_media", lambda: [str(media / "OTHER"), str(media / "STICK1")]
    )
    assert copying_devices.folder_of(device) == str(media / "STICK1" / "Music")


def test_the_empty_folder_of_a_disk_that_is_not_mounted_is_not_filled(
    db: Database, ids: list[int], tmp_path: Path
) -> None:
    folder = tmp_path / "stick"
    device = copying_devices.keep(
        db, "Car", str(folder), filled(db, folder), CopySettings(), [Source("query", "")]
    )
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(OrganizerError, match="not connected"):
        copying_devices.folder_of(device)
    folder.mkdir()
    with pytest.raises(OrganizerError, match="nothing of this device"):
        copying_devices.folder_of(device)
    filled(db, folder)
    with pytest.raises(OrganizerError, match="holds another device"):
        copying_devices.folder_of(device)
