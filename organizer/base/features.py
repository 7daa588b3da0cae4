"""What analysis stores of one song. Apart from ``model``, which a window of songs loads first."""

from __future__ import annotations

from dataclasses import dataclass

from organizer.base.descriptors import Descriptors
from organizer.base.model import FloatArray


@dataclass(frozen=True, slots=True)
class Loudness:
    """What was measured on every sample of a song, after ITU-R BS.1770 and EBU R 128."""

    integrated: float | None  #: LUFS; None for silence
    loudness_range: float | None  #: LU; None for silence and for less than 3 s
    true_peak: float | None  #: dBTP; None for digital silence
    momentary: float | None = None  #: LUFS, the loudest 0.4 s
    short_term: float | None = None  #: LUFS, the loudest 3 s


@dataclass(frozen=True, slots=True)
class Features:
    """What analysis stores of one song."""

    vector: FloatArray  #: shape=(D,), the raw named numbers (``analysis.extract.VECTOR_NAMES``)
    descriptors: Descriptors
    version: int  #: ``descriptors.FEATURE_VERSION``
    fingerprint: bytes = b""  #: of ``analysis.fingerprint``, which has a version of its own
    seconds: float = 0.0  #: length of the song: decoded or counted; 0 when unknown


@dataclass(frozen=True, slots=True, eq=False)
class NetworkFeatures:
    """What a trained network says of one song."""

    vector: FloatArray  #: shape=(d,), its embedding
    tags: FloatArray | None = None  #: shape=(t,), how likely each of its tags is, 0–1; None: it has none
