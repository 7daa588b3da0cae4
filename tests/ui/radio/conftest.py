"""A player over songs that a radio can be made of: real files that sound alike by numbers made up."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from organizer.base.descriptors import FEATURE_VERSION, Descriptors
from organizer.base.features import Features
from organizer.base.model import AudioInfo, Tags
from organizer.library import tracks, vectors
from organizer.library.storage.database import Database
from organizer.ui.radio.control import RadioControl
from organizer.ui.sound.player import Player
from organizer.ui.state.app_state import AppState
from tests.work.arranging.test_mapping import VECTOR_NAMES

COUNT = 30


@pytest.fixture
def player(state: AppState) -> Iterator[Player]:
    player = Player(state, need_device=False)
    yield player
    player.stop()


@pytest.fixture
def songs(make_song: Callable[..., Path], db: Database, tmp_path: Path) -> list[int]:
    """Songs of fifteen artists, analyzed."""
    first = make_song("0.mp3", seconds=20.0)
    files, features = [], []
    for at in range(COUNT):
        path = tmp_path / f"song {at:02}.mp3"
        shutil.copyfile(first, path)
        size = path.stat()
        tags = Tags(title=f"Song {at}", artist=f"Artist {at % 15}")
        info = AudioInfo(duration=20.0)
        files.append(tracks.ScannedFile(str(path), size.st_size, size.st_mtime_ns, tags, info))
        vector = np.random.default_rng(at).standard_normal(len(VECTOR_NAMES)).astype(np.float32)
        features.append((f"{at:032x}", Features(vector, Descriptors(), FEATURE_VERSION)))
    ids = list(tracks.upsert(db, files).added)
    for track_id, (sound, _) in zip(ids, features, strict=True):
        tracks.set_audio_hash(db, track_id, sound)
    vectors.put(db, features)
    return ids


@pytest.fixture
def control(state: AppState, player: Player) -> RadioControl:
    return RadioControl(state, player, state)
