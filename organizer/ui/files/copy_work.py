"""Copying to devices, by jobs: what is there, what would be done, and doing it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from functools import partial
from html import escape

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from organizer.base.errors import UsageError, printable
from organizer.base.language import plural, tr
from organizer.base.machine import media
from organizer.library.playlists import devices, playlists, smart
from organizer.library.playlists.devices import Device, Source
from organizer.library.storage.database import Database
from organizer.ui.state.app_state import AppState, Choice
from organizer.ui.state.job_ids import Job
from organizer.work.files import copying, copying_devices, copying_plan
from organizer.work.files.copying import CopyResult
from organizer.work.files.copying_plan import CopyPlan, in_bytes
from organizer.work.files.copying_settings import CopySettings
from organizer.work.jobs import JobContext

#: So many files that were not copied are named one by one.
_NAMED = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asks for."""

    sources: tuple[Source, ...]
    folder: str
    settings: CopySettings
    device: Device | None = None  #: that was chosen by its name
    name: str = ""  #: under which it is kept; "" not at all


@dataclass(frozen=True, slots=True)
class Places:
    """What there is to choose from."""

    devices: tuple[Device, ...]
    playlists: tuple[tuple[str, int], ...]  #: with the number of their songs
    smart: tuple[str, ...]  #: names of smart playlists
    #: media that are there, and folders used before: each with its room, and why nothing can be written to it
    folders: tuple[tuple[str, str, str], ...]


def places(_context: JobContext, db: Database) -> Places:
    """Look for devices, playlists and media. Disks may sleep: not on the window's thread."""
    known = devices.listed(db)
    problems = {medium.folder: medium.problem for medium in media.media()}
    for device in known:
        if device.folder not in problems and os.path.isdir(device.folder):
            problems[device.folder] = media.why_not(device.folder)
    folders = sorted(problems, key=lambda folder: bool(problems[folder]))  # what can be written comes first
    return Places(
        tuple(known),
        tuple((name, len(playlists.members(db, name))) for name in playlists.names(db)),
        tuple(one.name for one in smart.listed(db)),
        tuple((folder, _room(folder), problems[folder]) for folder in folders if os.path.isdir(folder)),
    )


def _room(folder: str) -> str:
    try:
        return tr("{size} free", size=in_bytes(shutil.disk_usage(folder).free))
    except OSError:
        return ""


def look(context: JobContext, db: Database, asked: Asked) -> CopyPlan:
    """What would be done. Raises ``OrganizerError`` where it cannot be told."""
    folder = asked.folder
    if asked.device is not None and asked.device.folder == folder:
        folder = copying_devices.folder_of(asked.device)
    if not folder:
        raise UsageError(tr("choose where the songs go"))
    if not asked.sources:
        raise UsageError(tr("choose what is copied"))
    folder = copying_plan.check_folder(db, folder)
    wanted = copying_devices.wanted(db, asked.sources)
    plan = copying_plan.plan(context, wanted, folder, asked.settings)
    plan.count_all()
    return plan


def copy(context: JobContext, db: Database, plan: CopyPlan, asked: Asked, jobs: int | None) -> CopyResult:
    """Do it, and keep the device for the next time."""
    result = copying.copy(context, plan, jobs=jobs)
    if asked.name:
        copying_devices.keep(db, asked.name, plan.folder, result.device_id, asked.settings, asked.sources)
        if asked.device is not None and asked.device.name.casefold() != asked.name.casefold():
            devices.forget(db, asked.device.name)
    elif asked.device is not None:
        copying_devices.note_use(db, asked.device, plan.folder, result.device_id)
    return result


class CopyWork(QObject):
    """Copies by a job, and says how it ended."""

    def __init__(self, state: AppState, window: QWidget) -> None:
        super().__init__(window)
        self._state, self._window = state, window

    def start(self, plan: CopyPlan, asked: Asked) -> None:
        """Copy; one run at a time."""
        state = self._state
        if state.jobs.running(Job.DEVICE_COPY):
            state.message.emit(
                tr("Songs are being copied already: wait for their end, or cancel that"), "warning"
            )
            return
        state.jobs.start(
            Job.DEVICE_COPY,
            copy,
            state.db,
            plan,
            asked,
            state.settings.jobs or None,
            on_result=self._copied,
            on_error=state.complain,
        )

    def _copied(self, result: CopyResult) -> None:
        text = tr(
            "{folder}: {what}",
            folder=printable(result.folder),
            what=copying.result_in_words(result) or tr("nothing to do"),
        )
        if not result.problems:
            self._state.message.emit(text, "info")
            return
        what = plural(
            "{done}. {n} file to look at", "{done}. {n} files to look at", len(result.problems), done=text
        )
        self._state.offer.emit(what, (Choice(tr("Show them"), partial(self.show_problems, result)),))

    def show_problems(self, result: CopyResult) -> None:
        """Name what was not copied, and why."""
        from organizer.ui.widgets.text_dialog import TextDialog

        rows = "".join(
            f"<tr><td><b>{escape(printable(os.path.basename(one.source or one.path)))}</b></td>"
            f"<td>{escape(printable(one.reason))}</td></tr>"
            for one in result.problems[:_NAMED]
        )
        more = len(result.problems) - _NAMED
        rest = f"<p>{tr('… and {n} more', n=more)}" if more > 0 else ""
        text = f"<table cellspacing=6>{rows}</table>{rest}"
        TextDialog(tr("Not copied"), text, self._window).open()

    def forget(self, device: Device) -> None:
        """Forget a device; what is on it stays."""
        self._state.jobs.start(
            Job.DEVICE_FORGET,
            lambda _context: devices.forget(self._state.db, device.name),
            on_error=self._state.complain,
            owner=self,
        )


def with_removal(plan: CopyPlan, *, remove: bool, fit: bool) -> CopyPlan:
    """The plan as a person wants it: with what is no longer wanted removed, and as much as fits."""
    chosen = plan if plan.remove == remove else replace(plan, remove=remove)
    return chosen.fitting if fit and not chosen.fits else chosen
