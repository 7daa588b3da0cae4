"""Songs as a file for other programs and services: a dialog that asks where to, and a job that writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from organizer.base import system
from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.library.playlists.playlist_files import WRITTEN
from organizer.library.playlists.profiles import Profile
from organizer.ui.playlist import jobs
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import Job

#: Kinds of lists: what the dialog calls them, and their ending.
KINDS = (
    (tr("Playlist for players (*.m3u8)"), "m3u8"),
    (tr("Playlist PLS (*.pls)"), "pls"),
    (tr("Playlist XSPF (*.xspf)"), "xspf"),
    (tr("Playlist JSPF (*.jspf)"), "jspf"),
    (tr("Windows Media Player (*.wpl)"), "wpl"),
    (tr("Rekordbox (*.xml)"), "xml"),
    (tr("Traktor (*.nml)"), "nml"),
    (tr("Table (*.csv)"), "csv"),
    (tr("Text: Artist - Title, for streaming services (*.txt)"), "txt"),
)


def ask(
    state: AppState, parent: QWidget, title: str, name: str, write: Callable[[str], None], kind: str = "m3u8"
) -> FileDialog:
    """Ask where a list of songs goes; ``write`` gets the path. The ending follows the kind that is chosen."""
    dialog = FileDialog(state, title, parent)
    dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([text for text, _ in KINDS])
    endings = dict(KINDS)
    dialog.selectNameFilter(next(text for text, ending in KINDS if ending == kind))
    dialog.setDefaultSuffix(kind)
    stem = system.safe_file_name(name)
    dialog.selectFile(f"{stem}.{kind}")

    def filter_chosen(text: str) -> None:
        dialog.setDefaultSuffix(endings[text])
        dialog.selectFile(f"{stem}.{endings[text]}")

    dialog.filterSelected.connect(filter_chosen)
    dialog.fileSelected.connect(write)
    dialog.open()
    return dialog


def export(
    state: AppState,
    ids: Sequence[int],
    name: str,
    path: str,
    then: Callable[[str], None] | None = None,
    profile: Profile | None = None,
) -> None:
    """Write songs to a file, on a job, and say so; ``then`` gets the path when it is there."""

    def written(what: jobs.Written) -> None:
        parts = [
            plural(
                "Exported {n} song to {path}",
                "Exported {n} songs to {path}",
                what.songs,
                path=printable(what.path),
            )
        ]
        if what.away and what.path.lower().endswith(WRITTEN):
            parts.append(plural("{n} song of it away now", "{n} songs of it away now", what.away))
        if what.missing:
            parts.append(
                plural(
                    "{n} song of it missing, named as before",
                    "{n} songs of it missing, named as before",
                    what.missing,
                )
            )
        if what.note:
            parts.append(what.note)
        if what.left_out:
            parts.append(
                plural("{n} song without a file left out", "{n} songs without a file left out", what.left_out)
            )
        state.message.emit("; ".join(parts), "info" if len(parts) == 1 else "warning")
        if then is not None:
            then(what.path)

    state.jobs.start(
        Job.PLAYLIST_EXPORT,
        jobs.write,
        state.db,
        list(ids),
        name,
        path,
        state.settings.playlist_paths,
        profile,
        on_result=written,
        on_error=lambda error: state.message.emit(str(error), "error"),
        owner=state,
    )
