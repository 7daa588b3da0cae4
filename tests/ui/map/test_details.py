"""What the map names as one comes nearer: islands, then artists and covers, then titles."""

from __future__ import annotations

import gc
import itertools
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

from organizer.analysis.space.landscape import landscape
from organizer.base.arrangement import MusicMap
from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile
from organizer.ui.canvas.details import Level
from organizer.ui.covers import small, store
from organizer.ui.looks import motion
from organizer.ui.map.view import MapView
from tests.ui.map.test_view import different, picture
from tests.ui.map.test_view import make_map as make_small_map

ROWS, COLUMNS, SONGS = 12, 20, 1_800


@pytest.fixture(scope="module")
def library_template(tmp_path_factory):
    """Songs of forty artists are in it."""
    path = tmp_path_factory.mktemp("songs") / "library.db"
    scanned = [
        ScannedFile(
            f"/music/{n:05d}.mp3",
            1,
            1,
            Tags(title=f"Song {n}", artist=f"Artist {n % 40}", album=f"Album {n % 40 * 3 + n % 3}"),
        )
        for n in range(SONGS)
    ]
    with Database(path) as db:
        tracks.upsert(db, scanned)
    return path


def make_map(*, toroidal=True):
    """Each artist lives around one place."""
    rng = np.random.default_rng(3)
    ids = np.arange(1, SONGS + 1, dtype=np.int64)
    home = rng.uniform((0, 0), (ROWS, COLUMNS), (40, 2))
    at = (home[(ids - 1) % 40] + rng.normal(0, 1.0, (SONGS, 2))).astype(int) % (ROWS, COLUMNS)
    codebook = rng.standard_normal((ROWS * COLUMNS, 4)).astype(np.float32)
    cells = at[:, 0] * COLUMNS + at[:, 1]
    names = ("slow · Folk",) * (ROWS * COLUMNS)
    music_map = MusicMap(ROWS, COLUMNS, toroidal, 0, 1, codebook, ids, cells, names, trained_on=SONGS)
    return music_map, landscape(music_map)


def cover_of(track, edge):
    """A colour for each album but every third, which has none."""
    album = int(track.tags.text("album").split()[1])
    if album % 3 == 0:
        return None
    image = QImage(edge, edge, QImage.Format.Format_RGB32)
    image.fill(QColor.fromHsv(album * 3 % 360, 255, 255))
    return image


@pytest.fixture
def view(state, qtbot, monkeypatch):
    monkeypatch.setattr(small, "small_cover", cover_of)
    view = MapView(state)
    qtbot.addWidget(view)
    view.resize(900, 560)
    view.show()
    qtbot.waitUntil(view.isVisible)
    with qtbot.waitSignal(view.content.shown):
        state.set_map(*make_map())
    return view


def rest(view, qtbot):
    """Paint until everything that belongs to where one looks is there."""

    def complete():
        if view._state.jobs.running():
            return False  # what it makes is painted when it is there
        view.grab()
        return view.settled and not view._state.jobs.running()

    qtbot.waitUntil(complete, timeout=20_000)
    return view.details.at(view.canvas.camera, view.font(), view.devicePixelRatioF())


def on_screen(view, details):
    """The boxes of what is shown, wholly inside the window."""
    window, camera = QRectF(view.rect()), view.canvas.camera
    for one in details:
        left, top, wide, high = one.box
        for x, y in camera.copies(one.x, one.y):
            box = QRectF(x + left, y + top, wide, high)
            if window.contains(box):
                yield box, one


def level(view):
    return view.details._plan.level


def look(view, zoom, x=7.0, y=5.0):
    view.tools.fit()
    view.tools.zoom(zoom)
    view.tools.look_at(x, y)


