"""The parts of a recording, computed and written: as a cue sheet, as labels for Audacity, as a picture."""

from __future__ import annotations

import importlib
import os
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from organizer.base.atomic import replace_file
from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.library.sounds import structures
from organizer.library.storage.database import Database
from organizer.work import helper
from organizer.work.jobs import JobContext

if TYPE_CHECKING:
    from organizer.analysis.structure.features import StructureFeatures
    from organizer.analysis.structure.parts import Structure


def find_structure(
    context: JobContext, path: str, *, parts: int | None = None, duration: float = 0.0
) -> Structure:
    """Decode all of a recording and find its parts; ``duration`` (seconds, as tagged) is for the progress.

    Raises ``AudioError`` for what cannot be decoded.
    """
    from organizer.analysis.structure.parts import analyze

    return analyze(decode_features(context, path, duration=duration), parts=parts)


def decode_features(context: JobContext, path: str, *, duration: float = 0.0) -> StructureFeatures:
    """A recording unit by unit; hold on to it to ask for other numbers of parts."""
    from organizer.analysis.structure import features

    name = printable(os.path.basename(path))

    def report(seconds: float, total: float) -> None:
        context.report(round(seconds), round(max(seconds, total)), name)
        context.check_cancelled()

    return features.decode_features(path, report=report, duration=duration)


def find_in_helper(
    path: str, duration: float, parts: int | None, features: StructureFeatures | None
) -> tuple[StructureFeatures, Structure]:
    """For ``work.helper``: the parts, and the features, to be asked for other numbers of parts."""
    from organizer.analysis.ear import decoders
    from organizer.analysis.structure.parts import analyze

    decoders.silence_decoders()
    features = features or decode_features(helper.context(), path, duration=duration)
    return features, analyze(features, parts=parts)


def load_libraries(_path: str) -> None:
    """For ``work.helper``: what ``find_in_helper`` needs, which takes a moment to load."""
    for name in ("scipy.linalg", "scipy.ndimage", "soundfile", "soxr", "organizer.analysis.structure.parts"):
        importlib.import_module(name)


def stored_structure(
    db: Database, track: Track, parts: int | None
) -> tuple[StructureFeatures | None, Structure | None]:
    """What the library has of a song: the recording unit by unit, and so many parts; None where it has
    none. No sound is decoded."""
    from organizer.analysis.structure.features import unpacked
    from organizer.analysis.structure.parts import VERSION, assembled

    entry = structures.get(db, track, VERSION)
    if entry is None:
        return None, None
    try:
        features = unpacked(entry.features)
        known = entry.parts.get(parts or 0)
        return features, assembled(features, *known) if known is not None else None
    except ValueError:
        structures.forget(db, track)
        return None, None


def store_structure(
    db: Database, track: Track, features: StructureFeatures, found: Structure, parts: int | None
) -> None:
    """Keep the parts of a song in the library; ``parts``: how many were asked for."""
    from organizer.analysis.structure.features import packed
    from organizer.analysis.structure.parts import VERSION

    structures.put(db, track, VERSION, packed(features), {parts or 0: (found.units, found.labels)})


def write_cue(structure: Structure, audio: str, path: str) -> None:
    """A cue sheet beside the recording that it cuts into tracks, one for each part."""
    if len(structure.starts) > 99:
        raise UsageError(
            tr("a cue sheet holds at most 99 parts"), path=path, remedy=tr("ask for fewer parts")
        )
    name = printable(os.path.relpath(audio, os.path.dirname(os.path.abspath(path)))).replace('"', "'")
    kind = {".wav": "WAVE", ".aiff": "AIFF", ".aif": "AIFF", ".flac": "WAVE"}.get(
        os.path.splitext(audio)[1].lower(), "MP3"
    )
    lines = [f'FILE "{name}" {kind}']
    for number, (start, letter) in enumerate(zip(structure.starts, structure.names, strict=True), 1):
        frames = round(start * 75)
        place = f"{frames // 4500:02}:{frames // 75 % 60:02}:{frames % 75:02}"
        lines += [f"  TRACK {number:02} AUDIO", f'    TITLE "{letter}"', f"    INDEX 01 {place}"]
    _write_text(path, "\r\n".join(lines) + "\r\n")


def write_labels(structure: Structure, path: str) -> None:
    """A label track as Audacity imports it: start, end, name, a line for each part."""
    edges = [*structure.starts, structure.duration]
    lines = [
        f"{start:.6f}\t{end:.6f}\t{letter}"
        for (start, end), letter in zip(pairwise(edges), structure.names, strict=True)
    ]
    _write_text(path, "\n".join(lines) + "\n")


def _write_text(path: str, text: str) -> None:
    def write(file: BinaryIO) -> None:
        file.write(text.encode("utf-8"))

    replace_file(path, write)
