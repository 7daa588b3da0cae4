"""What the map names and pictures as one comes nearer: artists and covers of the place, then titles.

A plan is made for one of the steps of zoom. Between two steps names keep their size while places move apart:
what did not collide at the step does not collide until the next. All of it is worked out and drawn outside of
the GUI thread; the window copies pictures.
"""

from __future__ import annotations

import enum
import math
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QFont, QImage

from organizer.base.model import IntArray
from organizer.library.lists.residents import Residents, titles_and_artists
from organizer.library.storage.database import Database
from organizer.ui.canvas.camera import Camera
from organizer.ui.canvas.dots import dot_radius
from organizer.ui.canvas.islands import IslandName
from organizer.ui.canvas.placing import Box, Placing, Spot
from organizer.ui.canvas.songs import SongsOnMap
from organizer.ui.canvas.text import Line, halo_lines, lines_size, sized

#: From a step of zoom to the next; and so much farther one zooms before the next is taken.
_STEP, _LINGER = 2 ** (1 / 3), 1.1
#: Logical pixels from song to song from which artists are named, titles, and titles with their artist.
_ARTISTS_FROM, _TITLES_FROM, _BOTH_FROM = 5.0, 46.0, 92.0
_SPARSE = 110.0  #: likewise with the sea between them, from which there is room for all titles
#: Likewise of a cell, where many songs share one.
_TITLES_CELL, _BOTH_CELL = 170.0, 400.0
#: Steps from the whole map on which only a small library shows more than islands.
_FAR = 2
_REACH = 240.0  #: pixels that a name may lie beside its place
_BLOCK = 320.0  #: pixels, the least side of a block
#: Parts of a block along each side, and the songs in one of them that may be named.
_PARTS, _NAMED = 4, 6
_WIDEST = 210.0  #: pixels of a name
#: Sides of the card with a cover at each level, in logical pixels.
CARDS = (46.0, 46.0, 54.0, 66.0)
_ARTIST_INK, _QUIET_INK = (255, 238, 186), (206, 219, 233)
_MOST_ARTISTS, _MOST_COVERS = 5, 3
#: Ranks: the lower goes first.
_COVER, _ARTIST, _TITLE = 1.0, 2.0, 3.0
_FAINT = 4.0  #: added to what stands for no song that is searched for: it comes after all that does


class Level(enum.IntEnum):
    """How much is shown."""

    ISLANDS = 0
    ARTISTS = 1
    TITLES = 2
    TITLES_AND_ARTISTS = 3


#: The card with a cover by its side.
Cards = Mapping[float, QImage]


class Detail(NamedTuple):
    """A name or a cover at a place of the map."""

    x: float  #: in display cells
    y: float
    box: Box  #: from there, in logical pixels
    image: QImage | None  #: the name, drawn; None for a cover
    text: str  #: what is written, or whose cover it is
    album: int = -1
    faint: bool = False  #: it stands for no song that is searched for


@dataclass(frozen=True, slots=True)
class View:
    """What a plan is made for: the map at rest, a step of zoom, and how text looks."""

    cell_width: float  #: logical pixels, when the whole map is seen
    cell_height: float
    step: int
    font: str
    ratio: float

    @property
    def zoom(self) -> float:
        """Of the step."""
        return zoom_of(self.step)


def zoom_of(step: int) -> float:
    """The zoom at which a step begins."""
    return float(_STEP**step)


def step_of(zoom: float, before: int | None = None) -> int:
    """The step for a zoom; the one before stays for a while as one zooms in."""
    step = math.floor(math.log(max(zoom, 1.0), _STEP) + 1e-6)
    if before is not None and step == before + 1 and zoom < _STEP**step * _LINGER:
        return before
    return step


def level_of(songs: SongsOnMap, view: View) -> Level:
    """How much there is room for."""
    wide, high = view.cell_width * view.zoom, view.cell_height * view.zoom
    occupied = max(int((songs.counts > 0).sum()), 1)
    room = math.sqrt(wide * high * occupied / max(songs.count, 1))
    cell = min(wide, high)
    if room >= _BOTH_FROM or (cell >= _BOTH_CELL and room >= _TITLES_FROM / 2):
        return Level.TITLES_AND_ARTISTS
    if wide * high * songs.rows * songs.columns >= _SPARSE**2 * songs.count:
        return Level.TITLES
    if view.step < _FAR or room < _ARTISTS_FROM:
        return Level.ISLANDS
    if room >= _TITLES_FROM or (cell >= _TITLES_CELL and room >= _TITLES_FROM / 3):
        return Level.TITLES
    return Level.ARTISTS


