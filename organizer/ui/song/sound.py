"""How a song sounds, at a glance: thin bars with a word each."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from organizer.base import plain_words, tempo_and_key
from organizer.base.descriptors import BY_NAME, DESCRIPTORS, ESTIMATES, OF_TABLES, Descriptors
from organizer.base.language import number, tr
from organizer.base.model import Track
from organizer.ui.looks.direction import as_notes
from organizer.ui.songs import number_titles
from organizer.ui.widgets import theme


class Meter(QWidget):
    """A thin bar that is filled by a share of its length."""

    def __init__(self) -> None:
        super().__init__()
        self.share: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumSize(40, 12)

    def set_share(self, share: float | None) -> None:
        """How full the bar is, 0–1; None where it is not known."""
        self.share = share
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.share is None:  # an empty bar would say: not at all
                painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
                left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(self.rect(), left, "–")
                return
            painter.setPen(Qt.PenStyle.NoPen)
            bar = QRectF(0, self.height() / 2 - 3, self.width(), 6)
            painter.setBrush(theme.hollow())
            painter.drawRoundedRect(bar, 3, 3)
            bar.setWidth(max(6.0, self.width() * min(max(self.share, 0.0), 1.0)))
            painter.setBrush(self.palette().color(QPalette.ColorGroup.Active, QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(bar, 3, 3)


def tempo_line(track: Track) -> tuple[str, str, str]:
    """The line under the album, what was estimated where the tags tell something else, and their tooltip."""
    tempo, key = tempo_and_key.tempo(track), tempo_and_key.key(track)
    place = f" ({key.camelot})" if key.camelot and key.camelot != key.text else ""
    speed = f"♩ {tempo.text}" if tempo.value is None else tr("♩ {tempo} BPM", tempo=tempo.text)
    parts = [speed if tempo.text else "", as_notes(f"{key.text}{place}") if key.text else ""]
    asides = [tempo.aside, key.aside]
    tips = [tempo.tip, key.tip]
    values = track.descriptors
    if values is not None and track.has_file:
        if values.tempo is not None:
            share = round(100 * values.tempo_confidence)
            tips.append(tr("Confidence of the estimated tempo: {share}%", share=share))
        if values.tempo_alternatives:
            others = ", ".join(f"{other:.0f}" for other in values.tempo_alternatives)
            tips[-1] = tr("{tip}; it may also be felt as {others}", tip=tips[-1], others=others)
        if values.key is not None:
            share = round(100 * values.key_confidence)
            tips.append(
                tr("Confidence of the key finder’s key: {share}%", share=share)
                if values.key_by_model
                else tr("Confidence of the estimated key: {share}%", share=share)
            )
        elif not key.text:
            tips.append(tr("Key: not sure enough to say"))
    return (
        " · ".join(filter(None, parts)),
        " · ".join(filter(None, asides)),
        "\n".join(filter(None, tips)),
    )


def loudness_line(descriptors: Descriptors, *, details: bool) -> tuple[str, str]:
    """The line of loudness, in words or with ``details`` in numbers, and its tooltip with all numbers;
    estimates carry a ≈."""
    if descriptors.loudness is None:
        return "", ""
    about = "" if descriptors.loudness_measured else "≈ "
    numbers = (
        (tr("Integrated loudness"), descriptors.loudness, "LUFS"),
        (tr("Loudness range"), descriptors.loudness_range, "LU"),
        (tr("True peak"), descriptors.true_peak, "dBTP"),
        (tr("ReplayGain 2.0 (to −18 LUFS)"), descriptors.replay_gain, "dB"),
    )
    tips = [
        f"{name}: {about}{_signed(value) if unit == 'dB' else _minus(value)} {unit}"
        for name, value, unit in numbers
        if value is not None
    ]
    if descriptors.dynamic_complexity is not None:
        tips.append(tr("Dynamic complexity: {value} dB", value=number(descriptors.dynamic_complexity, 1)))
    tips.append(
        tr("Measured on the whole song (EBU R 128)")
        if descriptors.loudness_measured
        else tr("Estimated from parts of the song; the gauge measures the whole song")
    )
    if not details:
        words = plain_words.loudness(descriptors.loudness, descriptors.loudness_range)
        return f"{about}{words}", "\n".join(tips)
    parts = [f"{about}{_minus(descriptors.loudness)} LUFS"]
    parts += [f"{_minus(descriptors.loudness_range)} LU"] if descriptors.loudness_range is not None else []
    parts += [f"{_minus(descriptors.true_peak)} dBTP"] if descriptors.true_peak is not None else []
    return " · ".join(parts), "\n".join(tips)


_BARS = {one.name: one.bar for one in DESCRIPTORS if one.bar is not None}
_ANALYZED = (*ESTIMATES, *(name for name in reversed(_BARS) if name not in OF_TABLES))
#: The bars, row by row: estimates first, last what only tables tell; the descriptor and how it is shown.
BARS = {name: _BARS[name] for name in (*_ANALYZED, *OF_TABLES) if name in _BARS}


def meters(descriptors: Descriptors, *, from_table: bool = False) -> dict[str, tuple[float | None, str, str]]:
    """For each bar: how far it is filled, in a word, and the number behind it. ``from_table``: not
    analyzed; else there are no bars for what only tables tell."""
    shown: dict[str, tuple[float | None, str, str]] = {}
    for name, bar in BARS.items():
        if name in OF_TABLES and not from_table:
            continue
        value = getattr(descriptors, name)
        title = number_titles.title_of(name)
        if value is None:
            why = tr("the table does not tell") if from_table else tr("not sure enough to say")
            shown[name] = (None, tr("not known"), f"{title}: {why}")
            continue
        if name == "loudness":
            about = "" if from_table or descriptors.loudness_measured else "≈ "
            amount = f"{about}{_minus(value)} LUFS"
        elif BY_NAME[name].is_estimate:
            percent = round(100 * value)
            amount = (
                tr("{share}%, as the table tells", share=percent)
                if from_table
                else tr("about {share}%, an estimate", share=percent)
            )
        else:
            one, digits = BY_NAME[name], 0 if bar.high - bar.low >= 50 else 1
            amount = f"{number(value, digits)} {one.unit} ({one.meaning})"
        share = (value - bar.low) / (bar.high - bar.low)
        word = bar.words[0] if share < 1 / 3 else bar.words[1] if share < 2 / 3 else bar.words[2]
        shown[name] = (share, word, f"{title}: {word}; {amount}")
    return shown


def _minus(value: float) -> str:
    return number(value, 1).replace("-", "−")


def _signed(value: float) -> str:
    return ("" if value < 0 else "+") + _minus(value)
