"""The descriptors, declared once: what the ear says of a song, in units that a person can read; and what
only imported tables say of theirs, where the ear cannot tell.

Stored columns, searches, orders, the numbers to choose among, exports, names of groups and the window follow
from ``DESCRIPTORS``. ``analysis/ear/descriptors`` computes them, docs/ear.md defines them with their sources.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from organizer.base.language import tr, tr_as

#: The version of the ear. Raise it when a descriptor is added, or when a number of the vector or of the
#: descriptors changes its meaning: songs are then analyzed again.
FEATURE_VERSION = 4

#: What the names of numbers that are words for sound begin with: "sound:jazz".
SOUND = "sound"

#: Numbers that are a person's own and say nothing about the sound: when songs were added, in days since 1970,
#: how often they were played, how many stars they have.
ADDED, PLAYED, RATED = "yours:added", "yours:plays", "yours:rating"

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
    Descriptor(
        "tempo",
        "BPM",
        tr("how fast a listener would tap; not the BPM of tags"),
        (tr_as("of sound", "slow"), tr_as("of sound", "fast")),
    ),
    Descriptor(
        "loudness",
        "LUFS",
        tr("integrated loudness"),
        (tr_as("of sound", "quiet"), tr_as("of sound", "loud")),
        Bar(
            tr_as("of sound", "Loud"),
            (tr_as("of sound", "soft"), tr_as("of sound", "medium"), tr_as("of sound", "loud")),
            low=-35.0,
            high=-5.0,
        ),  # holds nearly all music
    ),
    Descriptor(
        "loudness_range",
        "LU",
        tr("how far loud and quiet parts are apart"),
        (tr_as("of sound", "even"), tr_as("of sound", "dynamic")),
    ),
    Descriptor("true_peak", "dBTP", tr("the largest sample")),
    Descriptor(
        "dynamic_complexity",
        "dB",
        tr("how much the loudness changes"),
        (tr_as("of sound", "even"), tr_as("of sound", "dynamic")),
    ),
    Descriptor(
        "brightness",
        "Hz",
        tr("mean spectral centroid"),
        (tr_as("of sound", "dark"), tr_as("of sound", "bright")),
        Bar(
            tr_as("of sound", "Bright"),
            (tr_as("of sound", "dark"), tr_as("of sound", "medium"), tr_as("of sound", "bright")),
            low=500.0,
            high=4000.0,
        ),
    ),
    Descriptor(
        "energy",
        "",
        tr("how much drive it has"),
        (tr_as("of sound", "calm"), tr_as("of sound", "energetic")),
        Bar(
            tr_as("of sound", "Energy"),
            (tr_as("of sound", "calm"), tr_as("of sound", "medium"), tr_as("of sound", "lively")),
        ),
    ),
    Descriptor(
        "danceability",
        "",
        tr("how well one could dance to it"),
        (tr_as("of sound", "undanceable"), tr_as("of sound", "danceable")),
        Bar(
            tr_as("of sound", "Dance"),
            (
                tr_as("of sound", "not for dancing"),
                tr_as("of sound", "fairly danceable"),
                tr_as("of sound", "danceable"),
            ),
        ),
    ),
    Descriptor(
        "valence",
        "",
        tr("how cheerful it may sound"),
        (tr_as("of sound", "gloomy"), tr_as("of sound", "cheerful")),
        Bar(
            tr_as("of sound", "Cheer"),
            (tr_as("of sound", "gloomy"), tr_as("of sound", "neutral"), tr_as("of sound", "cheerful")),
        ),
    ),
    Descriptor(
        "acousticness",
        "",
        tr("how much it sounds like instruments without amplifiers"),
        (tr_as("of sound", "electric"), tr_as("of sound", "acoustic")),
        Bar(
            tr_as("of sound", "Acoustic"),
            (tr_as("of sound", "produced"), tr_as("of sound", "mixed"), tr_as("of sound", "acoustic")),
        ),
    ),
    Descriptor(
        "instrumentalness",
        "",
        tr("how likely nobody sings or speaks"),
        (tr_as("of sound", "sung"), tr_as("of sound", "instrumental")),
        Bar(
            tr_as("of sound", "No voice"),
            (
                tr_as("of sound", "sung or spoken"),
                tr_as("of sound", "uncertain"),
                tr_as("of sound", "instrumental"),
            ),
        ),
        instead=tr(
            "{search}, a word of the network, tells it; so do tables that have it",
            search=f"{SOUND}:instrumental",
        ),
    ),
    Descriptor(
        "speechiness",
        "",
        tr("how much it sounds like someone talking"),
        (tr_as("of sound", "unspoken"), tr_as("of sound", "spoken")),
        Bar(
            tr_as("of sound", "Speech"),
            (tr_as("of sound", "no speech"), tr_as("of sound", "some speech"), tr_as("of sound", "speech")),
        ),
        much=0.5,
    ),
    Descriptor(
        "liveness",
        "",
        tr("how likely an audience or a hall is there"),
        (tr_as("of sound", "studio"), tr_as("of sound", "live")),
        Bar(
            tr_as("of sound", "Live"),
            (tr_as("of sound", "studio"), tr_as("of sound", "uncertain"), tr_as("of sound", "live")),
        ),
        instead=tr("import a table that has it"),
    ),
    Descriptor(
        "percussiveness",
        "",
        tr("how hard the sound is struck"),
        (tr_as("of sound", "smooth"), tr_as("of sound", "percussive")),
        Bar(
            tr_as("of sound", "Struck"),
            (tr_as("of sound", "smooth"), tr_as("of sound", "medium"), tr_as("of sound", "percussive")),
        ),
    ),
    Descriptor("excerpt_start", "s", tr("where its most telling part begins")),
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
    return tr("analysis does not estimate {name}, and no table has it", name=name), BY_NAME[name].instead


_READABLE: Mapping[str, str] = {
    "tempo": tr_as("amid a sentence", "tempo"),
    "loudness": tr_as("amid a sentence", "loudness"),
    "loudness_range": tr_as("amid a sentence", "loudness range"),
    "true_peak": tr_as("amid a sentence", "true peak"),
    "dynamic_complexity": tr_as("amid a sentence", "dynamic complexity"),
    "brightness": tr_as("amid a sentence", "brightness"),
    "energy": tr_as("amid a sentence", "energy"),
    "danceability": tr_as("amid a sentence", "danceability"),
    "valence": tr_as("amid a sentence", "valence"),
    "acousticness": tr_as("amid a sentence", "acousticness"),
    "instrumentalness": tr_as("amid a sentence", "instrumentalness"),
    "speechiness": tr_as("amid a sentence", "speechiness"),
    "liveness": tr_as("amid a sentence", "liveness"),
    "percussiveness": tr_as("amid a sentence", "percussiveness"),
    "excerpt_start": tr_as("amid a sentence", "excerpt start"),
}


def readable(name: str) -> str:
    """A number of songs as people read it: "loudness range", "jazz (sound)"."""
    field, colon, word = name.partition(":")
    if colon and field == SOUND:
        return tr("{word} (sound)", word=word)
    return _READABLE.get(name) or name.replace("_", " ")
