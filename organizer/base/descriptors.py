"""The descriptors, declared once: what the ear says of a song, in units that a person can read; and what
only imported tables say of theirs, where the ear cannot tell.

Stored columns, searches, orders, the numbers to choose among, exports, names of groups and the window follow
from ``DESCRIPTORS``. ``analysis/ear/descriptors`` computes them, docs/ear.md defines them with their sources.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

#: The version of the ear. Raise it when a descriptor is added, or when a number of the vector or of the
#: descriptors changes its meaning: songs are then analyzed again.
FEATURE_VERSION = 4

#: What the names of numbers that are words for sound begin with: "sound:jazz".
SOUND = "sound"

REPLAY_GAIN_LEVEL = -18.0  #: LUFS, the reference of ReplayGain 2.0


@dataclass(frozen=True, slots=True)
class Descriptors:
    """The descriptors of one song. ``None`` means: not sure enough to say.

    Loudness, loudness range and true peak are estimates until ``loudness_measured``: then they were measured
    on the whole song, by ``analysis.loudness.measure``.
    """

    tempo: float | None = None  #: beats per minute
    tempo_confidence: float = 0.0  #: 0–1
    tempo_alternatives: tuple[float, ...] = ()  #: BPM that it might be as well, the likeliest first
    key: str | None = None  #: "C", "F#", "Am", "Bbm": ID3 TKEY spelling
    key_confidence: float = 0.0  #: 0–1
    camelot: str | None = None  #: the key as disc jockeys write it: "8A" is A minor, "8B" C major
    key_by_model: bool = False  #: whether these three are by a key finder of the person's own
    loudness: float | None = None
    loudness_range: float | None = None
    true_peak: float | None = None
    loudness_measured: bool = False  #: whether these three were measured on the whole song
    dynamic_complexity: float | None = None
    brightness: float | None = None
    percussiveness: float | None = None
    energy: float | None = None
    danceability: float | None = None
    acousticness: float | None = None
    valence: float | None = None
    speechiness: float | None = None
    instrumentalness: float | None = None
    liveness: float | None = None
    excerpt_start: float | None = None

    @property
    def replay_gain(self) -> float | None:
        """Gain in dB that brings the song to −18 LUFS (ReplayGain 2.0)."""
        return replay_gain(self.loudness)


def replay_gain(loudness: float | None) -> float | None:
    """The gain in dB for a song of that loudness in LUFS, after ReplayGain 2.0."""
    return None if loudness is None else REPLAY_GAIN_LEVEL - loudness


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in the panel of a song."""

    title: str  #: what stands before it
    words: tuple[str, str, str]  #: for little, some and much
    low: float = 0.0  #: the value of an empty bar
    high: float = 1.0  #: and of a full one


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A descriptor that is a number."""

    name: str  #: the field of ``Descriptors``, the column of the library, the field of searches and exports
    unit: str  #: empty for an estimate from 0 to 1 of how much of something a song seems to have
    meaning: str
    #: Words for little and for much of it, of which groups are named; None: it says nothing about the sound.
    ends: tuple[str, str] | None = None
    bar: Bar | None = None  #: in the panel of a song
    #: What the word for much is said from, whatever other songs have: songs without talk are not "spoken".
    much: float = -math.inf
    #: What to do for it, where only the songs of imported tables have it; empty: analysis says it.
    instead: str = ""

    @property
    def is_analyzed(self) -> bool:
        """Whether analysis says it of a file; else only tables tell it."""
        return not self.instead

    @property
    def is_estimate(self) -> bool:
        """Whether it goes from 0 to 1."""
        return not self.unit


#: In the order in which they are shown.
DESCRIPTORS: tuple[Descriptor, ...] = (
    Descriptor("tempo", "BPM", "how fast a listener would tap; not the BPM of tags", ("slow", "fast")),
    Descriptor(
        "loudness",
        "LUFS",
        "integrated loudness",
        ("quiet", "loud"),
        Bar("Loud", ("soft", "medium", "loud"), low=-35.0, high=-5.0),  # holds nearly all music
    ),
    Descriptor("loudness_range", "LU", "how far loud and quiet parts are apart", ("even", "dynamic")),
    Descriptor("true_peak", "dBTP", "the largest sample"),
    Descriptor("dynamic_complexity", "dB", "how much the loudness changes", ("even", "dynamic")),
    Descriptor(
        "brightness",
        "Hz",
        "mean spectral centroid",
        ("dark", "bright"),
        Bar("Bright", ("dark", "medium", "bright"), low=500.0, high=4000.0),
    ),
    Descriptor(
        "energy",
        "",
        "how much drive it has",
        ("calm", "energetic"),
        Bar("Energy", ("calm", "medium", "lively")),
    ),
    Descriptor(
        "danceability",
        "",
        "how well one could dance to it",
        ("undanceable", "danceable"),
        Bar("Dance", ("not for dancing", "fairly danceable", "danceable")),
    ),
    Descriptor(
        "valence",
        "",
        "how cheerful it may sound",
        ("gloomy", "cheerful"),
        Bar("Cheer", ("gloomy", "neutral", "cheerful")),
    ),
    Descriptor(
        "acousticness",
        "",
        "how much it sounds like instruments without amplifiers",
        ("electric", "acoustic"),
        Bar("Acoustic", ("produced", "mixed", "acoustic")),
    ),
    Descriptor(
        "instrumentalness",
        "",
        "how likely nobody sings or speaks",
        ("sung", "instrumental"),
        Bar("No voice", ("sung or spoken", "uncertain", "instrumental")),
        instead=f"{SOUND}:instrumental, a word of the network, tells it; so do tables that have it",
    ),
    Descriptor(
        "speechiness",
        "",
        "how much it sounds like someone talking",
        ("unspoken", "spoken"),
        Bar("Speech", ("no speech", "some speech", "speech")),
        much=0.5,
    ),
    Descriptor(
        "liveness",
        "",
        "how likely an audience or a hall is there",
        ("studio", "live"),
        Bar("Live", ("studio", "uncertain", "live")),
        instead="import a table that has it",
    ),
    Descriptor(
        "percussiveness",
        "",
        "how hard the sound is struck",
        ("smooth", "percussive"),
        Bar("Struck", ("smooth", "medium", "percussive")),
    ),
    Descriptor("excerpt_start", "s", "where its most telling part begins"),
)

BY_NAME: Mapping[str, Descriptor] = {one.name: one for one in DESCRIPTORS}
#: The names of those that analysis says, and of those that only imported tables tell.
ANALYZED = tuple(one.name for one in DESCRIPTORS if one.is_analyzed)
OF_TABLES = tuple(one.name for one in DESCRIPTORS if not one.is_analyzed)
#: The names of what is estimated, from 0 to 1.
ESTIMATES = tuple(one.name for one in DESCRIPTORS if one.is_estimate and one.is_analyzed)
DESCRIPTOR_UNITS: Mapping[str, str] = {one.name: one.unit for one in DESCRIPTORS}
#: All fields, those that are no numbers included.
DESCRIPTOR_FIELDS = tuple(field.name for field in fields(Descriptors))


def not_analyzed(name: str) -> tuple[str, str]:
    """What is said of a number that analysis does not give and no table of the library has: cause, remedy."""
    return f"analysis does not estimate {name}, and no table has it", BY_NAME[name].instead


def readable(name: str) -> str:
    """A number of songs as people read it: "loudness range", "jazz (sound)"."""
    field, colon, word = name.partition(":")
    return f"{word} ({SOUND})" if colon and field == SOUND else name.replace("_", " ")
