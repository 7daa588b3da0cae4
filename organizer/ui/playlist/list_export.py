"""Songs as a file for other programs and services: a dialog that asks where to, and a job that writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from organizer.base import system
from organizer.base.errors import printable
from organizer.library.playlists.playlist_files import WRITTEN
from organizer.ui.playlist import jobs
from organizer.ui.state.app_state import AppState
from organizer.ui.state.file_dialogs import FileDialog
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.parts import count_of

#: Kinds of lists: what the dialog calls them, and their ending.
KINDS = (
    ("Playlist for players (*.m3u8)", "m3u8"),
    ("Playlist PLS (*.pls)", "pls"),
    ("Playlist XSPF (*.xspf)", "xspf"),
    ("Table (*.csv)", "csv"),
    ("Text: Artist - Title, for streaming services (*.txt)", "txt"),
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
    state: AppState, ids: Sequence[int], name: str, path: str, then: Callable[[str], None] | None = None
) -> None:
    """Write songs to a file, on a job, and say so; ``then`` gets the path when it is there."""

    def written(what: jobs.Written) -> None:
        parts = [f"Exported {count_of(what.songs, 'song')} to {printable(what.path)}"]
        if what.away and what.path.lower().endswith(WRITTEN):
            parts.append(f"{count_of(what.away, 'song')} of it away now")
        if what.left_out:
            parts.append(f"{count_of(what.left_out, 'song')} without a file left out")
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
        on_result=written,
        on_error=lambda error: state.message.emit(str(error), "error"),
        owner=state,
    )
