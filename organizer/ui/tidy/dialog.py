"""What is wrong in the library, and what would put it right. Stays open beside the window; what a person
wants written is reviewed as any other edit of tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QTableView, QWidget

from organizer.base.language import plural, tr
from organizer.base.model import Changes, IntArray
from organizer.library.lists import tidying as storage
from organizer.library.storage.database import Database
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.tidy import parts
from organizer.ui.tidy.model import FindingsModel
from organizer.ui.widgets.complaint import as_sentence
from organizer.work.jobs import JobContext
from organizer.work.tidying import checking, tidying
from organizer.work.tidying.checking import CheckResult
from organizer.work.tidying.findings import BY_NAME, KINDS, Finding
from organizer.work.tidying.tidying import Tidiness

#: Changes of the library are looked at together: milliseconds.
_SOON = 1_000
_CHECKED = ("lossy-source", "cut-off")


class TidyDialog(Dialog):
    """Not modal. Selecting a finding selects its songs in the whole window."""

    write_requested = Signal(object)  #: (finding, option) pairs that the person wants written

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Tidy"))
        self.resize(1100, 600)
        self._state = state
        self._seen: Tidiness | None = None
        self._stale = False
        self._picked = False
        self.model = FindingsModel(self)
        self.view = parts.View(self, self.model)
        self.view.kinds.currentRowChanged.connect(self._kind_chosen)
        self.view.kinds.itemClicked.connect(lambda _item: self._kind_chosen())
        self.view.table.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.view.table.doubleClicked.connect(lambda _index: self._play())
        self.view.options.activated.connect(self._option_chosen)
        for button, call in (
            (self.view.again, self._look_or_stop),
            (self.view.check, self._check_or_stop),
            (self.view.all, self._want_all),
            (self.view.play, self._play),
            (self.view.on_map, lambda: self._state.action_requested.emit("show_on_map")),
            (self.view.ignore, self._ignore),
            (self.view.leave_out, self._leave_out),
            (self.view.show_ignored, self._show_ignored),
            (self.view.write, self._write),
            (self.view.close_button, self.close),
        ):
            button.clicked.connect(lambda _checked=False, call=call: call())
        self.model.wanted_changed.connect(self._show_buttons)
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.look)
        state.library_changed.connect(self._library_changed)
        state.jobs.job_ended.connect(self._job_ended)

    @property
    def table(self) -> QTableView:
        """The list of findings of the kind that is chosen."""
        return self.view.table

    def look(self) -> None:
        """Look through the library; what runs still is finished first."""
        if self._state.jobs.running(Job.TIDY):
            self._stale = True
            return
        self._stale = False
        self._state.jobs.start(
            Job.TIDY,
            tidying.look,
            self._state.db,
            on_first=lambda seen: self._state.jobs.call_later(self._show, seen),
            on_result=self._show,
            on_error=self._failed,
            owner=self,
        )
        self._show_buttons()

    # what is shown

    def _show(self, seen: Tidiness) -> None:
        self._seen = seen
        counts = {kind.name: len(seen.of(kind.name)) for kind in KINDS}
        # until the person chooses a kind, the first in which something is wrong
        self.view.show_kinds(counts, seen.kinds_off, self._kind if self._picked else "")
        self.model.set_findings(seen, self._kind)  # the buttons follow

    def _failed(self, error: Exception) -> None:
        self.view.summary.setText(as_sentence(error))

    @property
    def _kind(self) -> str:
        item = self.view.kinds.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _kind_chosen(self, _row: int = 0) -> None:
        self._picked = True
        self.model.show_kind(self._kind)
        self.table.scrollToTop()

    def _show_buttons(self) -> None:
        looking = self._state.jobs.running(Job.TIDY)
        checks = self._state.jobs.running(Job.TIDY_CHECK)
        view, chosen = self.view, self._chosen()
        view.again.setText(tr("&Stop") if looking else tr("&Look again"))
        unchecked = self._seen.unchecked if self._seen is not None else 0
        view.check.setText(tr("Stop &checking") if checks else tr("&Check lossless files"))
        view.check.setEnabled(checks or bool(unchecked))
        view.check.setToolTip(parts.check_tip(unchecked))
        with_proposal = self.model.with_proposal
        view.all.setEnabled(bool(with_proposal))
        every = bool(with_proposal) and all(self.model.wants(one) for one in with_proposal)
        view.all.setText(tr("Tick n&one") if every else tr("Tick &all"))
        for button in (view.play, view.on_map, view.ignore):
            button.setEnabled(bool(chosen))
        off = self._seen is not None and self._kind in self._seen.kinds_off
        view.leave_out.setText(tr("Look for this &kind again") if off else tr("Leave this &kind out"))
        view.leave_out.setEnabled(bool(self._kind) and not self._state.db.read_only)
        hidden = sum(self._seen.ignored.values()) if self._seen is not None else 0
        view.show_ignored.setVisible(bool(hidden))
        view.show_ignored.setText(plural("Show {n} ignored finding", "Show {n} ignored findings", hidden))
        wanted = self.model.wanted_count
        view.write.setEnabled(bool(wanted))
        view.write.setText(
            plural("&Review {n} change…", "&Review {n} changes…", wanted) if wanted else tr("&Review…")
        )
        self._show_options(chosen)
        self._say(looking)

    def _show_options(self, chosen: Sequence[Finding]) -> None:
        view = self.view
        finding = chosen[0] if len(chosen) == 1 else None
        several = finding is not None and len(finding.options) > 1
        view.options.setVisible(several)
        view.options_label.setVisible(several)
        if finding is not None and several:
            labels = [option.label for option in finding.options]
            view.show_options(labels, finding.options.index(self.model.option(finding)))

    def _say(self, looking: bool) -> None:
        seen, rows = self._seen, self.model.rowCount()
        if seen is None:
            self.view.summary.setText("")
            self.view.empty.say(tr("Looking through the library …") if looking else "")
            self.view.empty.setVisible(True)
            return
        self.view.summary.setText(parts.summary(seen))
        kind = BY_NAME.get(self._kind)
        self.view.about.setText(f"{kind.title}: {kind.about}." if kind is not None else "")
        self.view.empty.setVisible(not rows)
        chosen = self._chosen()
        self.view.why.setText(f"{chosen[0].why}." if len(chosen) == 1 else "")
        self.view.why.setVisible(len(chosen) == 1)
        if rows:
            return
        if not seen.songs:
            self.view.empty.say(
                tr("There are no songs to look at yet: add music, and what is wrong with it is shown here.")
            )
        elif kind is not None and kind.name in seen.kinds_off:
            self.view.empty.say(tr("You left this kind out: it is not looked for."))
        elif kind is not None and kind.name in _CHECKED and seen.unchecked:
            self.view.empty.say(
                plural(
                    "{n} lossless file was not checked yet: that decodes it.",
                    "{n} lossless files were not checked yet: that decodes all of them.",
                    seen.unchecked,
                )
            )
        else:
            self.view.empty.say(tr("Nothing to tidy here."))

    # what the person does

    def _chosen(self) -> list[Finding]:
        places = {index.row() for index in self.table.selectionModel().selectedRows()}
        return [self.model.row(at) for at in sorted(places)]

    def _selected(self) -> None:
        ids = [track_id for finding in self._chosen() for track_id in finding.ids]
        if ids:
            self._picked = True
            self._state.select(ids, "tidy")
        self._show_buttons()

    def _play(self) -> None:
        ids = [track_id for finding in self._chosen() for track_id in finding.ids]
        if ids:
            self._state.queue_requested.emit(_array(ids))

    def _option_chosen(self, at: int) -> None:
        chosen = self._chosen()
        if len(chosen) == 1:
            self.model.choose(chosen[0], at)

    def _want_all(self) -> None:
        findings = self.model.with_proposal
        self.model.want(findings, not all(self.model.wants(one) for one in findings))

    def _write(self) -> None:
        self.write_requested.emit(self.model.wanted)

    def _ignore(self) -> None:
        self._store([(one.kind, one.key, one.state) for one in self._chosen()])

    def _leave_out(self) -> None:
        off = self._seen is not None and self._kind in self._seen.kinds_off
        if off:
            self._start_storing(_again, self._kind)
        else:
            self._store([(self._kind, "", "")])

    def _show_ignored(self) -> None:
        self._start_storing(_again, None)

    def _store(self, entries: list[tuple[str, str, str]]) -> None:
        self._start_storing(_ignore, entries)

    def _start_storing(self, job: Callable[..., object], what: object) -> None:
        self._state.jobs.start(
            Job.TIDY_IGNORE,
            job,
            self._state.db,
            what,
            on_result=self._stored,
            on_error=self._state.complain,
            owner=self,
        )

    def _stored(self, _result: object) -> None:
        self.look()

    def _look_or_stop(self) -> None:
        if self._state.jobs.running(Job.TIDY):
            self._state.jobs.cancel(Job.TIDY)
        else:
            self.look()

    def _check_or_stop(self) -> None:
        if self._state.jobs.running(Job.TIDY_CHECK):
            self._state.jobs.cancel(Job.TIDY_CHECK)
            return
        self._state.jobs.start(
            Job.TIDY_CHECK,
            checking.check,
            self._state.db,
            jobs=self._state.settings.jobs or None,
            on_result=self._checked,
            on_error=self._state.complain,
            owner=self,
        )
        self._show_buttons()

    def _checked(self, result: CheckResult) -> None:
        text = plural("{n} lossless file checked", "{n} lossless files checked", result.done)
        if result.failures:
            text = plural(
                "{checked}; {n} file could not be",
                "{checked}; {n} files could not be",
                len(result.failures),
                checked=text,
            )
        self._state.message.emit(text, "warning" if result.failures else "info")

    def _library_changed(self, _changes: Changes) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job == Job.TIDY_CHECK and self.isVisible():
            self.look()
        elif ending.job == Job.TIDY:
            self._show_buttons()
            if self._stale and self.isVisible():
                self.look()


def _array(ids: Sequence[int]) -> IntArray:
    import numpy as np

    return np.array(list(dict.fromkeys(ids)), np.int64)


def _ignore(_context: JobContext, db: Database, entries: Sequence[tuple[str, str, str]]) -> None:
    storage.ignore(db, entries)


def _again(_context: JobContext, db: Database, kind: str | None) -> None:
    """Look for a kind again that was left out; None: show all findings that are ignored."""
    if kind is not None:
        storage.show_again(db, kind, whole=True)
    else:
        storage.show_findings_again(db)
