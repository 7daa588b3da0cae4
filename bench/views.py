"""The views with a very large library: how long the window does not answer while a person uses them.

    python -m bench.views [--songs 100000] [--rounds 3] [--idle 400] [--keep FILE]

The library is that of ``bench.large``, with its map and its groups made by the program from tempo, loudness
and energy. Each action is one that a person does; after it the window is left alone until no job runs. A
stall is how much later than asked for a timer of 5 ms comes: the longest one of each round is taken, and of
the rounds their median and maximum. "own" is the most processor time of the GUI thread in one stall. "held"
is the longest part of one in which the program itself had a processor, if only in jobs that hold the
interpreter or run beside: what is left of stalls on a machine without other work. A gesture of many frames,
as a walk over the map, counts by its longest frame.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench._library import fill
from bench.window import IMPORTS, ROOT, run

_NUMBERS = "tempo,loudness,energy"

_CHILD = (
    IMPORTS
    + """
from PySide6.QtCore import QEventLoop, QTimer, Qt
from PySide6.QtWidgets import QDialog

_DIALOGS = "rename", "copy_to_device", "estimates", "tag_tools", "suggestions", "quality", "settings"

def main():
    app = program.make_application()
    theme.apply(app, "light")
    db = Database(Path(sys.argv[1]))
    session = program.Session(app, db, Settings(watch_folders=False, theme="light"))
    window, state, work = session.window, session.state, session.work
    from dataclasses import replace
    from organizer.ui import startup
    from organizer.ui.groups.page_names import PageName
    from organizer.ui.insight.pictures import Picture
    from organizer.ui.state.library_work import LibraryWork
    from PySide6.QtCore import QPointF
    from organizer.library import drafts
    from organizer.library.lists.browsing import Kind
    from organizer.ui.widgets.song_drag import SongsMime
    from PySide6.QtCore import QModelIndex
    from organizer.ui.canvas.drawing import Drawing, Tool
    from organizer.ui.journeys.wiring import JourneyWiring
    from organizer.ui.window.view_keeper import ViewKeeper
    from organizer.ui.window.view_names import ViewName
    from organizer.work.arranging import regions as edits
    LibraryWork.analyze = LibraryWork.build_map = lambda self, **_: None  # these files are not there
    window.resize(1440, 900)
    window.show()
    loop = QEventLoop()
    window.views_ready.connect(startup.settle)  # as the program does
    window.views_ready.connect(loop.quit)
    session.start()
    loop.exec()
    gaps, last, used = [], time.perf_counter(), (time.thread_time(), time.process_time())
    def tick():
        nonlocal last, used
        now, cpu = time.perf_counter(), (time.thread_time(), time.process_time())
        gaps.append((now - last - 0.005, cpu[0] - used[0], cpu[1] - used[1]))
        last, used = now, cpu
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=5)
    timer.timeout.connect(tick)
    timer.start()
    def pause(ms):
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()
    def rest():
        pause(int(sys.argv[2]))
        while state.jobs.running():
            pause(20)
        pause(int(sys.argv[2]))
    def do(name, act):
        gaps.clear()
        QTimer.singleShot(0, act)
        rest()
        while not gaps:  # however short the rest was
            pause(5)
        late, own, held = zip(*((late, own, min(late, used)) for late, own, used in gaps))
        print(name, *(max(seconds) * 1000 for seconds in (late, own, held)), sep="|")
    views, table, actions = window.views, window.table, window.actions_
    regions = window._later.regions
    rest()
    do("nothing", lambda: None)
    for layer in window.map.content.layers[1:]:
        do(f"map: layer {layer}", lambda: window.map.content.set_layer(layer))
    for colour in window.map.content.colours[1:]:
        do(f"map: colour {colour}", lambda: window.map.content.set_colour(colour))
    def wear(**chosen):
        state.set_settings(replace(state.settings, **chosen))
    do("by night", lambda: wear(theme="dark"))
    do("by day", lambda: wear(theme="light"))
    do("map: zoom", lambda: window.map.tools.zoom(3.0))
    do("map: all of it", window.map.tools.fit)
    do("map: select all", actions["select_all"].trigger)
    do("map: select none", actions["select_none"].trigger)
    do("select a group in the side bar", lambda: window.commands.selecting.select_group(0))
    many = table.tracks.ids[:20_000]
    do("playlist of 20,000", lambda: (state.select(many, "bench"), actions["to_playlist"].trigger()))
    do("clear the playlist", window.playlist.clear)
    do("select 10 songs", lambda: state.select(table.tracks.ids[:10], "bench"))
    do("search", lambda: state.set_query("river"))
    do("search no more", lambda: state.set_query(""))
    do("sort by BPM", lambda: table.sortByColumn(5, Qt.SortOrder.DescendingOrder))
    do("sort by comment", lambda: table.sortByColumn(33, Qt.SortOrder.AscendingOrder))  # without an index
    do("sort by artist", lambda: table.sortByColumn(1, Qt.SortOrder.AscendingOrder))
    do("Groups: open", lambda: views.open(ViewName.GROUPS))
    groups = views.view(ViewName.GROUPS)
    do("Groups: a card", lambda: groups.list.choose([1]))
    for page in list(PageName)[1:]:
        do(f"Groups: {page.caption}", lambda: groups.show_page(page))
        if page is not PageName.TREE:  # of up to 5,000 songs
            do(f"Groups: {page.caption} answered", groups.pages[page].ask_button.click)
    groups.show_page(PageName.GROUPS)
    do("Groups: rename", lambda: groups.rename(1, "Renamed"))
    do("Groups: make 9", lambda: (groups.setup.number.setValue(9), groups.setup.make.click()))
    do("Insight: open", lambda: views.open(ViewName.INSIGHT))
    insight = views.view(ViewName.INSIGHT)
    do("Insight: select all", actions["select_all"].trigger)
    do("Insight: select none", actions["select_none"].trigger)
    for picture in list(Picture)[1:-1]:
        do(f"Insight: {picture}", insight.pictures[picture].click)
    do("Insight: rotate", lambda: insight.plot.move(40, 10))
    do("Insight: select all in 3-D", actions["select_all"].trigger)
    do("Insight: coloured by genre", lambda: insight.plot.show_colours("genre"))
    do("Watch it learn: open", insight.pictures[Picture.LEARNING].click)
    do("Song: open", lambda: views.open(ViewName.SONG))
    do("all views: by night", lambda: wear(theme="dark"))
    do("all views: by day", lambda: wear(theme="light"))
    do("all views: larger text", lambda: wear(text_size=125))
    do("all views: text as it was", lambda: wear(text_size=100))
    do("Map: open", lambda: views.open(ViewName.MAP))
    do("covers: shown", actions["covers"].trigger)
    do("covers: table again", actions["covers"].trigger)
    do("table: to the end", lambda: table.verticalScrollBar().setValue(table.verticalScrollBar().maximum()))
    state.select([], "bench")
    rest()
    def over(steps, act, ms=20):  # a gesture: a step of it every few milliseconds
        ms = min(ms, int(sys.argv[2]))
        for step in range(steps):
            QTimer.singleShot(ms * step, lambda step=step: act(step))
        pause(ms * steps)
    mime = []
    def songs_along(ids):
        mime[:] = [SongsMime(db, ids)]
    map_view, many, few = window.map, table.tracks.ids[:20_000], table.tracks.ids[:10]
    tools = map_view.tools
    do("window made smaller", lambda: over(20, lambda n: window.resize(1440 - 12 * n, 900 - 6 * n)))
    do("window as it was", lambda: window.resize(1440, 900))
    do("search: typed on", lambda: over(len("river"), lambda n: window.search.setText("river"[:n + 1]), 80))
    do("search: matches of numbers", lambda: window.search.setText("tempo:80..120"))
    do("search: pan over matches", lambda: over(20, lambda n: tools.pan(23, 11)))
    do("search: matches selected", actions["select_matches"].trigger)
    do("search: taken back", lambda: window.search.setText(""))
    state.select([], "bench")
    rest()
    do("walk: zoom in", lambda: over(40, lambda n: tools.zoom(1.08)))
    do("walk: pan, near", lambda: over(40, lambda n: tools.pan(9, 5)))
    do("walk: zoom out", lambda: over(40, lambda n: tools.zoom(1 / 1.08)))
    do("walk: pan, all", lambda: over(20, lambda n: tools.pan(9, 5)))
    def lasso():
        shape = Drawing(Tool.LASSO, QPointF(0, 0))
        side = (0.2 * map_view.width() * map_view.height()) ** 0.5  # a fifth of the map
        for x, y in ((side, 9), (side + 9, side), (0, side)):
            shape.add(QPointF(x, y))
        tools.select_drawn(shape)
    do("lasso: a fifth of all songs", lasso)
    print("# in the lasso:", len(state.selection))
    do("lasso: pan over them", lambda: over(20, lambda n: tools.pan(9, 5)))
    do("region made", lambda: regions.work.change(lambda name: "Name", edits.make, "bench", state.selection))
    state.select([], "bench")
    rest()
    do("region: pan over it", lambda: over(20, lambda n: tools.pan(9, 5)))
    do("select 2,000 songs", lambda: state.select(many[::10], "bench"))
    do("playlist of 2,000, named", actions["to_playlist"].trigger)
    do("playlist of 20,000, named", lambda: state.new_playlist_requested.emit("", many))
    do("playlist of all songs, named", lambda: state.new_playlist_requested.emit("", table.tracks.ids))
    window.playlist.clear()
    rest()
    state.select(few[::9], "bench")
    journeys = map_view.findChild(JourneyWiring).journeys
    do("journey drawn", actions["journey"].trigger)
    do("journey lengthened to 100", lambda: journeys.resize_by(100 - journeys.wanted_count))
    do("journey: pan over it", lambda: over(20, lambda n: tools.pan(9, 5)))
    do("journey: zoom over it", lambda: over(20, lambda n: tools.zoom(1.03)))
    do("journey closed", journeys.close)
    state.select(few[:1], "bench")
    rest()
    do("radio started", actions["radio"].trigger)
    do("radio stopped", actions["stop_radio"].trigger)
    do("queue of all songs", lambda: state.queue_requested.emit(table.tracks.ids))
    do("queue shuffled", lambda: window.player.order.set_shuffle(not window.player.order.queue.shuffle))
    do("browse: artists", lambda: state.set_scope("artist artist 3"))
    do("browse: all", lambda: state.set_scope(""))
    for kind in list(Kind)[1:]:
        do(f"browse: by {kind.value}", lambda: window.browse.choose_kind(kind))
    do("browse: one folder", lambda: window.browse.list.setCurrentIndex(window.browse.model.index(0)))
    do("browse: all again", lambda: state.set_scope(""))
    do("20,000 songs taken along", lambda: songs_along(many))
    do("20,000 songs dropped", lambda: window.playlist.view.model().dropMimeData(
        mime[0], Qt.DropAction.CopyAction, -1, -1, QModelIndex()))
    do("playlist of 20,000: undone", actions["undo"].trigger)
    window.playlist.clear()
    rest()
    look = tuple(map(float, map_view.canvas.camera.look))
    drafts.save_view(db, drafts.ViewDraft("river", "", many.tolist(), look))
    state.select([], "bench")
    rest()
    do("view restored", lambda: ViewKeeper(state, map_view, window))
    do("view of all songs noted", actions["select_all"].trigger)
    def opened():
        return next(one for one in app.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
    state.select(table.tracks.ids[:10_000], "bench")
    rest()
    do("rename 10,000: open", actions["rename"].trigger)
    do("rename 10,000: another template", lambda: opened().template.setEditText("{artist}/{title}"))
    do("rename 10,000: closed", lambda: opened().close())
    do("tags of 10,000: shown", lambda: window.tabs.setCurrentIndex(1))
    do("tidy: opened, all looked at", actions["tidy"].trigger)
    do("tidy: closed", lambda: opened().close())
    do("all songs selected", actions["select_all"].trigger)
    for name in _DIALOGS:
        state.select(table.tracks.ids, "bench")
        rest()
        shown = set(app.topLevelWidgets())
        do(f"with all songs: {name}", actions[name].trigger)
        for one in app.topLevelWidgets():
            if one.isVisible() and isinstance(one, QDialog) and one not in shown:
                one.close()
    do("remove 20,000: asked", lambda: (state.select(many, "bench"), actions["remove"].trigger()))
    do("remove 20,000: done", lambda: opened().accept())
    window.close(); session.close(); db.close()

if __name__ == "__main__":
    main()
"""
)


def _prepare(library: Path, songs: int, home: Path) -> None:
    """The library, with map and groups made as a person would."""
    fill(library, songs)
    environment = dict(os.environ, PYTHONPATH=str(ROOT), XDG_CONFIG_HOME=str(home), XDG_DATA_HOME=str(home))
    for command in (
        ["map", "--features", _NUMBERS],
        ["groups", "--features", _NUMBERS, "--method", "kmeans", "--k", "8"],
    ):
        subprocess.run(
            [sys.executable, "-m", "organizer", "--library", str(library), *command],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="write the library here, or use the one that is here")
    parser.add_argument("--idle", type=int, default=400, help="milliseconds of rest after each action")
    options = parser.parse_args()
    stalls: dict[str, list[tuple[float, ...]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = options.keep or folder / "library.db"
        if not made.exists():
            _prepare(made, options.songs, folder / "home")
        for round_ in range(options.rounds):
            own = folder / f"round {round_}"
            own.mkdir()
            library = own / "library.db"
            library.write_bytes(made.read_bytes())
            for line in run(_CHILD, own, str(library), str(options.idle), compiled=folder / "pyc"):
                if line.startswith("#"):
                    print(line[2:])
                    continue
                title, *times = line.split("|")
                stalls.setdefault(title, []).append(tuple(map(float, times)))
    print(f"{options.songs:,} songs, {options.rounds} rounds\n")
    print(f"{'longest stall, ms':34}{'median':>9}{'most':>7}{'own':>7}{'held':>7}")
    for title, rounds in stalls.items():
        late, own, held = zip(*rounds, strict=True)
        print(f"{title:34}{statistics.median(late):9.0f}{max(late):7.0f}{max(own):7.0f}{max(held):7.0f}")


if __name__ == "__main__":
    main()
