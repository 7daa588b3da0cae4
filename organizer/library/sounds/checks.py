"""What was measured of whole sounds on demand: whether they were made from lossy files, and how they end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields

from organizer.library.storage.database import Database

#: A check of another version is made anew.
VERSION = 1

#: Formats that hold sound without loss.
LOSSLESS = frozenset(
    {"FLAC", "Ogg FLAC", "ALAC", "WAV", "AIFF", "WavPack", "Monkey's Audio", "TAK", "TrueAudio"}
)


@dataclass(frozen=True, slots=True)
class SoundCheck:
    """What was measured of one sound."""

    codec: str = ""  #: of the lossy encoder whose traces it has: "MP3", "AAC" …; empty: none were seen
    share: float = 0.0  #: of the pieces that were looked at, that have these traces
    cutoff: float = 0.0  #: Hz above which nothing is, held through the song; 0: there is no such edge
    claimed: float = 0.0  #: seconds that the file says it has; 0: it does not say
    decoded: float = 0.0  #: seconds that it has
    start_level: float = -120.0  #: dB of full scale of the first twentieth of a second
    end_level: float = -120.0  #: and of the last
    level: float = -120.0  #: and of half of the song
    damage: str = ""  #: what the decoder said when it gave up


def known(db: Database) -> dict[str, SoundCheck]:
    """All checks of this version, by the hash of the sound."""
    names = {each.name for each in fields(SoundCheck)}
    checks = {}
    for sound, payload in db.read().execute(
        "SELECT audio_hash, payload FROM sound_checks WHERE version = ?", (VERSION,)
    ):
        try:
            values = json.loads(payload)
            checks[sound] = SoundCheck(**{name: values[name] for name in names & values.keys()})
        except (ValueError, TypeError, AttributeError):  # damaged: it is made anew
            continue
    return checks


def put(db: Database, checks: Iterable[tuple[str, SoundCheck]]) -> None:
    """Store checks by the hash of the sound."""
    with db.write() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO sound_checks VALUES (?, ?, ?)",
            [(sound, VERSION, json.dumps(asdict(check))) for sound, check in checks if sound],
        )


def sounds(db: Database) -> Iterator[str]:
    """Sounds that have a check of this version, without reading what it says."""
    for (sound,) in db.read().execute("SELECT audio_hash FROM sound_checks WHERE version = ?", (VERSION,)):
        yield sound
