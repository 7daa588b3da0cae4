"""What the numbers of songs are called in headings and lists."""

from __future__ import annotations

from organizer.base.descriptors import readable
from organizer.base.language import tr

_TITLES = {
    "tempo": (tr("Tempo"), tr("tempo")),
    "loudness": (tr("Loudness"), tr("loudness")),
    "loudness_range": (tr("Loudness range"), tr("loudness range")),
    "true_peak": (tr("True peak"), tr("true peak")),
    "dynamic_complexity": (tr("Dynamic complexity"), tr("dynamic complexity")),
    "brightness": (tr("Brightness"), tr("brightness")),
    "energy": (tr("Energy"), tr("energy")),
    "danceability": (tr("Danceability"), tr("danceability")),
    "valence": (tr("Valence"), tr("valence")),
    "acousticness": (tr("Acousticness"), tr("acousticness")),
    "instrumentalness": (tr("Instrumentalness"), tr("instrumentalness")),
    "speechiness": (tr("Speechiness"), tr("speechiness")),
    "liveness": (tr("Liveness"), tr("liveness")),
    "percussiveness": (tr("Percussiveness"), tr("percussiveness")),
    "excerpt_start": (tr("Excerpt start"), tr("excerpt start")),
}


def title_of(name: str) -> str:
    """A number as a heading: "Loudness range"; that of a table as the table calls it."""
    if name in _TITLES:
        return _TITLES[name][0]
    text = readable(name)
    return text[:1].upper() + text[1:]


def in_sentence(name: str) -> str:
    """The same amid a sentence: "loudness range"."""
    return _TITLES[name][1] if name in _TITLES else readable(name)
