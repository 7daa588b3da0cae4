"""``organizer map --pin``."""

from __future__ import annotations

import json

import pytest

from organizer.base.errors import UsageError
from organizer.cli.parser import run
from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.arranging.places import pinning
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def test_the_command_line_pins_lists_and_unpins(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    ids = add_songs(db, 30)
    mapping.build_map(JobContext(), db)
    library = ["--library", str(db.path)]
    assert run([*library, "map", "--pin", 'title:"Song 3"']) == 0
    capsys.readouterr()
    assert run([*library, "map", "--pins", "--json"]) == 0
    (pin,) = json.loads(capsys.readouterr().out)
    assert pin["id"] == ids[3] and pin["off"] == pytest.approx(0, abs=1e-3)
    assert pin["row"] == int(maps.load_map(db).cells[3]) // maps.load_map(db).columns
    assert tracks.query(db, "pinned:yes").tolist() == [ids[3]]
    assert len(tracks.query(db, "pinned:no")) == 29
    assert run([*library, "map", "--pins"]) == 0
    assert "Song 3" in capsys.readouterr().out
    assert run([*library, "map", "--unpin", "pinned:yes"]) == 0
    assert run([*library, "map", "--pins"]) == 0
    assert "no songs are pinned" in capsys.readouterr().out.lower()
    assert run([*library, "map", "--pin", "title:nothing"]) != 0
    assert "no song fits" in capsys.readouterr().err
    with pytest.raises(UsageError, match="yes or no"):
        tracks.query(db, "pinned:perhaps")


def test_it_says_how_far_a_song_is_from_its_pin(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    ids = add_songs(db, 30)
    mapping.build_map(JobContext(), db)
    add_songs(db, 1, first=30)
    pinning.move(db, ids[3], 0.99, 0.5)
    pinning.move(db, ids[-1] + 1, 0.5, 0.5)
    assert run(["--library", str(db.path), "map", "--pins"]) == 0
    said = capsys.readouterr().out
    assert "cells off until the map is built again" in said and "not on the map" in said
    assert run(["--library", str(db.path), "map", "--pin", "title:song"]) == 0
    assert "30 songs pinned" in (said := capsys.readouterr().err) and "1 song left out" in said
