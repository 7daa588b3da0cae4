"""ReplayGain in the window: songs and their albums are measured, then the tags are reviewed as any others."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from organizer.base.errors import printable
from organizer.base.language import plural, tr
from organizer.base.model import IntArray, TagEdit
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job

if TYPE_CHECKING:
    from organizer.work.analysis.gain_tags import GainEdits


class Gains(QObject):
    """Measures, and has what was measured reviewed."""

    def __init__(self, state: AppState, review: Callable[[Sequence[TagEdit]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._review = state, review

    def measure(self, ids: IntArray) -> None:
        """Measure these songs and the albums that they are on; nothing is written without a review."""
        from organizer.work.analysis import gain_tags

        if self._state.jobs.running(Job.LOUDNESS):
            self._state.message.emit(tr("Loudness is being measured already: let that end first"), "info")
        elif not len(ids):
            self._state.message.emit(tr("Select songs to measure their ReplayGain"), "info")
        else:
            self._state.jobs.start(
                Job.LOUDNESS,
                gain_tags.edits,
                self._state.db,
                ids.tolist(),
                jobs=self._state.settings.jobs or None,
                on_result=self._measured,
                on_error=self._state.complain,
                owner=self,
            )

    def _measured(self, made: GainEdits) -> None:
        left_out = []
        if made.failures:
            first = made.failures[0]
            left_out.append(
                plural(
                    "{n} song could not be measured: {name} {reason}",
                    "{n} songs could not be measured: {name} {reason}",
                    len(made.failures),
                    name=printable(os.path.basename(first.path)),
                    reason=first.reason,
                )
            )
        if made.silent:
            left_out.append(
                plural(
                    "{n} song without sound: no gain", "{n} songs without sound: no gain", len(made.silent)
                )
            )
        if made.in_part:
            left_out.append(
                plural(
                    "{n} album not measured whole: no album gain",
                    "{n} albums not measured whole: no album gain",
                    len(made.in_part),
                )
            )
        if left_out:
            self._state.message.emit("; ".join(left_out), "warning")
        if made.edits:
            self._review(made.edits)
