"""The network that a person gets: MusiCNN, fetched if they say so, made into a model, used, removed.

The model lies in the person's cache. Nothing is fetched here but in ``install`` without a source, which is
called when a person said so. What the settings name is the network in use: this one, or one of their own.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from organizer.analysis.network import model, musicnn
from organizer.base import leftovers
from organizer.base.atomic import world_error
from organizer.base.errors import OrganizerError
from organizer.base.language import tr
from organizer.base.settings import Settings
from organizer.work.analysis import wheel_fetching
from organizer.work.analysis.wheel_fetching import Wheel
from organizer.work.jobs import JobContext

NAME = "MusiCNN"
MUSICNN = Wheel("musicnn", "0.1.0", musicnn.WHEEL, musicnn.WHEEL_SHA256, musicnn.WHEEL_SIZE)

_FILE = "musicnn-0.1.0.onnx"

#: What it is for, in plain words.
PURPOSE = tr(
    "A trained network listens to your songs beside Organizer's own ear: songs that people call alike lie "
    "closer together, and sounds get words, such as jazz, guitar or female vocalists."
)


def fetched_size() -> str:
    """How much is fetched: "29 MB"."""
    return f"{MUSICNN.size / 1e6:.0f} MB"


@dataclass(frozen=True, slots=True)
class Status:
    """What there is of networks."""

    installed: str  #: file of the model that was made, "" for none
    problem: str  #: why it cannot be used, "" when it can
    in_use: str  #: file of the network in use, by the settings; "" for none
    missing: bool  #: that file is not there
    own: bool  #: that file is the person's own
    undecided: bool  #: the person never said whether they want a network
    runtime: bool  #: onnxruntime is there


def folder() -> Path:
    """Where the model lies, by the custom of the system."""
    return Path(platformdirs.user_cache_dir("organizer", appauthor=False)) / "network"


def model_path() -> Path:
    """The file of the model, where it is or will be."""
    return folder() / _FILE


def installed_path() -> str:
    """The file of the model that was made; "" where there is none. It is whole: it takes its place in one
    step, after its answers were checked."""
    path = model_path()
    return str(path) if path.is_file() else ""


def status(settings: Settings) -> Status:
    """What there is; the model is loaded and asked again whether it gives the answers that are known."""
    installed, runtime = installed_path(), model.is_installed()
    return Status(
        installed,
        _problem(installed) if installed and runtime else "",
        settings.network,
        bool(settings.network) and not os.path.isfile(settings.network),
        bool(settings.network) and settings.network != str(model_path()),
        is_undecided(settings),
        runtime,
    )


def install(context: JobContext, source: str = "") -> str:
    """Get a network, and its file, which ``use`` takes into use.

    ``source``: the wheel, an ONNX model of the person's own, which stays where it is, or "": the wheel is
    fetched, unless the model that was made is there and works. At every point there is the old model or the
    new one, whole, and nothing that was needed meanwhile stays behind. Raises ``OrganizerError``,
    ``Cancelled``.
    """
    model.require_runtime()
    if source:
        model.check_readable(source)
    if source and not _is_wheel(source):
        path = os.path.abspath(source)
        model.Network(path)
        return path
    if not source and installed_path() and not _problem(installed_path()):
        return installed_path()
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
        with leftovers.workshop(place, "wheel") as workshop:
            if not source:
                source = str(wheel_fetching.fetch(context, MUSICNN, workshop))
            context.check_cancelled()
            context.report(0, 0, tr("making the model"))
            musicnn.convert(source, model_path())
    except OSError as error:
        raise world_error(error, str(error.filename or place)) from error
    return str(model_path())


def remove() -> bool:
    """Remove the model that was made, and whether there was one; a network of the person's own stays. What
    either said of songs stays in the library, too. Raises ``OrganizerError``."""
    path = model_path()
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise world_error(error, str(path)) from error
    with contextlib.suppress(OSError):  # it may hold what others are fetching at the moment
        path.parent.rmdir()
    return True


def use(settings: Settings, path: str) -> Settings:
    """Settings with this network in use; "" for none, which is then what the person wants."""
    return replace(settings, network=path, network_declined=not path)


def without_removed(settings: Settings) -> Settings:
    """Settings after ``remove``: a network of the person's own stays in use."""
    own = settings.network if settings.network != str(model_path()) else ""
    return use(settings, own)


def is_undecided(settings: Settings) -> bool:
    """Whether the person never said whether they want a network."""
    return not settings.network and not settings.network_declined


def to_listen(settings: Settings) -> tuple[str | None, str]:
    """The network that analyzes songs, as ``analyzing.analyze`` takes it, and what to tell the person.

    A cache may be emptied and a disk may be away: then songs are analyzed without the network for now, and
    what it said of songs counts as before.
    """
    path = settings.network
    if not path or os.path.isfile(path):
        return path, ""
    remedy = tr("choose it anew in the settings, or “organizer analyze --network none”")
    if path == str(model_path()):
        remedy = tr("set it up again in the settings, or “organizer network install”")
    return None, str(
        OrganizerError(tr("the network is not there, so it does not listen"), path=path, remedy=remedy)
    )


def _problem(path: str) -> str:
    """Why the model that was made cannot be used, "" when it can."""
    try:
        musicnn.check(path, answers=musicnn.ANSWERS)
    except OrganizerError as error:
        return error.cause
    return ""


def _is_wheel(path: str) -> bool:
    return path.lower().endswith(".whl") or zipfile.is_zipfile(path)
