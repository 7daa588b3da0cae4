"""A song's file in, its features out: what worker processes run.

One decode, one spectrogram (and a sparse one for the key), a few products. It imports neither librosa nor
``scipy.signal``: a worker starts in a third of a second.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear import audio, decoders, fingerprint, harmony, rhythm, spectrum, timbre, tonal
from organizer.analysis.ear.descriptors import describe
from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.features import Features

if TYPE_CHECKING:
    from organizer.base.model import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class SongSpectra:
    """What one pass over a song leaves: everything that features are made of, a few megabytes."""

    spectra: spectrum.Spectra
    levels: spectrum.Levels
    chroma: FloatArray  #: shape=(12,)
    chromagram: list[FloatArray]  #: shape=(frames, 12) of each excerpt
    starts: tuple[float, ...]  #: seconds into the song, of each excerpt
    peak: float  #: largest sample decoded, full scale 1
    seconds: float = 0.0  #: length of the whole song


def decode_spectra(path: str, *, whole: bool = False) -> SongSpectra:
    """Decode and take the spectra; ``whole`` as in ``audio.excerpts``. Raises ``AudioError``."""
    peaks = tonal.Peaks()
    starts: list[float] = []
    largest: list[float] = []
    length = 0.0

    def decoded() -> Iterator[audio.Excerpt]:
        nonlocal length
        for excerpt in audio.excerpts(path, whole=whole):
            peaks.add(excerpt.samples)
            starts.append(excerpt.start)
            largest.append(excerpt.peak)
            length = excerpt.length
            yield excerpt

    spectra = spectrum.analyze(decoded())
    chroma, chromagram = peaks.chroma()[0], peaks.chromagram()
    levels = spectrum.levels(spectra)
    return SongSpectra(
        spectra, levels, chroma, chromagram, starts=tuple(starts), peak=max(largest), seconds=length
    )


def vector(song: SongSpectra) -> FloatArray:
    """The raw numbers, shape=(1934,), float32, as ``VECTOR_NAMES`` names them. Finite for every sound."""
    contrast = song.spectra.contrast[song.levels.span]
    moments = timbre.frames(song.levels, contrast)
    return np.concatenate(
        [
            timbre.timbre(moments),
            timbre.contrast_summary(contrast),
            timbre.movement(song.levels, moments),
            timbre.attack(song.levels),
            rhythm.fluctuation(song.levels),
            harmony.harmony(song.chromagram),
        ]
    )


def extract(path: str, *, whole: bool = False) -> Features:
    """Analyze one song.

    Parameters
    ----------
    path : str
        As ``os.fsdecode`` gives it.
    whole : bool
        Decode all of a song longer than 120 s instead of four excerpts of 30 s (over 15 minutes: 30 of them).

    Returns
    -------
    Features
        The vector is finite for every sound, silence included, whose descriptors are None. Sound shorter
        than a frame (46 ms) is padded with zeros; under 0.4 s only brightness is given, under 3 s no
        speechiness, under 4 s no tempo.

    Raises
    ------
    AudioError
        The file is missing, unreadable, empty, without audio, damaged beyond use, or zero samples long.
    """
    if multiprocessing.parent_process() is not None:
        decoders.silence_decoders()
    song = decode_spectra(path, whole=whole)
    descriptors = describe(
        song.spectra,
        song.levels,
        song.chroma,
        chromagram=song.chromagram,
        starts=song.starts,
        peak=song.peak,
    )
    codes = fingerprint.fingerprint(song.spectra.bands, song.spectra.frames, song.starts)
    return Features(vector(song), descriptors, FEATURE_VERSION, codes.to_bytes(), song.seconds)
