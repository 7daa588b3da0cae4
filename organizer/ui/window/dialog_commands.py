"""The dialogs that the window's actions open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6 import QtWidgets  # each of its classes takes a while when it is first named
from PySide6.QtCore import Qt

from organizer.base.language import tr
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.text_dialog import TextDialog
from organizer.ui.window.actions import shortcuts_text
from organizer.ui.window.frame import WindowFrame

if TYPE_CHECKING:
    from organizer.base.model import TagEdit
    from organizer.library.storage.database import Database
    from organizer.library.suggestions import Field
    from organizer.ui.dialogs.failures_dialog import FailuresDialog
    from organizer.ui.dialogs.lessons_dialog import LessonsDialog
    from organizer.ui.dialogs.quality_dialog import QualityDialog
    from organizer.ui.songs.duplicates_dialog import DuplicatesDialog
    from organizer.ui.songs.recommenders_dialog import RecommendersDialog
    from organizer.ui.tags.estimates_dialog import EstimatesDialog
    from organizer.ui.tags.gains import Gains
    from organizer.ui.tags.suggestions_dialog import SuggestionsDialog
    from organizer.ui.tags.tools.dialog import ToolsDialog
    from organizer.ui.tidy.dialog import TidyDialog
    from organizer.work.insight.suggesting import Suggestion
    from organizer.work.tags.tools.actions import Result
    from organizer.work.tidying.findings import Finding, Option


class DialogCommands:
    """One method for each dialog. Those that stay open beside the window are made once."""

    def __init__(self, window: WindowFrame) -> None:
        self._window = window
        self._state = window.state
        self._failures: FailuresDialog | None = None
        self._quality: QualityDialog | None = None
        self._duplicates: DuplicatesDialog | None = None
        self._suggestions: SuggestionsDialog | None = None
        self._estimates: EstimatesDialog | None = None
        self._tag_tools: ToolsDialog | None = None
        self._gains: Gains | None = None
        self._tidy: TidyDialog | None = None
        self._lessons: LessonsDialog | None = None
        self._recommenders: RecommendersDialog | None = None
        self._state.edits_proposed.connect(self._review_proposed)

    def calls(self) -> Mapping[str, Callable[[], object]]:
        """What each action calls, by its name."""
        return {
            "settings": self.settings,
            "messages": self.show_messages,
            "folders": self.show_folders,
            "failures": self.show_failures,
            "quality": self.show_quality,
            "history": self.show_history,
            "rename": self.rename_files,
            "map_numbers": self.map_by_numbers,
            "tables": self.show_tables,
            "recommenders": self.compare_recommenders,
            "duplicates": self.show_duplicates,
            "suggestions": self.show_suggestions,
            "estimates": self.show_estimates,
            "write_field": self.write_field,
            "tag_tools": self.show_tag_tools,
            "replaygain": self.measure_gains,
            "tidy": self.show_tidy,
            "lessons": self.show_lessons,
            "shortcuts": self.shortcuts,
            "report": self.report,
            "about": self.about,
        }

    def settings(self) -> None:
        """Ask for the settings."""
        from organizer.library.sounds import pace
        from organizer.ui.dialogs.pace_choice import keep as keep_pace
        from organizer.ui.dialogs.settings_dialog import SettingsDialog

        network, jobs = self._window.work.network, self._state.jobs
        set_before = pace.load(self._state.db)
        dialog = SettingsDialog(
            self._state.settings, self._window, pace=set_before, jobs=jobs, network=network
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._state.settings_changed.connect(dialog.follow)
        dialog.folders_requested.connect(self.show_folders)

        def keep(result: int) -> None:
            if result == QtWidgets.QDialog.DialogCode.Accepted:
                before = self._state.settings
                chosen = replace(dialog.settings(), network_paused=before.network_paused)
                self._state.set_settings(chosen)
                longer = chosen.skip_longer_minutes != before.skip_longer_minutes
                if longer or chosen.listening_on != before.listening_on:
                    self._window.work.analyze()
                if (wanted := dialog.pace.pace()) != set_before:
                    jobs.start(Job.PACE, keep_pace, self._state.db, wanted, on_error=self._state.complain)

        dialog.finished.connect(keep)
        dialog.open()

    def show_failures(self) -> None:
        """List the songs that failed."""
        from organizer.ui.dialogs.failures_dialog import FailuresDialog

        if self._failures is None:
            self._failures = FailuresDialog(self._state, self._window)
            self._failures.retry_requested.connect(lambda: self._window.work.analyze(retry=True))
            self._failures.remove_requested.connect(self._window.actions_["remove"].trigger)
        self._failures.refresh()
        self._failures.show()
        self._failures.raise_()

    def show_folders(self) -> None:
        """The folders of the library, and what can be done with them."""
        from organizer.ui.dialogs.folders_dialog import FoldersDialog

        dialog = FoldersDialog(self._state, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.add_requested.connect(self._window.actions_["add_folder"].trigger)
        dialog.rescan_requested.connect(self._window.work.intake.add)
        dialog.remove_requested.connect(self._window.work.remove)
        dialog.open()

    def show_messages(self) -> None:
        """All that was said since the window was opened."""
        from organizer.ui.messages.dialog import MessagesDialog

        MessagesDialog(self._window.messages, self._window).open()

    def show_quality(self) -> None:
        """Show how well the songs are sorted."""
        from organizer.ui.dialogs.quality_dialog import QualityDialog

        if self._quality is None:
            self._quality = QualityDialog(self._state, self._window, network=self._window.work.network)
            self._quality.add_requested.connect(self._window.actions_["add_folder"].trigger)
        self._quality.show()
        self._quality.raise_()
        self._quality.refresh()

    def compare_recommenders(self) -> None:
        """What neighbours and groups recommend for the first selected song."""
        from organizer.ui.songs.recommenders_dialog import RecommendersDialog

        if not len(self._state.selection):
            self._state.message.emit(tr("Select a song first"), "info")
            return
        if self._recommenders is None:
            self._recommenders = RecommendersDialog(self._state, self._window)
        self._recommenders.compare(int(self._state.selection[0]))
        self._recommenders.show()
        self._recommenders.raise_()

    def show_lessons(self) -> None:
        """Beside the window, which stays at hand."""
        from organizer.ui.dialogs.lessons_dialog import LessonsDialog
        from organizer.ui.window.lesson_places import go

        if self._lessons is None:
            window = self._window
            self._lessons = LessonsDialog(self._state, window.work.helper, window)
            self._lessons.show_requested.connect(lambda place: go(window, place))
            self._lessons.demo_requested.connect(self._window.actions_["demo"].trigger)
            self._lessons.move(window.mapToGlobal(window.side.mapTo(window, window.side.rect().topLeft())))
        self._lessons.show()
        self._lessons.raise_()

    def show_duplicates(self) -> None:
        """Look for recordings that are there more than once."""
        from organizer.ui.songs.duplicates_dialog import DuplicatesDialog

        if self._duplicates is None:
            self._duplicates = DuplicatesDialog(self._state, self._window)
        self._duplicates.search()
        self._duplicates.show()
        self._duplicates.raise_()

    def show_suggestions(self, field: Field | None = None, ids: Sequence[int] | None = None) -> None:
        """List genres and moods that are suggested, for all songs or for some."""
        from organizer.ui.tags.suggestions_dialog import SuggestionsDialog

        window = self._window
        if self._suggestions is None:
            self._suggestions = SuggestionsDialog(self._state, window.work.helper, window)
            self._suggestions.write_requested.connect(self._write_suggestions)
        self._suggestions.show()
        self._suggestions.raise_()
        self._suggestions.look(field, ids)

    def _write_suggestions(self, suggested: Sequence[Suggestion]) -> None:
        if self._window.tag_editor is not None:
            self._window.tag_editor.write_suggestions(suggested)

    def measure_gains(self) -> None:
        """Measure the selected songs and their albums, and have their ReplayGain reviewed."""
        from organizer.ui.tags.gains import Gains

        if self._gains is None:
            self._gains = Gains(self._state, self._review_gains, self._window)
        self._gains.measure(self._state.selection)

    def _review_gains(self, edits: Sequence[TagEdit]) -> None:
        if self._window.tag_editor is not None:
            self._window.tag_editor.write_edits(lambda _db: edits, tr("Write ReplayGain"))

    def show_estimates(self) -> None:
        """List estimated tempos and keys to be reviewed, of several selected songs, else of all."""
        from organizer.ui.tags.estimates_dialog import EstimatesDialog

        window = self._window
        if self._estimates is None:
            self._estimates = EstimatesDialog(self._state, window)
            self._estimates.write_requested.connect(self._write_estimates)
        self._estimates.show()
        self._estimates.raise_()
        chosen = self._state.selection.tolist()
        self._estimates.look(chosen if len(chosen) > 1 else None)

    def _write_estimates(self, edits: Sequence[TagEdit], label: str) -> None:
        if self._window.tag_editor is not None:
            self._window.tag_editor.write_edits(lambda _db: edits, label)

    def write_field(self) -> None:
        """Ask what is written into which field of the selected songs."""
        from organizer.ui.tags.field_dialog import FieldDialog

        editor, ids = self._window.tag_editor, self._state.selection.tolist()
        if not ids or editor is None:
            self._state.message.emit(tr("Select songs first"), "info")
            return
        dialog = FieldDialog(len(ids), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.write_requested.connect(lambda wanted: editor.write_field(ids, wanted))
        dialog.open()

    def show_tag_tools(self) -> None:
        """Show tools for the tags of the selected songs."""
        from organizer.ui.tags.tools.dialog import ToolsDialog

        window = self._window
        if self._tag_tools is None:
            self._tag_tools = ToolsDialog(self._state, window.table.in_order, window)
            self._tag_tools.review_requested.connect(self._review_edits)
        self._tag_tools.show()
        self._tag_tools.raise_()
        self._tag_tools.look()

    def _review_edits(self, results: Sequence[Result], label: str) -> None:
        from organizer.work.tags.tools import actions

        if self._window.tag_editor is not None:
            self._window.tag_editor.write_edits(lambda _db: actions.edits(results), label)

    def _review_proposed(self, make: Callable[[Database], Sequence[TagEdit]], label: str) -> None:
        if self._window.tag_editor is not None:
            self._window.tag_editor.write_edits(make, label)

    def show_tidy(self) -> None:
        """List what is wrong in the library."""
        from organizer.ui.tidy.dialog import TidyDialog

        if self._tidy is None:
            self._tidy = TidyDialog(self._state, self._window)
            self._tidy.write_requested.connect(self._write_tidied)
        self._tidy.show()
        self._tidy.raise_()
        self._tidy.look()

    def _write_tidied(self, wanted: Sequence[tuple[Finding, Option]]) -> None:
        from organizer.work.tidying.findings import edits, label_of

        if self._window.tag_editor is not None and wanted:
            self._window.tag_editor.write_edits(lambda db: edits(db, wanted), label_of(wanted))

    def map_by_numbers(self) -> None:
        """Ask which numbers the map goes by."""
        from organizer.ui.map.numbers_dialog import MapNumbersDialog

        dialog = MapNumbersDialog(self._state, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.map_requested.connect(lambda space: self._window.work.build_map(space=space))
        dialog.open()

    def show_tables(self) -> None:
        """List the imported tables."""
        from organizer.ui.tables.tables_dialog import TablesDialog

        dialog = TablesDialog(self._state, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.forget_requested.connect(self._window.work.intake.forget_table)
        dialog.import_requested.connect(self._window.actions_["import_table"].trigger)
        dialog.open()

    def show_history(self) -> None:
        """List the edits of tags and places."""
        from organizer.ui.tags.history_dialog import HistoryDialog

        undo = self._window.undo
        if undo is not None:
            dialog = HistoryDialog(self._state, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.step_requested.connect(undo.ask)
            dialog.open()

    def rename_files(self) -> None:
        """Ask what the files of the selected songs are to be called."""
        from organizer.ui.files.rename_dialog import RenameDialog

        if not len(self._state.selection):
            self._state.message.emit(tr("Select songs first"), "info")
            return
        dialog = RenameDialog(self._state, self._state.selection.tolist(), self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def shortcuts(self) -> None:
        """Show all keys."""
        TextDialog(tr("Shortcuts"), shortcuts_text(self._window.menuBar()), self._window).open()

    def report(self) -> None:
        """Show what those who look after the program need to know of a problem."""
        from organizer.ui.help.report_dialog import ReportDialog

        ReportDialog(self._state, self._window).open()

    def about(self) -> None:
        """Say what this is."""
        from organizer.ui.help.about_dialog import AboutDialog

        AboutDialog(self._state, self._window).open()