def test_islands_then_artists_and_covers_then_titles_then_both(view, qtbot):
    assert rest(view, qtbot) == ()  # islands alone
    look(view, 2.2)
    artists = rest(view, qtbot)
    assert level(view) is Level.ARTISTS
    assert {one.text.split()[0] for one in artists if one.image is not None} == {"Artist"}
    albums = {one.album for one in artists if one.image is None}
    assert albums and albums <= set(view.details.pictures)
    assert_artists_live_there(view, [one for one in artists if one.image is not None])
    assert_nothing_stands_over_another(view, artists)
    look(view, 5.5)
    titles = rest(view, qtbot)
    assert level(view) is Level.TITLES
    assert {one.text.split()[0] for one in titles if one.image is not None} == {"Song"}
    assert_nothing_stands_over_another(view, titles)
    look(view, 9.0)
    both = rest(view, qtbot)
    assert level(view) is Level.TITLES_AND_ARTISTS
    lone = next(one.image.height() for one in titles if one.image is not None)
    assert next(one.image.height() for one in both if one.image is not None) > 1.3 * lone
    assert_nothing_stands_over_another(view, both)


def test_a_handful_of_songs_has_titles_on_the_whole_map(state, qtbot):
    view = MapView(state)
    qtbot.addWidget(view)
    view.resize(900, 560)
    view.show()
    with qtbot.waitSignal(view.content.shown):
        state.set_map(*make_small_map(state.db, 14))
    seen = {one.text for _, one in on_screen(view, rest(view, qtbot))}
    assert len(seen) > 7 and all(text.startswith("Song ") for text in seen)


def assert_artists_live_there(view, named):
    songs, lives = view.content.songs, view.details._lives
    near = []
    for one in named:
        places = np.flatnonzero(lives.artists == lives.artist_names.index(one.text))
        dx = (songs.x[places] - one.x + COLUMNS / 2) % COLUMNS - COLUMNS / 2
        dy = (songs.y[places] - one.y + ROWS / 2) % ROWS - ROWS / 2
        near.append((np.hypot(dx, dy) < 1.5).sum())
    assert min(near) >= 1 and np.median(near) >= 3


def assert_nothing_stands_over_another(view, details):
    boxes = [box.adjusted(0.1, 0.1, -0.1, -0.1) for box, _ in on_screen(view, details)]
    names = [rect for rect, _ in view.canvas._written]
    assert len(boxes) > 4
    assert not any(a.intersects(b) for a, b in itertools.combinations(boxes, 2))
    inside = view.rect().adjusted(150, 60, -150, -60)  # names of islands move in from the edge
    assert not any(box.intersects(name) for box in boxes for name in names if inside.contains(name.toRect()))


def test_panning_changes_nothing_but_where_it_is_seen(view, qtbot):
    look(view, 5.5)
    before = {(one.text, one.album, one.x, one.y): one.box for _, one in on_screen(view, rest(view, qtbot))}
    for dx, dy in ((130, 40), (300, -200)):
        view.tools.pan(dx, dy)
        rest(view, qtbot)
        view.tools.pan(-dx, -dy)
    view.tools.pan(60, 30)
    after = {(one.text, one.album, one.x, one.y): one.box for _, one in on_screen(view, rest(view, qtbot))}
    both = before.keys() & after.keys()
    assert len(both) > 0.6 * len(before) and all(before[one] == after[one] for one in both)
    view.tools.pan(view.canvas.camera.columns * view.canvas.camera.cell_width - 60, -30)  # once around
    again = {(one.text, one.album, one.x, one.y): one.box for _, one in on_screen(view, rest(view, qtbot))}
    assert again == before


def test_names_stay_while_one_zooms_to_and_fro_at_a_step(view, qtbot):
    look(view, 5.5)
    rest(view, qtbot)
    step = view.details.step
    begin = view.details._plan.view.zoom
    view.tools.zoom(begin * 1.3 / view.canvas.camera.zoom)
    view.details.at(view.canvas.camera, view.font(), 1.0)
    assert view.details.step == step  # a little farther than the step
    view.tools.zoom(begin * 1.5 / view.canvas.camera.zoom)
    view.details.at(view.canvas.camera, view.font(), 1.0)
    assert view.details.step == step + 1
    view.tools.zoom(begin * 1.27 / view.canvas.camera.zoom)
    view.details.at(view.canvas.camera, view.font(), 1.0)
    assert view.details.step == step + 1 or view.canvas.camera.zoom < view.details._plan.view.zoom


