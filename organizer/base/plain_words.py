"""Numbers of the analysis in words that need no explanation; the numbers themselves are one click away."""

from __future__ import annotations

from organizer.base.descriptors import SOUND, readable
from organizer.base.language import tr, tr_as

#: What the descriptors are about.
_NAMES = {
    "tempo": tr("how fast"),
    "loudness": tr("how loud"),
    "loudness_range": tr("quiet and loud parts"),
    "true_peak": tr("loudest moment"),
    "dynamic_complexity": tr("change of loudness"),
    "brightness": tr("how bright"),
    "energy": tr("how lively"),
    "danceability": tr("how danceable"),
    "valence": tr("how cheerful"),
    "acousticness": tr("how acoustic"),
    "instrumentalness": tr("how instrumental"),
    "speechiness": tr("how much talk"),
    "liveness": tr("how live"),
    "percussiveness": tr("how hard it is struck"),
}

#: Integrated loudness in LUFS from which a word holds. Streaming services play at −14.
_LOUD = (
    (-9.0, tr("very loud")),
    (-14.0, tr_as("of sound", "loud")),
    (-20.0, tr("of middle loudness")),
    (-28.0, tr_as("of sound", "quiet")),
)
#: Loudness range in LU from which a word holds.
_VARIED = (
    (15.0, tr("from very quiet to loud")),
    (8.0, tr("quiet and loud parts")),
    (4.0, tr("some quieter parts")),
)
#: How far a group lies from all songs, in standard deviations.
_APART = (
    (1.0, tr("much higher"), tr("much lower")),
    (0.5, tr("higher"), tr("lower")),
    (0.0, tr("a little higher"), tr("a little lower")),
)
#: Mean silhouette, after Kaufman and Rousseeuw (1990), and agreement (AMI).
_SILHOUETTE = ((0.7, tr("clearly apart")), (0.5, tr("fairly apart")), (0.25, tr("weakly apart")))
_AGREEMENT = (
    (0.9, tr("the same")),
    (0.6, tr("much the same")),
    (0.3, tr("partly the same")),
    (0.1, tr("little in common")),
)


def loudness(lufs: float, loudness_range: float | None = None) -> str:
    """How loud a song is: "loud, quiet and loud parts"."""
    loud = next((word for least, word in _LOUD if lufs >= least), tr("very quiet"))
    if loudness_range is None:
        return loud
    varied = next((word for least, word in _VARIED if loudness_range >= least), tr_as("of sound", "even"))
    return tr("{loud}, {varied}", loud=loud, varied=varied)


def name(measure: str) -> str:
    """What a number of songs is about: "how loud", "how much talk", "sounds like jazz"."""
    field, colon, word = measure.partition(":")
    if colon and field == SOUND:
        return tr("sounds like {word}", word=word)
    return _NAMES.get(measure) or readable(measure)


def apart(deviations: float) -> str:
    """How a group differs from all songs, by standard deviations: "much lower", "a little higher"."""
    higher, lower = next(words for least, *words in _APART if abs(deviations) >= least)
    return higher if deviations > 0 else lower


def structure(silhouette: float) -> str:
    """How well groups are apart, by their mean silhouette."""
    return next((word for least, word in _SILHOUETTE if silhouette > least), tr("hardly apart"))


def agreement(ami: float) -> str:
    """How far two divisions into groups agree, by their adjusted mutual information."""
    return next((word for least, word in _AGREEMENT if ami >= least), tr("as good as nothing in common"))


def count_of(number: int, noun: str) -> str:
    """ "1 song", "12,408 songs"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
