"""How loud songs are played: gains by tags, by loudness, by albums; exact numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.descriptors import Descriptors
from organizer.base.model import AudioInfo, GainTags, Tags, Track
from organizer.library import tracks
from organizer.library.tags import tags
from organizer.library.tracks import ScannedFile
from organizer.work.jobs import JobContext
from organizer.work.playing import gain
from organizer.work.playing.gain import Gain
from tests.conftest import tone, write_song


def decibels(factor: float) -> float:
    from math import log10

    return 20 * log10(factor)


def song(loudness: float | None, peak: float | None = None, *, seconds: float = 60.0, **known) -> Track:
    described = Descriptors(loudness=loudness, true_peak=peak, **known)
    return Track(1, "/a.mp3", 1, 1, info=AudioInfo(duration=seconds), descriptors=described)


@pytest.mark.parametrize(
    ("wanted", "peak", "played"),
    [
        (-7.0, 1.0, -13.0),  # a loud song: 6 dB below the level of −18 LUFS, as all are
        (0.0, 1.0, -6.0),
        (4.0, 0.1, -2.0),  # a quiet one is raised as far as the others
        (6.0, 0.5, 0.0),
        (11.0, 0.1, 0.0),  # the output cannot amplify
        (5.0, 10 ** (3 / 20), -3.0),  # peaks of 3 dB over full scale are kept below it
        (-20.0, 10 ** (3 / 20), -26.0),
    ],
)
def test_a_song_is_played_below_full_scale_and_never_amplified(wanted, peak, played):
    factor = Gain(wanted, peak, "tag").factor
    assert decibels(factor) == pytest.approx(played)
    assert factor * peak <= 1.0 + 1e-9 and factor <= 1.0


def test_without_tags_the_loudness_counts():
    assert gain.of_track(song(-11.5, -0.3)) == Gain(-6.5, pytest.approx(10 ** (-0.3 / 20)), "estimated")
    assert gain.of_track(song(-23.0, 0.5, loudness_measured=True)).source == "measured"
    assert gain.of_track(song(None)) == Gain(gain.UNKNOWN_GAIN, 1.0, "unknown")  # silence
    assert gain.of_track(Track(1, "/a.mp3", 1, 1)).source == "unknown"
    assert 0 < gain.of_track(song(-90.0, -400.0)).factor <= 1.0


def test_an_album_is_as_loud_as_its_songs_together():
    loud, quiet = song(-10.0, -1.0), song(-30.0, -20.0)
    both = gain.of_album([loud, quiet])
    assert both.decibels == pytest.approx(-18 - (-10 - 2.967), abs=1e-3)  # half the power
    assert both.peak == pytest.approx(10 ** (-1 / 20))
    assert gain.of_album([loud]).decibels == pytest.approx(-8.0)
    assert gain.of_album([loud, song(-10.0, seconds=600.0)]).decibels == pytest.approx(-8.0)
    assert gain.of_album([loud, song(None)]) is None and gain.of_album([]) is None


def test_tags_of_songs_and_albums():
    said = GainTags(-7.5, 0.98, -6.0, 1.1)
    assert gain.of_tags(said, "track") == Gain(-7.5, 0.98, "tag")
    assert gain.of_tags(said, "album") == Gain(-6.0, 1.1, "tag")
    assert gain.of_tags(GainTags(-7.5), "track") == Gain(-7.5, 1.0, "tag")
    assert gain.of_tags(GainTags(-7.5), "album") is None


def tagged(path: Path, **values: str) -> Path:
    import mutagen

    write_song(path, tone(0.3))
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    for name, value in values.items():
        if path.suffix == ".mp3":
            from mutagen.id3 import TXXX

            file.tags.add(TXXX(encoding=3, desc=name, text=[value]))
        else:
            file[name] = value
    file.save()
    return path


_FOUR = {
    "replaygain_track_gain": "-7.03 dB",
    "replaygain_track_peak": "1.012345",
    "REPLAYGAIN_ALBUM_GAIN": "+2,5 dB",
    "replaygain_album_peak": "0.9",
}


@pytest.mark.parametrize("name", ["a.mp3", "a.flac", "a.ogg"])
def test_gains_are_read_out_of_files(tmp_path, name):
    assert tags.gains(str(tagged(tmp_path / name, **_FOUR))) == GainTags(-7.03, 1.012345, 2.5, 0.9)


@pytest.mark.parametrize(
    ("values", "read"),
    [
        ({"R128_TRACK_GAIN": "-1280", "R128_ALBUM_GAIN": "512"}, GainTags(0.0, None, 7.0, None)),
        ({"R128_TRACK_GAIN": "-1280", "REPLAYGAIN_TRACK_GAIN": "-3 dB"}, GainTags(-3.0)),
        ({"REPLAYGAIN_TRACK_GAIN": "nan dB", "REPLAYGAIN_TRACK_PEAK": "0.000000"}, GainTags()),
        ({"REPLAYGAIN_TRACK_GAIN": "loud", "REPLAYGAIN_ALBUM_GAIN": "999 dB"}, GainTags()),
        ({"REPLAYGAIN_TRACK_GAIN": "-1e400", "REPLAYGAIN_TRACK_PEAK": "-1"}, GainTags()),
        ({"REPLAYGAIN_TRACK_GAIN": "  \u22125.5DB "}, GainTags(-5.5)),
        ({}, GainTags()),
    ],
)
def test_odd_and_damaged_gains(tmp_path, values, read):
    assert tags.gains(str(tagged(tmp_path / "a.ogg", **values))) == read


def test_rva2_frames_and_ape_tags_of_mp3_are_read(tmp_path):
    import mutagen
    from mutagen.apev2 import APEv2
    from mutagen.id3 import RVA2

    path = tagged(tmp_path / "a.mp3")
    file = mutagen.File(path)
    file.tags.add(RVA2(desc="track", channel=1, gain=-4.5, peak=0.5))
    file.save()
    assert tags.gains(str(path)) == GainTags(-4.5, pytest.approx(0.5))
    other = tagged(tmp_path / "b.mp3", artist="x")
    ape = APEv2()
    ape["replaygain_track_gain"] = "-2.000000 dB"
    ape["REPLAYGAIN_TRACK_PEAK"] = "0.5"
    ape.save(other)
    assert tags.gains(str(other)) == GainTags(-2.0, 0.5)


def test_songs_of_the_library_by_tag_then_by_loudness(db, tmp_path):
    with_tag = tagged(tmp_path / "a.flac", replaygain_track_gain="-7 dB")
    without = tagged(tmp_path / "b.flac")
    broken = tmp_path / "c.flac"
    broken.write_bytes(b"no music")
    paths = [with_tag, without, broken, tmp_path / "gone.flac"]
    files = [ScannedFile(str(path), 1, 1, Tags(title="t")) for path in paths]
    ids = list(tracks.upsert(db, files).added)
    found = gain.find(JobContext(), db, ids, "track")
    assert found[ids[0]] == Gain(-7.0, 1.0, "tag")
    assert [found[i].source for i in ids[1:]] == ["unknown"] * 3


def test_the_songs_of_an_album_share_its_gain(db, tmp_path, monkeypatch):
    import numpy as np

    from organizer.base.features import Features
    from organizer.library import vectors

    def scanned(folder: str, n: int, artist: str = "", album: str = "Blue") -> ScannedFile:
        path = tagged(tmp_path / folder / f"{n}.flac")
        return ScannedFile(
            str(path), 1, 1, Tags(title=str(n), album=album, album_artist=artist), AudioInfo("FLAC", 60.0)
        )

    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    files = [
        scanned("x", 0),
        scanned("x", 1),
        scanned("y", 2),
        scanned("y", 3, "Ann"),
        scanned("x", 4, "Ann"),
    ]
    ids = list(tracks.upsert(db, files).added)
    for track_id, loudness in zip(ids, (-10.0, -20.0, -14.0, -12.0, -12.0), strict=True):
        tracks.set_audio_hash(db, track_id, f"h{track_id}")
        described = Descriptors(loudness=loudness, true_peak=-1.0)
        vectors.put(db, [(f"h{track_id}", Features(np.zeros(4, np.float32), described, 1))])
    found = gain.find(JobContext(), db, ids, "album")
    alone = gain.find(JobContext(), db, ids, "track")
    assert found[ids[0]].decibels == pytest.approx(found[ids[1]].decibels)
    assert found[ids[0]].decibels == pytest.approx(-18 + 12.596, abs=1e-2)
    assert found[ids[2]].decibels == pytest.approx(-4.0)  # the same title in another folder
    assert found[ids[3]].decibels == pytest.approx(-6.0)  # of one album artist, in two folders
    assert [alone[i].decibels for i in ids] == pytest.approx([-8.0, 2.0, -4.0, -6.0, -6.0])
