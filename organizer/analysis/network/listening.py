"""A network listens to a song: to a few patches, spread evenly over it."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

import numpy as np

from organizer.analysis.ear import audio, decoders
from organizer.analysis.network.bands import BANDS, FRAME, HOP, SAMPLE_RATE, mel_bands
from organizer.base.errors import OrganizerError
from organizer.base.features import NetworkFeatures
from organizer.base.language import tr

if TYPE_CHECKING:
    from organizer.analysis.network.model import Network
    from organizer.base.model import FloatArray

PATCHES = 8  #: of a song, at most …
EVERY = 10.0  #: … and one for so many seconds: more of them cost more and tell nothing new


def listen(path: str, network: Network) -> NetworkFeatures:
    """What a network makes of a song: the mean over its patches.

    Parameters
    ----------
    path : str
        As ``os.fsdecode`` gives it.
    network : Network

    Returns
    -------
    NetworkFeatures
        Finite for every sound. Of a song shorter than a patch, the patch is its sound over and over.

    Raises
    ------
    AudioError
        As ``audio.excerpts``.
    OrganizerError
        The network fails, or gives no finite numbers.
    """
    if multiprocessing.parent_process() is not None:
        decoders.silence_decoders()
    seconds = ((network.frames - 1) * HOP + FRAME) / SAMPLE_RATE
    sounds = audio.snippets(path, seconds=seconds, every=EVERY, most=PATCHES, rate=SAMPLE_RATE)
    return features(network, np.stack([patch(sound, network.frames) for sound in sounds]))


def patch(sound: FloatArray, frames: int) -> FloatArray:
    """The bands of some sound at 16 kHz, shape=(frames, 96): cut, or over and over where it is too short."""
    bands = mel_bands(sound)
    whole = bands[1 : 1 + frames]  # of the first and those behind, a part lies outside of the sound
    return whole if len(whole) == frames and len(bands) > frames + 1 else np.resize(bands, (frames, BANDS))


def features(network: Network, patches: FloatArray) -> NetworkFeatures:
    """The mean over patches, shape=(n, frames, 96). Raises ``OrganizerError`` where it is not finite."""
    embeddings, tags = network.run(patches)
    vector = embeddings.mean(axis=0, dtype=np.float64).astype(np.float32)
    likely = None if tags is None else tags.mean(axis=0, dtype=np.float64).astype(np.float32)
    if not np.isfinite(vector).all() or not (likely is None or np.isfinite(likely).all()):
        raise OrganizerError(
            tr("the network gave no finite numbers for this song"),
            remedy=tr("choose another network in the settings, or none (--network none)"),
        )
    return NetworkFeatures(vector, likely)
