"""The order of a smart playlist, and how much of it there is."""

from __future__ import annotations

import random
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from organizer.base.errors import UsageError
from organizer.base.language import tr, tr_as
from organizer.library.lists import query_grammar as grammar
from organizer.library.lists.query_order import LIKE, LIMIT, RANDOM, Key, Limit, Ordering, taken_out
from organizer.library.sorting import ORDERS
from organizer.ui.songs import number_titles
from organizer.ui.widgets.flow_layout import FlowLayout
from organizer.ui.widgets.parts import STEP, IconButton
from organizer.ui.widgets.plain_text import Label

_NAMES = {
    "artist": tr("artist"),
    "title": tr("title"),
    "album": tr("album"),
    "date": tr("date or year"),
    "added": tr("added"),
    "rating": tr("rating"),
    "plays": tr("plays"),
    "last_played": tr("last played"),
    "duration": tr("duration"),
    "bpm": tr("tempo (BPM)"),
    LIKE: tr("likeness"),
    "album_artist": tr("album artist"),
    "genre": tr("genre"),
    "mood": tr("mood"),
    "grouping": tr("grouping"),
    "comment": tr("comment"),
    "format": tr("format"),
    "replay_gain": tr("ReplayGain"),
    "key": tr_as("of music", "key"),
    "camelot": tr("Camelot"),
    "group": tr("group"),
    "cell": tr("cell"),
    "skips": tr("skips"),
    "track": tr("track"),
    "disc": tr("disc"),
    "bitrate": tr("bitrate"),
    "path": tr("path"),
}
_FIRST = ("artist", "title", "album", "date", "added", "rating", "plays", "last_played", "duration", "bpm")
_MOST_KEYS = 4
#: Fields of the limit: what is before each, its name, what it is, and an example.
_BOUNDS = (
    (tr("at most"), "songs", tr("Songs at most"), "25"),
    (tr("time"), "time", tr("Time at most"), "90min"),
    (tr("size"), "size", tr("Size of the files at most"), "2GB"),
    (tr("per artist"), "artist", tr("Songs of each artist at most"), "2"),
    (tr("per album"), "album", tr("Songs of each album at most"), "2"),
    (tr("per genre"), "genre", tr("Songs of each genre at most"), "9"),
)


