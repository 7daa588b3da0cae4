"""The parts of synthesized recordings whose form is known, and what is written of them."""

from __future__ import annotations

import json
from itertools import groupby

import numpy as np
import pytest
from PIL import Image

from organizer.analysis.structure import features as units_of
from organizer.analysis.structure.features import decode_features
from organizer.analysis.structure.parts import VERSION, Structure, analyze
from organizer.base.errors import Cancelled, OrganizerError
from organizer.base.model import Tags, Track
from organizer.cli import parser
from organizer.library import tracks
from organizer.library.sounds import structures
from organizer.library.tracks import ScannedFile
from organizer.work.analysis import structuring
from organizer.work.jobs import JobContext
from tests.analysis.forms import play, talk
from tests.conftest import SAMPLE_RATE, write_song


@pytest.mark.parametrize(("form", "tempo"), [("ABABCB", 128.0), ("AABA", 96.0)])
@pytest.mark.parametrize("given", [False, True])
def test_known_parts_are_found_where_they_begin(tmp_path, form, tempo, given):
    sound, starts = play(form, tempo=tempo)
    features = decode_features(str(write_song(tmp_path / "song.mp3", sound)))
    result = analyze(features, parts=len(set(form)) if given else None)
    merged = [next(run)[0] for _, run in groupby(enumerate(form), key=lambda entry: entry[1])]
    assert "".join(result.names) == "".join(form[at] for at in merged)
    np.testing.assert_allclose(result.starts, [starts[at] for at in merged], atol=0.5)
    assert result.has_beat and result.ends[-1] == result.duration == pytest.approx(features.duration)
    assert result.similarity.shape == (min(512, 4 * len(result.beats)),) * 2
    assert (np.diagonal(result.similarity) == 255).all()


def test_two_voices_without_a_beat_are_two_parts(tmp_path):
    rng = np.random.default_rng(0)

    def talk(pitch: float, seconds: float) -> np.ndarray:
        time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
        voiced = sum(np.sin(2 * np.pi * pitch * order * time) / order for order in range(1, 8))
        edges = np.cumsum(rng.uniform(0.08, 0.4, 400))
        level = np.interp(time, edges, rng.uniform(0.0, 1.0, 400))
        return (0.2 * level * voiced + 0.001 * rng.standard_normal(time.size)).astype(np.float32)

    sound = np.concatenate([talk(110, 14), talk(230, 12), talk(110, 15)])
    result = analyze(decode_features(str(write_song(tmp_path / "talk.ogg", sound))), parts=2)
    assert result.names == ("A", "B", "A")
    np.testing.assert_allclose(result.starts, [0, 14, 26], atol=1.5)


@pytest.mark.parametrize("form", ["A", "ABAB", "ABCAB"])
def test_the_speakers_of_a_talk_are_its_parts(tmp_path, form):
    lengths = (20, 25, 30, 20, 22)[: len(form)] if len(form) > 1 else (60,)
    sound, starts = talk(form, lengths)
    features = decode_features(str(write_song(tmp_path / "talk.wav", sound)))
    for parts in (None, len(set(form))):
        result = analyze(features, parts=parts)
        assert "".join(result.names) == form and not result.has_beat
        np.testing.assert_allclose(result.starts, starts, atol=1.6)


@pytest.mark.parametrize("kind", ["silence", "short", "noise"])
def test_what_has_no_parts_is_one(tmp_path, kind):
    seconds = 3 if kind == "short" else 40
    sound = 0.1 * np.random.default_rng(0).standard_normal(seconds * SAMPLE_RATE).astype(np.float32)
    sound = np.zeros_like(sound) if kind == "silence" else sound
    result = analyze(decode_features(str(write_song(tmp_path / "x.wav", sound))))
    assert result.starts == (0.0,) and result.names == ("A",)
    assert result.duration == pytest.approx(seconds, abs=0.01)


def test_long_recordings_keep_few_units(tmp_path, monkeypatch):
    monkeypatch.setattr(units_of, "MOST_UNITS", 40)
    sound, starts = play("AB", bars=8)
    result = analyze(decode_features(str(write_song(tmp_path / "x.ogg", sound))))
    assert len(result.beats) <= 40
    np.testing.assert_allclose(result.starts, starts, atol=2.0)


def test_all_of_a_long_recording_is_decoded_at_its_true_times(tmp_path, monkeypatch):
    monkeypatch.setattr(units_of, "MOST_FRAMES", 30_000)
    sound, starts = play("ABAB", bars=10)  # 80 s
    path = str(write_song(tmp_path / "x.wav", np.tile(sound, 13)))
    result = analyze(decode_features(path), parts=2)
    assert result.duration == pytest.approx(13 * sound.size / SAMPLE_RATE)
    assert result.duration > 1000 and "".join(result.names) == "AB" * 26
    expected = [round_ * sound.size / SAMPLE_RATE + start for round_ in range(13) for start in starts]
    np.testing.assert_allclose(result.starts, expected, atol=1.5)


def test_of_a_damaged_recording_what_comes_first_is_decoded(tmp_path):
    sound, starts = play("AB", bars=8)
    path = write_song(tmp_path / "x.flac", sound)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 7 // 8])
    result = analyze(decode_features(str(path)), parts=2)
    assert 26 < result.duration < 30 and result.names == ("A", "B")
    np.testing.assert_allclose(result.starts, starts, atol=0.5)


