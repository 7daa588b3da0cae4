"""A player over real songs, on machines with and without sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from organizer.library.storage.database import Database
from organizer.ui.sound.player import Player
from organizer.ui.state.app_state import AppState
from tests.ui.playlist.test_panel import add_songs


@pytest.fixture
def player(state: AppState) -> Iterator[Player]:
    player = Player(state, need_device=False)
    yield player
    player.stop()


@pytest.fixture
def songs(make_song: Callable[..., Path], db: Database) -> list[int]:
    return add_songs(db, [make_song(f"{n}.mp3", seconds=1.0, frequency=200 + 50 * n) for n in range(3)])