class OrderBar(QWidget):
    """Emits ``changed`` with every choice and key."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._keys_row = QHBoxLayout()
        self._keys_row.setSpacing(STEP // 2)
        self._keys_row.addWidget(Label(tr("Sorted by")))
        self.keys: list[_KeyView] = []
        self.add = IconButton("plus", tr("Sort what is alike by something else, too"))
        self.add.clicked.connect(lambda: self._add_key(Key("title"), tell=True))
        self._keys_row.addWidget(self.add)
        self._keys_row.addStretch(1)
        layout.addLayout(self._keys_row)
        bounds = QWidget()
        flow = FlowLayout(bounds, spacing=STEP // 2)
        self.bounds: dict[str, QLineEdit] = {}
        for text, name, accessible, example in _BOUNDS:
            flow.addWidget(self._bound(text, name, accessible, example))
        layout.addWidget(bounds)

    def _bound(self, text: str, name: str, accessible: str, example: str) -> QWidget:
        """A field of the limit with what is said before it."""
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, STEP, 0)
        row.setSpacing(STEP // 2)
        if name == "songs":
            row.addWidget(Label(tr("Limit:")))
        row.addWidget(Label(text))
        field = self.bounds[name] = QLineEdit()
        field.setAccessibleName(accessible)
        field.setToolTip(tr("{limit}, such as {example}; empty: no limit", limit=accessible, example=example))
        field.setPlaceholderText("∞")  # an example would look like a limit that is there
        field.setFixedWidth(
            field.fontMetrics().horizontalAdvance("0") * (6 if name in ("time", "size") else 4) + 2 * STEP
        )
        field.textEdited.connect(lambda _text: self.changed.emit())
        row.addWidget(field)
        if name == "songs":
            row.addWidget(Label(tr("songs")))
        return part

    def show_ordering(self, ordering: Ordering) -> None:
        """Let the fields say this."""
        for key in self.keys[:]:
            self._remove_key(key, tell=False)
        for one in ordering.keys:
            self._add_key(one, tell=False)
        if not ordering.keys:
            self._add_key(None, tell=False)
        limit = ordering.limit
        texts = dict.fromkeys(self.bounds, "") | {of: str(most) for of, most in limit.caps}
        texts["songs"] = "" if limit.songs is None else str(limit.songs)
        texts["time"] = Limit(seconds=limit.seconds).text
        texts["size"] = Limit(size=limit.size).text
        for name, text in texts.items():
            self.bounds[name].setText(text)

    @property
    def ordering(self) -> Ordering:
        """What the fields say. Raises ``UsageError`` for a limit that is none."""
        keys = tuple(key for view in self.keys if (key := view.key) is not None)
        parts = []
        for name, field in self.bounds.items():
            text = field.text().strip()
            if not text:
                continue
            if name in ("time", "size") and text.replace(".", "").isdigit():
                text += "min" if name == "time" else "MB"
            parts.append(text if name in ("songs", "time", "size") else f"{text}/{name}")
            self._check(field, parts[-1])
        return Ordering(keys, _limit(",".join(parts)))

    def _check(self, field: QLineEdit, text: str) -> None:
        if '"' in text or "," in text:
            raise UsageError(
                tr(
                    "{limit}: one number, as in {example}",
                    limit=field.accessibleName(),
                    example=field.placeholderText(),
                )
            )
        _limit(text)

    def _add_key(self, key: Key | None, *, tell: bool) -> None:
        view = _KeyView(key)
        view.changed.connect(self.changed)
        view.removed.connect(partial(self._remove_key, tell=True))
        self._keys_row.insertWidget(1 + len(self.keys), view)
        self.keys.append(view)
        self._show_buttons()
        if tell:
            self.changed.emit()

    def _remove_key(self, view: _KeyView, *, tell: bool) -> None:
        self.keys = [each for each in self.keys if each is not view]
        self._keys_row.removeWidget(view)
        view.hide()
        view.deleteLater()
        self._show_buttons()
        if tell:
            self.changed.emit()

    def _show_buttons(self) -> None:
        self.add.setVisible(len(self.keys) < _MOST_KEYS)
        for view in self.keys:
            view.remove.setVisible(len(self.keys) > 1)


class _KeyView(QWidget):
    """One key of the order: what, and which way."""

    changed = Signal()
    removed = Signal(QWidget)

    def __init__(self, key: Key | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.order = QComboBox()
        self.order.setAccessibleName(tr_as("of a list", "Order"))
        self.order.setToolTip(tr("What the songs are sorted by"))
        self.order.setMaxVisibleItems(24)
        self.order.addItem(tr("as the library"), "")
        self.order.addItem(tr("chance"), RANDOM)
        for name in (*_FIRST, LIKE, *(order for order in ORDERS if order not in _FIRST)):
            self.order.addItem(_name_of(name), name)
        self.down = QComboBox()
        self.down.setAccessibleName(tr("Direction"))
        self.down.setToolTip(tr("Which come first; songs without a value come last either way"))
        self.down.addItem(tr("least first"), False)
        self.down.addItem(tr("most first"), True)
        self.again = IconButton("shuffle-variant", tr("Another order by chance"))
        self.remove = IconButton("close", tr("Do not sort by this"))
        for widget in (self.order, self.down, self.again, self.remove):
            row.addWidget(widget)
        self._seed = key.seed if key is not None else 0
        name = key.name if key is not None else ""
        at = self.order.findData(name)
        if at < 0:  # a word for sound
            self.order.addItem(name, name)
            at = self.order.count() - 1
        self.order.setCurrentIndex(at)
        self.down.setCurrentIndex(int(key is not None and key.down))
        self.order.activated.connect(self._chosen)
        self.down.activated.connect(lambda _at: self.changed.emit())
        self.again.clicked.connect(self._shuffle)
        self.remove.clicked.connect(lambda: self.removed.emit(self))
        self._show()

    @property
    def key(self) -> Key | None:
        """The key; None: as the library."""
        name = str(self.order.currentData())
        if not name:
            return None
        chance = name == RANDOM
        return Key(name, bool(self.down.currentData()) and not chance, self._seed if chance else 0)

    def _show(self) -> None:
        name = str(self.order.currentData())
        self.down.setVisible(name not in ("", RANDOM))
        self.again.setVisible(name == RANDOM)

    def _chosen(self, _at: int) -> None:
        self._show()
        self.changed.emit()

    def _shuffle(self) -> None:
        self._seed = random.randrange(1, 1_000_000)
        self.changed.emit()


def _name_of(order: str) -> str:
    return _NAMES.get(order) or number_titles.in_sentence(order)


def _limit(text: str) -> Limit:
    """A limit as it is written. Raises ``UsageError``."""
    if not text:
        return Limit()
    return taken_out(grammar.read(f'{LIMIT}:"{text}"', LIMIT.__eq__))[1].limit
