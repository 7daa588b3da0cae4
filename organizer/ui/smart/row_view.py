"""One condition of a search as a row: field, what is said of it, and the value."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from organizer.base.fields.tag_names import label_of
from organizer.base.language import tr
from organizer.library.lists.query_fields import HELPS, help_of
from organizer.library.query import FIELDS, kind_of
from organizer.ui.songs import number_titles
from organizer.ui.widgets.choice_box import ChoiceBox
from organizer.ui.widgets.parts import STEP, IconButton
from organizer.ui.widgets.plain_text import Label
from organizer.work.playlists.smart_rows import OPERATORS, WRITTEN, Row

#: Fields in the order of the list, under what they are about.
_ABOUT_IT = ("artist", "album", "title", "genre", "year", "albumartist", "date", "mood", "duration", "cover")
_ABOUT_YOU = ("rating", "plays", "skips", "lastplayed", "added", "playlist", "region", "pinned")
_ABOUT_SOUND = ("like", "sound", "bpm", "key", "group", "energy", "loudness", "brightness")
_NAMES = {
    "": tr("Any text"),
    "albumartist": tr("Album artist"),
    "bpm": tr("Tempo (BPM)"),
    "lastplayed": tr("Last played"),
    "like": tr("Sounds like"),
    "sound": tr("Word for sound"),
    "isrc": "ISRC",
    "year": tr("Year"),
    "plays": tr("Plays"),
    "skips": tr("Skips"),
    "added": tr("Added"),
    "duration": tr("Duration"),
    "group": tr("Group"),
    "region": tr("Region"),
    "playlist": tr("Playlist"),
    "pinned": tr("Pinned"),
    "cover": tr("Cover"),
    "path": tr("Path"),
    "originaldate": tr("Original date"),
    "catalognumber": tr("Catalog number"),
    "tagged_bpm": tr("Tagged tempo (BPM)"),
    "tempo_ratio": tr("Tempo ratio"),
    "tagged_key": tr("Tagged key"),
    "estimated_key": tr("Estimated key"),
    "format": tr("Format"),
    "bitrate": tr("Bitrate"),
    "samplerate": tr("Sample rate"),
    "channels": tr("Channels"),
    "cell": tr("Cell"),
    "replay_gain": tr("ReplayGain"),
}
_LEFT_OUT = ("sort", "limit")


def name_of(field: str) -> str:
    """What a field is called in the list."""
    if field in _NAMES:
        return _NAMES[field]
    label = label_of(field)
    return label if label != field else number_titles.title_of(field)


def _sections(field: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields under their headings; ``field`` among them, if it is another name or a number of a table."""
    known = [field for field in HELPS if field in FIELDS and field not in _LEFT_OUT]
    others = [field for field in known if field not in (*_ABOUT_IT, *_ABOUT_YOU, *_ABOUT_SOUND)]
    parts = (
        (tr("The song"), ("", *_ABOUT_IT)),
        (tr("You and the song"), _ABOUT_YOU),
        (tr("Its sound"), _ABOUT_SOUND),
        (tr("More"), tuple(others)),
    )
    listed = [(title, [(name_of(one), one) for one in fields]) for title, fields in parts]
    if not any(field == one for _, entries in listed for _, one in entries):
        listed[-1][1].append((name_of(field), field))
    return listed


class RowView(QWidget):
    """Emits ``changed`` with every key and choice; ``removed`` when its cross is clicked."""

    changed = Signal()
    removed = Signal(QWidget)

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(STEP // 2)
        self.field = ChoiceBox(tr("Field"), tr("What the condition is about"))
        self.operator = QComboBox()
        self.operator.setAccessibleName(tr("Condition"))
        self.operator.setToolTip(tr("What is said of the field"))
        self.value, self.other = QLineEdit(row.value), QLineEdit(row.other)
        self.value.setAccessibleName(tr("Value"))
        self.between = Label(tr("and"))
        remove = IconButton("close", tr("Remove this condition"))
        widgets = self.field, self.operator, self.value, self.between, self.other, remove
        for widget, stretch in zip(widgets, (3, 3, 5, 0, 2, 0), strict=True):
            layout.addWidget(widget, stretch)
        self.field.fill(_sections(row.field), row.field)
        self._fill_operators(row)
        self.field.activated.connect(self._field_chosen)
        self.operator.activated.connect(self._operator_chosen)
        self.value.textEdited.connect(lambda _text: self.changed.emit())
        self.other.textEdited.connect(lambda _text: self.changed.emit())
        remove.clicked.connect(lambda: self.removed.emit(self))

    @property
    def row(self) -> Row:
        """The condition as it is now."""
        name, negated = self.operator.currentData()
        has_other = not self.other.isHidden()
        return Row(
            str(self.field.currentData()),
            name,
            self.value.text(),
            self.other.text() if has_other else "",
            negated,
        )

    def _fill_operators(self, row: Row) -> None:
        kind = kind_of(row.field)
        self.operator.clear()
        kind = "text" if kind == "plain" else kind
        offered = [*OPERATORS.get(kind, ())]
        if row.operator == WRITTEN[0] or not offered:
            offered.append(WRITTEN)
        for name, text, opposite in offered:
            self.operator.addItem(text, (name, False))
            self.operator.addItem(opposite, (name, True))
        wanted = (row.operator, row.negated)
        places = [self.operator.itemData(at) for at in range(self.operator.count())]
        self.operator.setCurrentIndex(next((n for n, one in enumerate(places) if tuple(one) == wanted), 0))
        self._show_values()

    def _field_chosen(self) -> None:
        row = self.row
        self._fill_operators(Row(str(self.field.currentData()), row.operator, row.value, "", row.negated))
        self.changed.emit()

    def _operator_chosen(self) -> None:
        self._show_values()
        self.changed.emit()

    def _show_values(self) -> None:
        """The fields that this condition has, and what may be written into them."""
        name, _ = self.operator.currentData()
        field = str(self.field.currentData())
        kind = kind_of(field)
        near = kind in ("sound", "like") and name == "has"
        self.value.setVisible(name != "empty")
        self.between.setVisible(name == "between")
        self.other.setVisible(name == "between" or near)
        self.other.setAccessibleName(tr("To") if name == "between" else tr("How many, or how near"))
        self.other.setPlaceholderText(
            "" if not near else tr("25, or {nearness}", nearness="<0.4") if kind == "like" else ">0.4"
        )
        self.value.setPlaceholderText(_example(field, kind, name))
        about = help_of(field).about if field else tr("words in title, artist, album or genre")
        self.value.setToolTip(about)
        self.other.setToolTip(about)


def _example(field: str, kind: str, operator: str) -> str:
    """What may be written, as an example."""
    if kind == "time":
        return "30d, 6mo, 1y" if operator in ("within", "longer") else tr("2026-01, today, this month")
    if kind == "like":
        return "artist - title"
    if kind == "cover":
        return "none, embedded, file, 500"
    if kind == "either":
        return tr("yes or no")
    if kind == "number":
        return {"rating": "4", "duration": "3:30", "year": "1990", "bpm": "120"}.get(field, "")
    return {"": tr("words"), "key": "Am, 8A", "sound": "jazz"}.get(field, "")