class Plan:
    """Names and covers of one map at one step of zoom, block by block. Used by one thread at a time."""

    def __init__(
        self,
        db: Database,
        songs: SongsOnMap,
        lives: Residents,
        names: tuple[IslandName, ...],
        view: View,
        coverless: frozenset[int] = frozenset(),
        lit: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        """``lit``: of each song whether it is searched for; None while nothing is."""
        self.songs, self.view = songs, view
        self._lit = lit
        self.level = level_of(songs, view)
        self._db, self._lives, self._names, self._coverless = db, lives, names, coverless
        self._font = QFont()
        self._font.fromString(view.font)
        self._wide = view.cell_width * view.zoom
        self._high = view.cell_height * view.zoom
        width, height = songs.columns * self._wide, songs.rows * self._high
        self.columns, self.rows = _blocks(width), _blocks(height)
        size = (self.columns, self.rows)
        # no circle: thousands of values go with a plan, and the window never waits until they are sought
        mine = weakref.WeakMethod(self._candidates)
        self._placing = Placing(
            width,
            height,
            size,
            lambda column, row: give(column, row) if (give := mine()) is not None else (),
            toroidal=songs.toroidal,
        )
        self._radius = dot_radius(songs, self._wide * self._high)
        self._sorted: tuple[IntArray, IntArray] | None = None

    def seen(self, camera: Camera, beyond: float = _REACH) -> list[tuple[int, int]]:
        """The blocks in which something may be seen, so many pixels beyond the edge, the middle first."""
        side_x, side_y = self.songs.columns / self.columns, self.songs.rows / self.rows
        left, top = camera.to_world(-beyond, -beyond)
        right, bottom = camera.to_world(camera.width + beyond, camera.height + beyond)
        across = _passed(left / side_x, right / side_x, self.columns, around=self.songs.toroidal)
        down = _passed(top / side_y, bottom / side_y, self.rows, around=self.songs.toroidal)
        middle_x, middle_y = (across[0] + across[-1]) / 2, (down[0] + down[-1]) / 2
        blocks = [(i, j) for i in across for j in down]
        blocks.sort(key=lambda block: abs(block[0] - middle_x) + abs(block[1] - middle_y))
        return [(i % self.columns, j % self.rows) for i, j in blocks]

    def block(self, column: int, row: int) -> tuple[Detail, ...]:
        """What is to be seen in a block, the most important first."""
        if self.level is Level.ISLANDS:
            return ()
        self._placing.forget_if_many()
        shown = []
        for spot, box in self._placing.standing(column, row):
            x, y = spot.x / self._wide, spot.y / self._high
            if isinstance(spot.what, _Text):
                centred = box[0] + box[2] / 2 == 0
                image = halo_lines(spot.what.lines, self.view.ratio, centred=centred)
                text = spot.what.lines[0].text
                shown.append(Detail(x, y, box, image, text, faint=spot.what.faint))
            elif isinstance(spot.what, _Cover):
                shown.append(Detail(x, y, box, None, "", spot.what.album, spot.what.faint))
        return tuple(shown)

    def _is_faint(self, places: IntArray) -> bool:
        return self._lit is not None and not self._lit[places].any()

    def _candidates(self, column: int, row: int) -> list[Spot]:
        places = self._places(column, row)
        spots = self._islands(column, row)
        spots += self._covers(places)
        spots += self._titles(places) if self.level >= Level.TITLES else self._artists(places)
        return spots

    def _places(self, column: int, row: int) -> IntArray:
        """Places of the songs in a block, ascending."""
        if self._sorted is None:
            x = np.minimum(self.songs.x / self.songs.columns * self.columns, self.columns - 1)
            y = np.minimum(self.songs.y / self.songs.rows * self.rows, self.rows - 1)
            block = y.astype(np.int64) * self.columns + x.astype(np.int64)
            order = np.argsort(block, kind="stable")
            starts = np.searchsorted(block[order], np.arange(self.columns * self.rows + 1))
            self._sorted = order, starts
        order, starts = self._sorted
        at = row * self.columns + column
        places: IntArray = order[starts[at] : starts[at + 1]]
        return places

    def _islands(self, column: int, row: int) -> list[Spot]:
        """The names of islands, which are written by others and only keep their room here."""
        spots = []
        for number, name in enumerate(self._names):
            x, y = name.x % self.songs.columns * self._wide, name.y % self.songs.rows * self._high
            if (int(x / self._placing.width * self.columns), int(y / self._placing.height * self.rows)) == (
                column,
                row,
            ):
                spots.append(Spot(0.0, number, x, y, (name.box,), None))
        return spots

    def _covers(self, places: IntArray) -> list[Spot]:
        """Covers of the albums with most songs here."""
        albums = self._lives.albums[places]
        side = CARDS[self.level]
        among = tuple(_centred(side, side, down) for down in (0.0, -side, side))
        away = side / 2 + self._radius
        beside = tuple(_centred(side, side, down) for down in (away, -away))
        spots = []
        for album, count in _most(albums, self._coverless)[:_MOST_COVERS]:
            if count < 2 and self.level is Level.ARTISTS:
                continue
            here = places[albums == album]
            x, y = self._middle(here)
            what = _Cover(album, self._is_faint(here))
            rank = _COVER + 1 / (1 + count) + _FAINT * what.faint
            boxes = among if count > 1 else beside  # one song stays in sight
            spots.append(Spot(rank, _order(1, album, int(places[0])), x, y, boxes, what, key=album))
        return spots

    def _artists(self, places: IntArray) -> list[Spot]:
        """Names of the artists with most songs in each quarter of a block."""
        spots = []
        x, y = self.songs.x[places], self.songs.y[places]
        quarter = (x * 2 * self.columns / self.songs.columns).astype(np.int64) % 2
        quarter += 2 * ((y * 2 * self.rows / self.songs.rows).astype(np.int64) % 2)
        albums = self._lives.album_count
        for part in range(4):
            here = places[quarter == part]
            artists = self._lives.artists[here]
            for artist, count in _most(artists)[:_MOST_ARTISTS]:
                name = self._fit(self._lives.artist_names[artist])
                own = here[artists == artist]
                line = Line(name, self._artist_font(count), _ARTIST_INK)
                text = _Text((line,), self._is_faint(own))
                wide, high = lines_size(text.lines)
                x0, y0 = self._middle(own)
                rank = _ARTIST + 1 / (1 + count) + _FAINT * text.faint
                order = _order(2, artist, int(here[0]))
                spots.append(Spot(rank, order, x0, y0, (_centred(wide, high),), text, key=albums + artist))
        return spots

    def _titles(self, places: IntArray) -> list[Spot]:
        """Titles of songs beside their dots; of very many the same ones, however close."""
        both = self.level is Level.TITLES_AND_ARTISTS
        chosen, chance = self._named(places)
        names = titles_and_artists(self._db, self.songs.ids[places[chosen]].tolist())
        title_font, quiet_font = sized(self._font, 0.95), sized(self._font, 0.85)
        spots = []
        for at in chosen.tolist():
            place = int(places[at])
            title, artist = names.get(int(self.songs.ids[place]), ("", ""))
            if not title:
                continue
            lines = [Line(self._fit(title), title_font.toString())]
            if both and artist:
                lines.append(Line(self._fit(artist), quiet_font.toString(), _QUIET_INK))
            text = _Text(tuple(lines), self._is_faint(places[at : at + 1]))
            wide, high = lines_size(lines)
            away = self._radius + 2
            boxes = (
                (away, -high / 2, wide, high),
                (-wide / 2, away, wide, high),
                (-wide / 2, -high - away, wide, high),
            )
            x, y = float(self.songs.x[place]) * self._wide, float(self.songs.y[place]) * self._high
            rank = _TITLE + float(chance[at]) / 2**33 + _FAINT * text.faint
            spots.append(Spot(rank, _order(3, place, 0), x, y, boxes, text))
        return spots

    def _named(self, places: IntArray) -> tuple[IntArray, IntArray]:
        """Which songs of a block may be named, a few in each part of it, and the chance of each: by that the
        same songs are named however close one comes; those that are searched for before all others."""
        songs = self.songs
        across = (songs.x[places] * (_PARTS * self.columns / songs.columns)).astype(np.int64) % _PARTS
        down = (songs.y[places] * (_PARTS * self.rows / songs.rows)).astype(np.int64) % _PARTS
        part = down * _PARTS + across
        chance: IntArray = songs.ids[places] * 2654435761 % 2**32
        after = np.zeros(places.size, bool) if self._lit is None else ~self._lit[places]
        order = np.lexsort((chance, after, part))
        starts = np.searchsorted(part[order], part[order])
        return order[np.arange(order.size) - starts < _NAMED], chance

    def _middle(self, places: IntArray) -> tuple[float, float]:
        """Of songs in one block, in pixels of the map."""
        return float(self.songs.x[places].mean()) * self._wide, float(
            self.songs.y[places].mean()
        ) * self._high

    def _artist_font(self, count: int) -> str:
        return sized(self._font, 0.92 + 0.05 * min(count, 6)).toString()

    def _fit(self, text: str) -> str:
        """A name that is not too wide."""
        most = int(_WIDEST / (sized(self._font, 0.95).pixelSize() * 0.56))
        return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class _Cover(NamedTuple):
    album: int
    faint: bool


class _Text(NamedTuple):
    lines: tuple[Line, ...]
    faint: bool


def _passed(low: float, high: float, number: int, *, around: bool) -> list[int]:
    """The blocks from one place to another, each once."""
    first, last = math.floor(low), math.floor(high)
    if around:
        return list(range(first, min(last, first + number - 1) + 1))
    return list(range(min(max(first, 0), number - 1), min(max(last, 0), number - 1) + 1))


def _blocks(length: float) -> int:
    """Blocks along a map: halved as one zooms in, so that a name stays with its neighbourhood."""
    return 1 << max(0, math.floor(math.log2(max(length, 1.0) / _BLOCK)))


def _centred(width: float, height: float, down: float = 0.0) -> Box:
    return -width / 2, -height / 2 + down, width, height


def _order(kind: int, number: int, place: int) -> int:
    """A number of its own for each candidate."""
    return kind << 56 | number << 28 | place


def _most(numbers: IntArray, without: frozenset[int] = frozenset()) -> list[tuple[int, int]]:
    """Which numbers occur, and how often, the most frequent first; -1 is none."""
    values, counts = np.unique(numbers[numbers >= 0], return_counts=True)
    listed = zip(values.tolist(), counts.tolist(), strict=True)
    return sorted((one for one in listed if one[0] not in without), key=lambda one: (-one[1], one[0]))
