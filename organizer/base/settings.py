"""Typed settings, and where they and the library are kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import platformdirs

from organizer.base.language import tr
from organizer.base.language.choice import settings_folder

if TYPE_CHECKING:
    from organizer.base.musical_keys import Notation

_NAME = "organizer"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can set. Every value has a default that works."""

    jobs: int = 0  #: worker processes; 0 means all cores but one
    time_limit: float = 120.0  #: seconds a song may take to analyze
    network: str = ""  #: ONNX file of an embedding model that analyzes along with the ear; empty for none
    key_network: str = ""  #: ONNX file of a key finder; empty for none
    network_declined: bool = False  #: the person wants none: nothing sets one up
    network_paused: bool = False  #: it does not listen in the window until it is told to go on
    whole_songs: bool = False  #: analyze all of a long song, not excerpts spread over it
    skip_longer_minutes: float = 0.0  #: songs longer than this are not analyzed; 0 means none is too long
    listening_on: str = "computer"  #: or "cluster": what analyzes songs
    cluster_address: str = ""  #: of its scheduler: HOST:PORT
    cluster_maps: str = ""  #: where workers see folders: lines of LOCAL=REMOTE
    cluster_ca: str = ""  #: PEM files for an encrypted connection; empty as they are set for Dask itself
    cluster_cert: str = ""
    cluster_key: str = ""
    watch_folders: bool = True  #: add what appears in the library's folders while the window is open
    language: str = ""  #: of all texts, such as "de"; empty: as the system says
    theme: str = "system"  #: or "light", "dark", "light-contrast", "dark-contrast"
    text_size: int = 100  #: in percent of the system's
    motion: str = "system"  #: what moves by itself: as the system says, "less" or "full"
    details: bool = False  #: numbers with their units, beside the words for people
    toroidal: bool = True  #: the map wraps around
    rename_template: str = ""  #: of the last renaming of files; empty: the usual one
    keep_hard_links: bool = False  #: a tag edit reaches all names of a file, by writing into it
    upgrade_id3: bool = False  #: an edit makes older ID3 tags into ID3v2.4; else they keep their version
    key_notation: Notation = "classic"  #: how estimated keys are written into tags
    playlist_paths: str = "relative"  #: "relative" or "absolute"
    listen_on_map: bool = False  #: hear the song near the pointer, from its telling part on
    listen_hint: bool = True  #: the map offers that, until it was answered
    map_cells: bool = False  #: the map shows the lines between its cells
    map_contours: bool = True  #: and those along which its land is equally high
    map_overview: bool = True  #: a small picture of the whole map while it is zoomed
    volume: int = 80  #: of the player, 0–100
    output_device: str = ""  #: what it plays on, as the system knows it; empty: as the system says
    shuffle: bool = False  #: songs are played in an order by chance
    repeat: str = "off"  #: "off", "all" or "one"
    radio_drift: float = 0.3  #: 0: a radio stays near the songs that it started from; 1: it walks away
    radio_artist_gap: int = 5  #: songs that a radio puts between two by one artist
    arrange_rules: str = ""  #: that songs were arranged by last, as ``work.playlists.rules`` has them
    fade_seconds: float = 0.0  #: so long before its end a song is mixed with the next one; 0: not at all
    fade_albums: bool = False  #: also with the one that comes next on its album
    replay_gain: str = "track"  #: "off", or what is made alike in loudness: "track" or "album"
    timbre_weight: float = 1.0  #: how much songs alike in it belong together on the map, 1 as measured best
    dynamics_weight: float = 1.0
    rhythm_weight: float = 1.0
    harmony_weight: float = 1.0
    network_weight: float = 1.0

    @property
    def weights(self) -> dict[str, float]:
        """The weights of a song's aspects (``analysis.layout.ASPECTS``)."""
        return {
            "timbre": self.timbre_weight,
            "dynamics": self.dynamics_weight,
            "rhythm": self.rhythm_weight,
            "harmony": self.harmony_weight,
            "network": self.network_weight,
        }


