"""The columns of the table of songs: what each is called, sorted by and says of a song."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

from PySide6.QtGui import QFontMetrics

from organizer.base import tempo_and_key
from organizer.base.descriptors import DESCRIPTORS, OF_TABLES, Descriptor
from organizer.base.errors import printable
from organizer.base.language import number, tr, tr_as
from organizer.base.model import Track
from organizer.library.plays import stars
from organizer.library.storage.database import Database
from organizer.ui.songs.number_titles import title_of
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import clock


def _camelot(track: Track) -> str:
    key = tempo_and_key.key(track)
    return f"{tempo_and_key.ABOUT if key.source == 'estimate' else ''}{key.camelot}" if key.camelot else ""


def _loudness(track: Track) -> str:
    descriptors = track.descriptors
    if descriptors is None or descriptors.loudness is None:
        return ""
    return f"{'' if descriptors.loudness_measured else '≈ '}{written(round(descriptors.loudness, 1), 1)}"


@functools.lru_cache(maxsize=4096)
def written(value: float, digits: int) -> str:
    """A rounded number as the language writes it: a table asks for the same ones over and over."""
    return number(value, digits)


def _number(name: str, digits: int) -> Callable[[Track], str]:
    def text(track: Track) -> str:
        value = getattr(track.descriptors, name) if track.descriptors is not None else None
        return "" if value is None else written(round(value, digits), digits)

    return text


def _estimate(descriptor: Descriptor) -> str:
    meaning = descriptor.meaning[:1].upper() + descriptor.meaning[1:]
    if descriptor.is_analyzed:
        return f"{meaning}: {tr('from 0 to 1 (estimate)')}"
    return f"{meaning}: {tr('from 0 to 1 (of songs of tables)')}"


def _rating(track: Track) -> str:
    return "" if track.rating is None else stars.text(track.rating)


def _day(seconds: float | None) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(seconds)) if seconds else ""


def _moment(seconds: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds)) if seconds else ""


#: Pixels beside a text in its column; of the width that a column of words is meant to have, what it keeps.
_AROUND, _LEAST_SHARE = 20, 0.7


class Column(NamedTuple):
    """One column: its heading, the order the database knows it by, and a song's text in it."""

    title: str
    order: str
    width: int
    text: Callable[[Track], str]
    tip: str = ""
    right: bool = False
    hidden: bool = False
    explain: Callable[[Track], str] | None = None  #: what the tooltip of a song says, instead of its text
    widest: str = ""  #: what there must be room for, of texts that mean nothing when they are cut off


