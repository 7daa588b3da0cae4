"""The map of a library as a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from organizer.base.errors import UsageError
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.arranging.grouping import build_groups
from organizer.work.arranging.map_picture import LAYERS, write_picture
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import add_songs


def test_the_map_is_drawn_as_a_picture(db: Database, tmp_path: Path) -> None:
    from PIL import Image

    add_songs(db, 60)
    music_map = mapping.build_map(JobContext(), db)
    build_groups(JobContext(), db)
    target = tmp_path / "map.png"
    write_picture(JobContext(), db, music_map, target, width=320)
    with Image.open(target) as image:
        assert image.size == (320, round(320 * music_map.rows / music_map.columns))
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(int)
    sea = (pixels[:, 2] > pixels[:, 0] + 40).mean()
    assert 0.2 < sea < 0.6


def test_the_picture_shows_the_same_layers_as_the_window(db: Database, tmp_path: Path) -> None:
    from PIL import Image

    add_songs(db, 60)
    music_map = mapping.build_map(JobContext(), db)
    build_groups(JobContext(), db)
    pictures = {}
    for layer in (*LAYERS, "plane:tempo", "plane:energy"):
        for dark in (False, True):
            target = tmp_path / "layer.png"
            write_picture(JobContext(), db, music_map, target, width=320, layer=layer, dark=dark)
            with Image.open(target) as image:
                pictures[layer, dark] = np.asarray(image.convert("RGB")).astype(int)
    assert len({picture.tobytes() for picture in pictures.values()}) == 2 * (len(LAYERS) + 2)
    for layer in (*LAYERS, "plane:tempo"):
        assert pictures[layer, True].mean() < pictures[layer, False].mean()
    for layer, cause in (("plane:smell", "no song has “smell”"), ("sea", "no layer “sea”")):
        with pytest.raises(UsageError, match=cause):
            write_picture(JobContext(), db, music_map, tmp_path / "x.png", layer=layer)
