"""ReplayGain measured and written: against levels that are known, in every form that files have for it."""

from __future__ import annotations

from pathlib import Path

import mutagen
import numpy as np
import pytest

from organizer.analysis.ear import loudness
from organizer.base.errors import UsageError
from organizer.library import tracks
from organizer.library.tags import tags
from organizer.work.analysis import gain_tags
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from organizer.work.tags import tagging
from tests.conftest import SAMPLE_RATE, write_song


def sine(level: float, seconds: float = 4.0) -> np.ndarray:
    """997 Hz in both channels: as many LUFS as its level in dB of full scale."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    one = 10 ** (level / 20) * np.sin(2 * np.pi * 997 * time)
    return np.stack([one, one], axis=1)


def song(path: Path, level: float, *, seconds: float = 4.0, album: str = "") -> Path:
    write_song(path, sine(level, seconds))
    if album:
        file = mutagen.File(path, easy=True)
        if file.tags is None:
            file.add_tags()
        file["album"] = album
        file.save()
    return path


@pytest.fixture
def music(db, tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    song(folder / "loud.flac", -10, album="Both")
    song(folder / "quiet.mp3", -20, seconds=8, album="Both")
    song(folder / "alone.opus", -15)
    write_song(folder / "silent.flac", np.zeros((SAMPLE_RATE, 2)))
    (folder / "broken.flac").write_bytes(b"fLaC and nothing else")
    importing.import_paths(JobContext(), db, [str(folder)])
    return folder


def test_songs_and_albums_get_what_was_measured(db, music: Path) -> None:
    before = {path: path.read_bytes() for path in music.iterdir()}
    made = gain_tags.edits(JobContext(), db, tracks.query(db))
    assert made.albums == 1 and made.silent == (str(music / "silent.flac"),)
    assert [failure.path for failure in made.failures] == [str(music / "broken.flac")]
    assert all(path.read_bytes() == data for path, data in before.items())  # nothing was written yet
    tagging.apply(JobContext(), db, tagging.preview(db, made.edits), label="ReplayGain")
    loud, quiet = tags.gains(str(music / "loud.flac")), tags.gains(str(music / "quiet.mp3"))
    assert loud.track == pytest.approx(-8.0, abs=0.1) and quiet.track == pytest.approx(2.0, abs=0.1)
    assert loud.track_peak == pytest.approx(10**-0.5, rel=0.02) and loud.album_peak == loud.track_peak
    # all blocks count: the quiet song is less than 10 LU under both together
    together = 10 * np.log10((4 * 10**-1.0 + 8 * 10**-2.0) / 12)
    assert loud.album == quiet.album == pytest.approx(-18 - together, abs=0.2)
    opus = mutagen.File(music / "alone.opus")
    assert int(opus["r128_track_gain"][0]) == pytest.approx(-8 * 256, abs=80)  # the encoder adds a little
    assert not [key for key in opus if "replaygain" in key or "album" in key]
    assert tags.gains(str(music / "alone.opus")).track == pytest.approx(-3.0, abs=0.3)
    tagging.undo(JobContext(), db)
    assert all(path.read_bytes() == data for path, data in before.items())


def test_the_album_is_all_of_it_though_one_song_is_asked_for(db, music: Path) -> None:
    made = gain_tags.edits(JobContext(), db, tracks.query(db, "quiet"))
    assert [edit.path for edit in made.edits] == [str(music / "quiet.mp3")]
    values = made.edits[0].values
    assert float(str(values["replaygain_album_gain"]).removesuffix(" dB")) < 0
    assert set(
        gain_tags.edits(JobContext(), db, tracks.query(db, "quiet"), of_albums=False).edits[0].values
    ) == {
        "replaygain_track_gain",
        "replaygain_track_peak",
    }


def test_an_album_of_which_a_song_cannot_be_measured_gets_no_gain(db, music: Path) -> None:
    song(music / "loud2.flac", -12, album="Both")
    importing.import_paths(JobContext(), db, [str(music)])
    (music / "loud2.flac").write_bytes(b"fLaC and nothing else")
    made = gain_tags.edits(JobContext(), db, tracks.query(db, "quiet"))
    assert made.in_part == ("Both",) and "replaygain_album_gain" not in made.edits[0].values


def test_gains_are_gated_over_all_songs_of_an_album(tmp_path: Path) -> None:
    loud, faint = song(tmp_path / "a.flac", -10), song(tmp_path / "b.flac", -40)
    blocks = [loudness.measure_blocks(str(path))[1] for path in (loud, faint)]
    assert loudness.integrated_of(blocks) == pytest.approx(-10.0, abs=0.15)  # the faint one is gated out
    assert loudness.integrated_of([]) is None


def test_songs_without_files_are_refused(db) -> None:
    with pytest.raises(UsageError, match="none of these songs has a file"):
        gain_tags.edits(JobContext(), db, [])