def test_the_command_writes_parts_in_every_form(tmp_path, capsys):
    sound, starts = play("ABA")
    song = write_song(tmp_path / 'a "quoted" song.mp3', sound)
    cue, labels, image = tmp_path / "parts.cue", tmp_path / "parts.txt", tmp_path / "parts.png"
    arguments = ["structure", str(song), "--parts", "2", "--json", "--cue", str(cue), "--labels", str(labels)]
    assert parser.run([*arguments, "--image", str(image)]) == 0
    reported = json.loads(capsys.readouterr().out)
    assert [part["part"] for part in reported["parts"]] == ["A", "B", "A"]
    sheet = cue.read_text("utf-8")
    assert sheet.startswith("FILE \"a 'quoted' song.mp3\" MP3") and sheet.count("TRACK") == 3
    assert "INDEX 01 00:00:00" in sheet
    rows = [line.split("\t") for line in labels.read_text("utf-8").splitlines()]
    assert [row[2] for row in rows] == ["A", "B", "A"]
    np.testing.assert_allclose([float(row[0]) for row in rows], starts, atol=0.5)
    assert [row[1] for row in rows[:-1]] == [row[0] for row in rows[1:]]
    with Image.open(image) as picture:
        assert len(picture.convert("RGB").getcolors(1 << 24) or ()) > 20


def test_what_cannot_be_decoded_is_reported(tmp_path, capsys):
    (tmp_path / "x.mp3").write_bytes(b"no sound at all")
    assert parser.run(["structure", str(tmp_path / "x.mp3")]) == 1
    assert "x.mp3" in capsys.readouterr().err
    assert parser.run(["structure", str(tmp_path / "none.mp3")]) == 1
    assert "no such file" in capsys.readouterr().err


def test_listening_can_be_cancelled(tmp_path):
    context = JobContext()
    context.cancel()
    song = write_song(tmp_path / "x.ogg")
    with pytest.raises(Cancelled):
        structuring.find_structure(context, str(song))


def test_a_cue_sheet_has_its_limit(tmp_path):
    starts = tuple(float(n) for n in range(100))
    one = np.ones(1, np.float32)
    same = np.full((1, 1), 255, np.uint8)
    units = tuple(range(100))
    many = Structure(100.0, starts, tuple(n % 2 for n in units), units, one, same, one)
    with pytest.raises(OrganizerError, match="99"):
        structuring.write_cue(many, "x.mp3", str(tmp_path / "x.cue"))
    assert not (tmp_path / "x.cue").exists()


def test_parts_are_stored_by_their_sound_and_found_again_without_it(tmp_path, db):
    sound, _ = play("ABA", tempo=160.0, bars=5)
    path = write_song(tmp_path / "song.wav", sound)
    song = _hashed(db, path, "sound")
    features = decode_features(str(path))
    found = analyze(features)
    assert structuring.stored_structure(db, song, None) == (None, None)
    structuring.store_structure(db, song, features, found, None)
    path.unlink()
    again, same = structuring.stored_structure(db, song, None)
    assert (same.starts, same.labels, same.duration) == (found.starts, found.labels, found.duration)
    np.testing.assert_array_equal(same.similarity, found.similarity)
    np.testing.assert_array_equal(same.wave, found.wave)
    assert (
        analyze(again, parts=3).starts == analyze(features, parts=3).starts
    )  # what is stored is all there is
    assert structuring.stored_structure(db, song, 3)[1] is None
    structuring.store_structure(db, song, again, analyze(again, parts=3), 3)
    assert structuring.stored_structure(db, song, 3)[1] is not None
    assert structuring.stored_structure(db, song, None)[1].starts == found.starts  # beside it
    assert len(structures.get(db, song, VERSION).features) < 30_000


def test_what_is_stored_of_another_sound_version_or_damaged_does_not_count(tmp_path, db, monkeypatch):
    path = write_song(tmp_path / "song.wav", play("AB", bars=4)[0])
    song = _hashed(db, path, "sound")
    features = decode_features(str(path))
    structuring.store_structure(db, song, features, analyze(features), None)
    with monkeypatch.context() as other:
        other.setattr("organizer.analysis.structure.parts.VERSION", VERSION + 1)
        assert structuring.stored_structure(db, song, None) == (None, None)
    with db.write() as connection:
        connection.execute("UPDATE tracks SET stale = 1")
    assert structuring.stored_structure(db, song, None) == (None, None)
    structuring.store_structure(db, song, features, analyze(features), 2)  # not for the old sound
    with db.write() as connection:
        connection.execute("UPDATE tracks SET stale = 0")
    assert set(structures.get(db, song, VERSION).parts) == {0}
    for damaged in (b"", b"rubbish", structures.get(db, song, VERSION).features[:-20]):
        structures.put(db, song, VERSION, damaged, {})
        assert structuring.stored_structure(db, song, None) == (None, None)
        assert structures.get(db, song, VERSION) is None


def _hashed(db, path, sound: str) -> Track:
    stat = path.stat()
    (number,) = tracks.upsert(db, [ScannedFile(str(path), stat.st_size, stat.st_mtime_ns, Tags())]).added
    with db.write() as connection:
        connection.execute("UPDATE tracks SET audio_hash = ? WHERE id = ?", (sound, number))
    return tracks.get(db, number)