def test_what_was_named_stays_while_the_next_step_is_made(view, qtbot):
    look(view, 5.5)
    before = rest(view, qtbot)
    view.tools.zoom(1.45)
    during = view.details.at(view.canvas.camera, view.font(), 1.0)
    assert during and {one.text for one in during} <= {one.text for one in before}


def test_covers_are_drawn_and_albums_without_one_leave_no_gap(view, qtbot):
    look(view, 2.2)
    details = rest(view, qtbot)
    shown = view.grab().toImage()
    covered = 0
    for box, one in on_screen(view, details):
        if one.image is None:
            colour = QColor(shown.pixelColor(box.center().toPoint()))
            covered += colour.hsvSaturation() > 240 and colour.value() > 240
    assert covered
    lives, db = view.details._lives, view._state.db
    for album in view.details.covers.missing:
        song = int(view.content.songs.ids[np.flatnonzero(lives.albums == album)[0]])
        assert int(tracks.get_many(db, [song])[0].tags.text("album").split()[1]) % 3 == 0
    assert not {one.album for one in details} & view.details.covers.missing


def test_the_song_that_plays_is_marked_over_names_and_covers(view, state, qtbot, monkeypatch):
    monkeypatch.setattr(motion._Wanted, "chosen", motion.LESS)
    for zoom in (2.2, 9.0):
        look(view, zoom)
        details = rest(view, qtbot)
        covers_seen = [box for box, one in on_screen(view, details) if one.image is None]
        before = picture(view, qtbot)
        songs = view.content.songs
        place = next(
            place
            for place in range(songs.count)
            for x, y in [view.canvas.camera.nearest_copy(float(songs.x[place]), float(songs.y[place]))]
            if any(box.contains(x, y) for box in covers_seen)
        )
        state.set_current_track(int(songs.ids[place]))
        assert different(before, picture(view, qtbot)) > 20
        state.set_current_track(None)


def test_titles_are_read_again_when_songs_change(view, state, qtbot):
    look(view, 5.5)
    rest(view, qtbot)
    song = next(one for one in rest(view, qtbot) if one.image is not None)
    number = int(song.text.split()[1])
    renamed = ScannedFile(f"/music/{number:05d}.mp3", 2, 2, Tags(title="Renamed", artist="Artist 1"))
    state.change_library(tracks.upsert(state.db, [renamed]))
    qtbot.waitUntil(lambda: "Renamed" in {one.text for one in rest(view, qtbot)}, timeout=20_000)


def test_what_is_remembered_is_bounded(view, qtbot, monkeypatch):
    from organizer.ui.map import details

    monkeypatch.setattr(details, "_MEMORY", 100_000)
    monkeypatch.setattr(view.details.covers, "_most", 3)
    most = 0
    for x in (0, 5, 10, 15):
        look(view, 9.0, x + 0.5, x / 2 + 0.5)
        seen = {one.album for one in rest(view, qtbot) if one.image is None}
        most = max(most, len(view.details._ready))
        assert len(view.details.pictures) <= len(seen) + store._AT_ONCE  # of some sixty
    plan = view.details._plan
    assert most < plan.columns * plan.rows / 2


def test_a_plan_goes_as_soon_as_another_one_is_shown(view, qtbot):
    look(view, 2.2)
    rest(view, qtbot)
    before = weakref.ref(view.details._plan)
    gc.disable()  # nothing is left for it: a search for circles among so many values stops the window
    try:
        look(view, 9.0)
        rest(view, qtbot)
        assert before() is None
    finally:
        gc.enable()


def test_what_is_not_searched_for_steps_back_and_gives_its_room(view, qtbot):
    view.tools.zoom(12.0)
    before = rest(view, qtbot)
    assert not any(one.faint for one in before)
    songs = view.content.songs
    lit = songs.ids[::5]
    view._state.set_matches(lit)
    qtbot.waitUntil(lambda: view.content.scene.matching is not None)
    after = [one for _, one in on_screen(view, rest(view, qtbot)) if one.image is not None]
    titles = {track.title for track in tracks.get_many(view._state.db, lit.tolist())}
    assert {one.faint for one in after} == {True, False}
    assert all((one.text in titles) != one.faint for one in after)