COLUMNS = (
    Column(tr("Title"), "title", 170, lambda t: t.title),
    Column(tr("Artist"), "artist", 130, lambda t: t.artist),
    Column(tr("Album"), "album", 122, lambda t: t.album),
    Column(tr("Genre"), "genre", 80, lambda t: t.tags.text("genre")),
    Column(
        tr("Time"),
        "duration",
        54,
        lambda t: clock(t.info.duration),
        tr("Duration"),
        right=True,
        widest="88:88",
    ),
    Column(
        "BPM",
        "bpm",
        58,
        lambda t: tempo_and_key.tempo(t).text,
        tr("Beats per minute, as the tag tells; ≈ marks an estimate"),
        right=True,
        explain=lambda t: tempo_and_key.tempo(t).tip,
        widest="≈ 888",
    ),
    Column(
        tr_as("of music", "Key"),
        "key",
        58,
        lambda t: tempo_and_key.key(t).text,
        tr("Key, as the tag tells; ≈ marks an estimate, blank when it is not clear"),
        explain=lambda t: tempo_and_key.key(t).tip,
        widest="≈ G#m",
    ),
    Column(tr("Group"), "group", 120, lambda t: "", tr("Songs that sound alike")),
    Column(
        tr("Energy"),
        "energy",
        66,
        _number("energy", 2),
        tr("0 calm to 1 driving (estimate)"),
        True,
        True,
    ),
    Column(
        tr("Loudness"),
        "loudness",
        84,
        _loudness,
        tr("LUFS, integrated; ≈ marks what was not measured on the whole song"),
        True,
        True,
    ),
    Column(
        tr("Camelot"),
        "camelot",
        70,
        _camelot,
        tr("Key on the wheel of disc jockeys; ≈ marks an estimate"),
        hidden=True,
        explain=lambda t: tempo_and_key.key(t).tip,
    ),
    *(
        Column(title_of(one.name), one.name, 96, _number(one.name, 2), _estimate(one), True, True)
        for one in DESCRIPTORS
        if one.is_estimate and one.name != "energy"
    ),
    Column(
        tr("Year"), "date", 60, lambda t: t.tags.text("date")[:4], tr("Date of the recording"), True, True
    ),
    Column(tr("Format"), "format", 84, lambda t: t.info.format, hidden=True),
    Column(tr("File"), "path", 260, lambda t: printable(t.path), tr("Where the file is"), hidden=True),
    Column(tr("Tempo"), "tempo", 70, _number("tempo", 1), tr("Tempo in BPM (estimate)"), True, True),
    Column(
        tr("Word"), "sound", 84, lambda t: "", tr("How much it sounds like that, from 0 to 1"), True, True
    ),
    # After these, so that what is stored of the columns before stays true
    Column(tr("Rating"), "rating", 84, _rating, tr("Your stars; click in a row to rate its song")),
    Column(
        tr_as("of an album", "Track"),
        "track",
        54,
        lambda t: t.tags.text("track"),
        tr("Number on its disc"),
        True,
        True,
    ),
    Column(tr("Disc"), "disc", 48, lambda t: t.tags.text("disc"), tr("Number of the disc"), True, True),
    Column(
        tr("Plays"), "plays", 54, lambda t: number(t.plays) if t.plays else "", tr("Times played"), True, True
    ),
    Column(
        tr("Skips"),
        "skips",
        54,
        lambda t: number(t.skips) if t.skips else "",
        tr("Times skipped"),
        True,
        True,
    ),
    Column(
        tr("Last played"),
        "last_played",
        92,
        lambda t: _day(t.last_played),
        tr("When it was played last"),
        hidden=True,
        explain=lambda t: _moment(t.last_played) or tr("Not played yet"),
    ),
    Column(
        tr("Added"),
        "added",
        92,
        lambda t: _day(t.added),
        tr("When it came into the library"),
        hidden=True,
        explain=lambda t: _moment(t.added),
    ),
    Column(tr("Album artist"), "album_artist", 130, lambda t: t.tags.text("album_artist"), hidden=True),
    Column(tr("Mood"), "mood", 90, lambda t: t.tags.text("mood"), hidden=True),
    Column(tr("Grouping"), "grouping", 90, lambda t: t.tags.text("grouping"), hidden=True),
    Column(tr("Comment"), "comment", 160, lambda t: t.tags.text("comment"), hidden=True),
)
GROUP_COLUMN, WORD_COLUMN, RATING_COLUMN = (
    next(i for i, column in enumerate(COLUMNS) if column.order == order)
    for order in ("group", "sound", "rating")
)

KEY_COLUMNS = frozenset(i for i, column in enumerate(COLUMNS) if column.order in ("key", "camelot"))


def widths(shown: Iterable[int], room: int, metrics: QFontMetrics) -> dict[int, int]:
    """How wide the columns that are shown are, in so many pixels and text of this size. Numbers and stars say
    nothing when they are cut off: where there is little room, words give way, and then the view scrolls."""
    wanted = {n: _wanted(COLUMNS[n], metrics) for n in shown}
    rigid = {n: width for n, width in wanted.items() if _is_rigid(n)}
    whole = sum(wanted.values())
    if whole <= room:
        rigid = {}
    fixed = sum(rigid.values())
    scale = max(_LEAST_SHARE, (room - fixed) / max(whole - fixed, 1))
    return {n: rigid.get(n, int(width * scale)) for n, width in wanted.items()}


def _wanted(column: Column, metrics: QFontMetrics) -> int:
    texts = (column.title, column.widest) if column.right or column.widest else (column.widest,)
    return max(theme.scaled(column.width), *(metrics.horizontalAdvance(text) + _AROUND for text in texts))


def _is_rigid(number: int) -> bool:
    return bool(COLUMNS[number].right or COLUMNS[number].widest) or number == RATING_COLUMN


def to_choose(db: Database, shown: Container[int] = ()) -> list[int]:
    """The columns that a person chooses among: those ``shown``, and of the others those that songs of this
    library can fill."""
    from organizer.library.tables import tables  # not before: it loads numpy

    filled = tables.number_names(db)
    empty = {name for name in OF_TABLES if name not in filled}
    return [
        number
        for number, column in enumerate(COLUMNS)
        if number != WORD_COLUMN and (number in shown or column.order not in empty)
    ]