def data_folder() -> Path:
    """Where libraries and notes of unfinished work lie, by the custom of the system."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))


def default_library() -> Path:
    """The library that is opened where none is named."""
    return data_folder() / "library.db"


def settings_file() -> Path:
    """Where the settings are stored."""
    return settings_folder() / "settings.json"


#: No settings are as large, in bytes.
_LARGEST = 1 << 20
_CHOICES = {
    "theme": ("system", "light", "dark", "light-contrast", "dark-contrast"),
    "motion": ("system", "less", "full"),
    "playlist_paths": ("relative", "absolute"),
    "listening_on": ("computer", "cluster"),
    "repeat": ("off", "all", "one"),
    "replay_gain": ("off", "track", "album"),
    "key_notation": ("classic", "camelot", "openkey"),
}
_LEAST = {"text_size": 100}
#: What numbers may be at most; none may be below 0.
_MOST = {
    "text_size": 200,
    "jobs": 1024,
    "time_limit": 86_400.0,
    "skip_longer_minutes": 100_000.0,
    "volume": 100,
    "fade_seconds": 12.0,
    "radio_drift": 1.0,
    "radio_artist_gap": 50,
}
_MOST_WEIGHT = 100.0


def load(path: Path | None = None) -> Settings:
    """The stored settings; what is missing or cannot be used keeps its default."""
    return _read(path or settings_file())[0]


def mend(path: Path | None = None) -> str:
    """Put a settings file aside that cannot be used as a whole, and keep what can be. What to tell the person
    of it, "" for nothing."""
    from organizer.base.errors import OrganizerError

    target = path or settings_file()
    chosen, problem = _read(target)
    if not problem:
        return ""
    aside = target.with_name(f"{target.name}.damaged")
    try:
        target.replace(aside)
        save(chosen, target)
        outcome = tr("the old file is kept as {name}", name=aside.name)
    except (OSError, OrganizerError):
        outcome = tr("the file stays as it is")
    return f"{target}: {problem}; {outcome}"


def _read(path: Path) -> tuple[Settings, str]:
    """The settings in a file, and what is wrong with it."""
    defaults = Settings()
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        return defaults, ""
    except OSError as error:
        return defaults, tr(
            "the settings cannot be read ({reason}), so the defaults are used", reason=error.strerror or error
        )
    try:
        stored: Any = json.loads(content.decode("utf-8-sig")) if len(content) <= _LARGEST else None
    except (ValueError, RecursionError):  # the last: thousands of brackets inside each other
        stored = None
    if not isinstance(stored, dict):
        return defaults, tr("these are no settings, so the defaults are used")
    known: dict[str, Any] = {}
    wrong = []
    for spec in fields(Settings):
        if spec.name not in stored:
            continue
        value, default = stored[spec.name], getattr(defaults, spec.name)
        if isinstance(default, float) and type(value) is int and abs(value) < 1 << 53:
            value = float(value)
        if type(value) is type(default) and _fits(spec.name, value):
            known[spec.name] = value
        else:
            wrong.append(spec.name)
    problem = tr("{names} cannot be used, so the default is", names=", ".join(wrong)) if wrong else ""
    return replace(defaults, **known), problem


def _fits(name: str, value: Any) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    if isinstance(value, int | float) and not isinstance(value, bool):  # NaN is in no range
        return bool(_LEAST.get(name, 0) <= value <= _MOST.get(name, _MOST_WEIGHT))
    return True


def save(settings: Settings, path: Path | None = None) -> None:
    """Raises ``OrganizerError``."""
    from organizer.base.atomic import replace_file, world_error

    target = path or settings_file()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise world_error(error, str(target.parent)) from error
    text = json.dumps(asdict(settings), indent=1).encode("utf-8")

    def write(file: BinaryIO) -> None:
        file.write(text)

    replace_file(target, write)
