"""Typed settings, and where they and the library are kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, BinaryIO

import platformdirs

_NAME = "organizer"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can set. Every value has a default that works."""

    jobs: int = 0  #: worker processes; 0 means all cores but one
    time_limit: float = 120.0  #: seconds a song may take to analyze
    network: str = ""  #: ONNX file of an embedding model that hears along; empty for none
    whole_songs: bool = False  #: hear all of a long song, not excerpts spread over it
    skip_longer_minutes: float = 0.0  #: songs longer than this are not analyzed; 0 means none is too long
    watch_folders: bool = True  #: add what appears in the library's folders while the window is open
    theme: str = "system"  #: "system", "light" or "dark"
    toroidal: bool = True  #: the map wraps around
    keep_hard_links: bool = False  #: a tag edit reaches all names of a file, by writing into it
    playlist_paths: str = "relative"  #: "relative" or "absolute"
    listen_on_map: bool = False  #: hear the song under the pointer, from its telling part on
    volume: int = 80  #: of the player, 0–100
    timbre_weight: float = 1.0  #: how much songs alike in it belong together on the map, 1 as measured best
    dynamics_weight: float = 1.0
    rhythm_weight: float = 1.0
    harmony_weight: float = 1.0

    @property
    def weights(self) -> dict[str, float]:
        """The weights of a song's aspects (``analysis.layout.ASPECTS``)."""
        return {
            "timbre": self.timbre_weight, "dynamics": self.dynamics_weight,
            "rhythm": self.rhythm_weight, "harmony": self.harmony_weight,
        }  # fmt: skip


def data_folder() -> Path:
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def default_library() -> Path:
    return data_folder() / "library.db"


def settings_file() -> Path:
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / "settings.json"


def load(path: Path | None = None) -> Settings:
    """The stored settings; what is missing or not of the right type keeps its default."""
    defaults = Settings()
    try:
        stored: Any = json.loads((path or settings_file()).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):  # the last: thousands of brackets inside each other
        return defaults
    if not isinstance(stored, dict):
        return defaults
    known: dict[str, Any] = {}
    for spec in fields(Settings):
        value, default = stored.get(spec.name), getattr(defaults, spec.name)
        if isinstance(default, float) and type(value) is int:
            value = float(value)
        if type(value) is type(default):
            known[spec.name] = value
    return replace(defaults, **known)


def save(settings: Settings, path: Path | None = None) -> None:
    """Raises ``OrganizerError``."""
    from organizer.library.atomic import replace_file, world_error

    target = path or settings_file()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise world_error(error, str(target.parent)) from error
    text = json.dumps(asdict(settings), indent=1).encode("utf-8")

    def write(file: BinaryIO) -> None:
        file.write(text)

    replace_file(target, write)
