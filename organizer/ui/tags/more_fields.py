"""All other fields of the selected songs: read from their files when they are asked for, edited as the fields
above them, added by name and removed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import OrganizerError, printable
from organizer.base.fields.tag_names import MORE_FIELDS, MORE_LABELS, in_order, label_of
from organizer.base.language import tr
from organizer.library.tags.named.raw import is_bytes
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.tags import jobs
from organizer.ui.tags.fields import LineField, ListField, TextField
from organizer.ui.tags.jobs import Ids
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP
from organizer.ui.widgets.plain_text import Label
from organizer.work.tags.assigning import field_named

AnyField = LineField | TextField | ListField


class MoreFields(QWidget):
    """Below the fields that every list shows: a button, and what it opens."""

    edited = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._ids: Ids = ()
        self._unsaved: dict[str, str] = {}  #: of fields that are not shown
        self._common: jobs.Every | None = None
        self.fields: dict[str, AnyField] = {}
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.setCheckable(True)
        self.button.setText(tr("More fields"))
        self.button.setAccessibleName(tr("More fields"))
        self.button.setToolTip(
            tr("Every other field of the files: composer, label, lyrics and all that there is")
        )
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setArrowType(Qt.ArrowType.RightArrow)
        self.button.toggled.connect(self._toggled)
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.hide()
        self.beside = QPushButton(tr("Take the lyrics beside the song"))
        self.beside.setAutoDefault(False)
        self.beside.setAccessibleName(tr("Take the lyrics of the file beside the song"))
        self.beside.setToolTip(tr("Put the lyrics of the file beside the song into its tags, after a review"))
        self.beside.clicked.connect(self._take_lyrics)
        self.beside.hide()
        self._rows = QWidget()
        self._form = _form(self._rows)
        self.adder = self._make_adder()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2 + 2)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self.note, self._rows, self.beside, self.adder):
            layout.addWidget(part)
        self._show_parts()

    # what the editor asks for

    def show_songs(self, ids: Ids, unsaved: Mapping[str, str]) -> None:
        """Show the fields of these songs, and edits of them that were not written yet."""
        self._ids, self._common = ids, None
        self._unsaved = dict(unsaved)
        self._clear()
        self._read()

    def changes(self) -> dict[str, str]:
        """What a person changed in these fields."""
        shown = {name: field.after for name, field in self.fields.items() if field.after is not None}
        return {name: text for name, text in self._unsaved.items() if name not in self.fields} | shown

    # the rows

    def _make_adder(self) -> QWidget:
        adder = QWidget()
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Add a field…"))
        self.name.setAccessibleName(tr("Name of a field to add"))
        self.name.setToolTip(
            tr("A field such as Composer, or any frame by its own name: TXXX:Foo, WM/Foo, foo")
        )
        names = QCompleter([MORE_LABELS[name] for name in MORE_FIELDS], self.name)
        names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        names.setFilterMode(Qt.MatchFlag.MatchContains)
        self.name.setCompleter(names)
        self.name.returnPressed.connect(self._add_named)
        self.add_button = QPushButton(tr("Add"))
        self.add_button.setAutoDefault(False)
        self.add_button.setAccessibleName(tr("Add this field"))
        self.add_button.clicked.connect(self._add_named)
        row = QHBoxLayout(adder)
        row.setContentsMargins(0, 0, STEP // 2, 0)
        row.addWidget(self.name, 1)
        row.addWidget(self.add_button)
        return adder

    def _toggled(self, opened: bool) -> None:
        self.button.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        self._unsaved = self.changes()
        self._clear()
        self._read()

    def _read(self) -> None:
        self._state.jobs.cancel(Job.TAGS_FIELDS)
        if self.button.isChecked() and self._ids:
            if len(self._ids) > jobs.MOST_FILES:
                self._say(
                    tr(
                        "Select at most {n} songs to see all fields of their files.",
                        n=jobs.MOST_FILES,
                    )
                )
            elif self._common is None:
                self._say(tr("Reading…"))
                self._state.jobs.start(
                    Job.TAGS_FIELDS,
                    jobs.every_field,
                    self._state.db,
                    self._ids,
                    on_result=self._show,
                    on_error=self._failed,
                )
            else:
                self._show(self._common)
        self._show_parts()

    def _show(self, common: jobs.Every) -> None:
        if common.ids != self._ids or not self.button.isChecked():
            return
        self._common = common
        self._say("" if common.values else tr("The files have no other fields."))
        self._clear()
        for name in in_order({**common.values, **self._unsaved}):
            self._add_row(name)
        beside = common.beside
        self.beside.setText(
            tr("Take the lyrics beside the song")
            if beside is None
            else tr("Take the lyrics of {file}", file=printable(beside.name))
        )
        self._show_parts()

    def _failed(self, error: Exception) -> None:
        self._say(str(error))

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self._show_parts()

    def _show_parts(self) -> None:
        opened = self.button.isChecked()
        ready = opened and self._common is not None
        self.note.setVisible(opened and bool(self.note.text()))
        self._rows.setVisible(ready and bool(self.fields))
        self.adder.setVisible(ready)
        self.beside.setVisible(ready and self._common is not None and self._common.beside is not None)
        mark = " •" if self.changes() else ""
        self.button.setText(tr("More fields") + mark)

    def _clear(self) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self.fields = {}

    def _add_row(self, name: str) -> AnyField:
        field = _field_for(name)
        before = "" if self._common is None else self._common.values.get(name, "")
        if before is not None and is_bytes(before) and isinstance(field, LineField | TextField):
            field.setReadOnly(True)
        field.show_value(before, self._unsaved.get(name))
        field.edited.connect(self._edited)
        field.label.setWordWrap(True)
        field.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        field.label.setMinimumWidth(self.fontMetrics().horizontalAdvance("Album artist • "))
        field.label.setMaximumWidth(self.fontMetrics().horizontalAdvance("Album artist sort • • "))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        line.addWidget(field, 1)
        line.addWidget(self._remove_button(name, field), 0, Qt.AlignmentFlag.AlignTop)
        self._form.addRow(field.label, row)
        self.fields[name] = field
        return field

    def _remove_button(self, name: str, field: AnyField) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIcon(theme.icon("close-circle-outline"))
        button.setToolTip(tr("Remove from all songs; once more: leave as it was"))
        button.setAccessibleName(tr("Remove {field}", field=label_of(name)))

        def clicked() -> None:
            if field.after is None:
                field.remove()
            else:
                field.reset()
            self._edited()

        button.clicked.connect(clicked)
        return button

    def _edited(self) -> None:
        self._unsaved = self.changes()
        self._show_parts()
        self.edited.emit()

    def _add_named(self) -> None:
        try:
            name = field_named(self.name.text())
        except OrganizerError as error:
            self._state.message.emit(str(error), "warning")
            return
        self.name.clear()
        self.add(name)

    def add(self, name: str) -> None:
        """Show a field for this name, empty where the files have none, with the keyboard in it."""
        field = self.fields.get(name) or self._add_row(name)
        self._show_parts()
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_lyrics(self) -> None:
        if self._common is not None and self._common.beside is not None:
            self.add("lyrics")
            field = self.fields["lyrics"]
            assert isinstance(field, TextField)
            field.setPlainText(self._common.beside.text)


def _form(rows: QWidget) -> QFormLayout:
    form = QFormLayout(rows)
    form.setContentsMargins(0, 0, STEP // 2, 0)
    form.setHorizontalSpacing(STEP)
    form.setVerticalSpacing(STEP // 2 + 2)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    rows.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return form


def _field_for(name: str) -> AnyField:
    if jobs.is_long(name):
        return TextField(name, lines=8)
    return ListField(name) if jobs.is_list(name) else LineField(name)
