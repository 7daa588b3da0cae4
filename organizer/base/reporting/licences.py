"""The licences of everything that a plain install brings: read from what is installed, so that they are those
of the versions that are there."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError
from pathlib import Path

#: Libraries of others inside packages, whose own licence does not tell of them.
_INSIDE = {
    "av": "FFmpeg with x264 and x265 (GPL-2.0-or-later), LAME (LGPL-2.0-or-later), Opus, dav1d and others",
    "numpy": "OpenBLAS (BSD-3-Clause), libgfortran (GPL-3.0-or-later WITH GCC-exception-3.1)",
    "pillow": "libjpeg-turbo, libpng, libtiff, libwebp, libavif, FreeType, HarfBuzz and others",
    "pyside6-essentials": "Qt (LGPL-3.0-only OR GPL-3.0-only), ICU (Unicode-3.0)",
    "qtawesome": "Material Design Icons (Apache-2.0)",
    "scipy": "OpenBLAS (BSD-3-Clause), libgfortran (GPL-3.0-or-later WITH GCC-exception-3.1)",
    "soundfile": "libsndfile (LGPL-2.1-or-later), libmpg123, LAME, FLAC, Ogg, Vorbis, Opus",
    "soxr": "libsoxr (LGPL-2.1-or-later)",
    "miniaudio": "miniaudio (MIT-0 OR Unlicense)",
}
#: What some packages call licences → their names in SPDX.
_NAMES = {
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-or-later",
    "LGPL": "LGPL-3.0-or-later",
    "MIT License": "MIT",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_TEXT = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*(?<!\.py)(?<!\.pyc)$", re.IGNORECASE)
_OF_ALL = re.compile(r"\b(?:L?GPL|PSF|Apache)-\d\.\d")
_LONGEST_NAME = 80  # letters: what is longer is the text


@dataclass(frozen=True, slots=True)
class Licence:
    """What one part of the program may be used under."""

    part: str  #: its name, as a package index writes it
    version: str
    licence: str  #: an SPDX expression where the part says one; empty where it says nothing
    inside: str = ""  #: libraries of others that come with it
    texts: tuple[str, ...] = ()  #: as they are shipped with it


def licences() -> tuple[Licence, ...]:
    """Organizer's own first, then Python's, then those of all packages that it brings, by name."""
    own = list(_distributions("organizer"))
    parts = sorted((_licence(one) for one in own[1:]), key=lambda one: one.part.lower())
    python = Licence("Python", sys.version.partition(" ")[0], "PSF-2.0", texts=tuple(_of_all("PSF-2.0")))
    return (*(_licence(one) for one in own[:1]), python, *parts)


def _distributions(name: str) -> Iterator[Distribution]:
    """What is installed of this name, and of all that it asks for but for extras and other systems."""
    left, seen = [name], {plain(name)}
    while left:
        try:
            one = importlib.metadata.distribution(left.pop(0))
        except PackageNotFoundError:
            continue
        yield one
        for line in one.requires or ():
            wanted = plain(re.split(r"[^\w.-]", line, maxsplit=1)[0])
            if "extra ==" not in line and wanted not in seen:
                seen.add(wanted)
                left.append(wanted)


def plain(name: str) -> str:
    """The name of a package as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(one: Distribution) -> Licence:
    name = one.metadata["Name"]
    said, inside = _expression(one), _INSIDE.get(plain(name), "")
    own = list(_texts(one))
    texts = (*own, *_of_all(inside if own else f"{said} {inside}"))
    return Licence(name, one.version, said, inside, texts)


def _of_all(named: str) -> Iterator[str]:
    """The texts of licences that are the same wherever they are used, as an expression or a sentence names
    them: Qt's packages, and most libraries inside of others, come without."""
    folder = Path(__file__).parent / "texts"
    for name in dict.fromkeys(_OF_ALL.findall(named)):
        text = folder / f"{name}.txt"
        if text.exists():
            yield text.read_text("utf-8")


def _expression(one: Distribution) -> str:
    said, named = (" ".join(one.metadata.get_all(name) or []) for name in ("License-Expression", "License"))
    if not said and named and len(named) < _LONGEST_NAME and "\n" not in named:
        said = named
    if not said:
        classes = one.metadata.get_all("Classifier") or []
        listed = (line.rpartition(" :: ")[2] for line in classes if line.startswith("License :: "))
        said = " OR ".join(_NAMES.get(name, name) for name in dict.fromkeys(listed))
    return _NAMES.get(said, said)


def _texts(one: Distribution) -> Iterator[str]:
    for file in one.files or ():
        if ".dist-info/" in str(file) and _TEXT.search(str(file)):
            try:
                yield file.read_text(encoding="utf-8")
            except (OSError, UnicodeError):
                continue
