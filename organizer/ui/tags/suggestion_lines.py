"""Below the fields genre and mood: what is suggested for songs without one. A click puts it into the field,
where it is an edit as any other, to be reviewed and written or dropped."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import plural, tr
from organizer.library import suggestions
from organizer.library.suggestions import FIELDS, Field
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.job_runner import JobEnding
from organizer.ui.tags.fields import LineField
from organizer.ui.tags.jobs import Common, Ids
from organizer.ui.widgets import theme
from organizer.ui.widgets.plain_text import plain, shown
from organizer.work.helper import Helper
from organizer.work.insight import suggestion_tasks
from organizer.work.insight.suggesting import Suggestion

#: For more songs the list of suggestions is the place.
_MOST = 50
#: Who steps through songs is not asked about each: milliseconds.
_PAUSE = 300


class SuggestionLine(QWidget):
    """A field with what is suggested below it, while there is anything."""

    def __init__(self, field: LineField) -> None:
        super().__init__()
        self.field = field
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setAccessibleName(tr("Suggestion"))
        self.button.setIcon(theme.icon("lightbulb-outline"))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.hide()
        self.suggested: tuple[Suggestion, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(field)
        layout.addWidget(self.button)

    @property
    def value(self) -> str:
        """What all of the songs would get; "" where they would not get the same, or some have a value."""
        values = {one.value for one in self.suggested}
        return values.pop() if len(values) == 1 and self.field.before is not None else ""

    def show_suggested(self, suggested: tuple[Suggestion, ...], songs: int) -> None:
        """Offer this, of so many songs; nothing where nothing is suggested."""
        self.suggested = suggested
        self.button.setVisible(bool(suggested))
        if not suggested:
            return
        least = min(one.confidence for one in suggested)
        name = in_sentence(self.field.field)
        if self.value and len(suggested) == songs:
            share = round(100 * least)
            text = f"{shown(self.value)} · {tr('{share}%', share=share)}"
            tip = tr(
                "Suggested from your own tags: of such suggestions {share}% are right. Put “{value}” "
                "into the field; nothing is written yet.",
                share=share,
                value=self.value,
            )
        else:
            text = plural("{n} suggestion…", "{n} suggestions…", len(suggested))
            tip = tr("Look at what is suggested as {name} for each of these songs", name=name)
        self.button.setText(text)
        self.button.setToolTip(plain(tip))
        self.button.setAccessibleName(plain(tr("Suggested {name}: {text}", name=name, text=text)))


class SuggestionLines(QObject):
    """Asks for suggestions while songs without a genre or mood are selected."""

    review_requested = Signal(str, object)  #: the field, ids of songs: they get different suggestions

    def __init__(
        self, state: AppState, helper: Helper | None, fields: Mapping[str, QWidget], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._state, self._helper = state, helper
        self.lines: dict[Field, SuggestionLine] = {}
        for name in FIELDS:
            field = fields[name]
            assert isinstance(field, LineField)
            line = self.lines[name] = SuggestionLine(field)
            line.button.clicked.connect(lambda _checked=False, name=name: self.take(name))
            field.edited.connect(self._show)
        self._ids: Ids = ()
        self._known: tuple[Ids, dict[Field, dict[int, Suggestion]]] = ((), {})
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._ask)
        state.jobs.job_ended.connect(self._job_ended)

    def songs_shown(self, common: Common) -> None:
        """The editor shows these songs now, with what they have in common."""
        same = common.ids == self._ids
        self._ids = common.ids
        if not same:
            self._known = ((), {})
        self._show()
        if 0 < len(self._ids) <= _MOST and any(self._is_bare(name) for name in FIELDS):
            self._pause.start()
        else:
            self._pause.stop()

    def take(self, name: Field) -> None:
        """Put what is suggested into the field; where songs would get different values, list them."""
        line = self.lines[name]
        suggested = line.suggested
        if not suggested:
            return
        if not line.value or len(suggested) < len(self._ids):
            self.review_requested.emit(name, self._ids)
            return
        line.field.setFocus(Qt.FocusReason.OtherFocusReason)  # before the button that has it goes
        line.field.enter(line.value.replace(";", "\\;"))
        # what was accepted is no evidence for other songs, once it is written
        self._state.jobs.start(
            Job.SUGGESTIONS_ANSWER,
            suggestion_tasks.answer,
            self._state.db,
            name,
            suggested,
            True,
            on_error=self._state.complain,
        )

    def _is_bare(self, name: Field) -> bool:
        """Whether some of the songs may lack a value that says anything, and none was typed."""
        field = self.lines[name].field
        return not suggestions.telling((field.before or "").split(";")) and field.after in (None, "")

    def _ask(self) -> None:
        if self._state.jobs.running(Job.TAGS_SUGGEST):
            return  # asked again when that is done: to cancel it would end the helper's process
        bare = [name for name in FIELDS if self._is_bare(name)]
        if not bare or not self._ids:
            return
        ids = self._ids
        self._state.jobs.start(
            Job.TAGS_SUGGEST,
            suggestion_tasks.find_for_few,
            self._state.db,
            self._helper,
            ids,
            bare,
            on_result=lambda made: self._answered(ids, made),
            on_error=lambda _error: None,  # the list of suggestions says what is wrong
            owner=self,
        )

    def _answered(self, ids: Ids, made: dict[Field, dict[int, Suggestion]]) -> None:
        self._known = (ids, made)
        self._show()

    def _job_ended(self, ending: JobEnding) -> None:
        if ending.job == Job.TAGS_SUGGEST and self._known[0] != self._ids and not ending.cancelled:
            self._pause.start()

    def _show(self) -> None:
        ids, made = self._known
        for name, line in self.lines.items():
            offered = made.get(name, {}) if ids == self._ids and self._is_bare(name) else {}
            line.show_suggested(tuple(offered[i] for i in ids if i in offered), len(self._ids))
