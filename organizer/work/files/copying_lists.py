"""Playlists on a device: files beside the folders of songs, which name them from there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace

from organizer.base import system
from organizer.base.arrangement import Playlist
from organizer.base.model import Track
from organizer.library.playlists import writing


def list_path(name: str, kind: str) -> str:
    """Where the file of a playlist lies, below the folder: at the top, so that no way leads up from it."""
    return f"{system.safe_file_name(name)}.{kind}"


def content(name: str, kind: str, ids: Iterable[int], placed: Mapping[int, tuple[Track, str]]) -> bytes:
    """The file of a playlist of those songs that have a place on the device, by their names from there."""
    songs = [placed[track_id] for track_id in ids if track_id in placed]
    with tempfile.TemporaryDirectory() as folder:  # how a song lies to its list is the same everywhere
        tracks = tuple(
            replace(track, path=os.path.join(folder, *path.split("/")), origin="file")
            for track, path in songs
        )
        path = os.path.join(folder, list_path(name, kind))
        writing.write(path, Playlist(name, tracks), paths="relative")
        with open(path, "rb") as file:
            return file.read()
