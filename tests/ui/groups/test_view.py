"""The view of groups, driven as a person would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMainWindow, QStyleOptionButton

from organizer.analysis.judging.group_quality import Silhouettes
from organizer.base.arrangement import Space, Wish
from organizer.library import maps, tracks
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.pictures import insight_charts
from organizer.pictures.charts import Kinds, Text
from organizer.ui.groups.charts import SilhouetteChart
from organizer.ui.groups.list import NUMBER
from organizer.ui.groups.page_names import PageName
from organizer.ui.groups.setup import ComparePanel
from organizer.ui.groups.view import GroupsView
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.state.undo import UndoController
from organizer.ui.widgets import theme
from organizer.ui.window.view_names import ViewName
from organizer.work.arranging import mapping
from organizer.work.helper import Helper
from organizer.work.insight import group_views
from organizer.work.jobs import JobContext
from tests.work.arranging.test_group_advice import COLUMNS, add_noise
from tests.work.arranging.test_mapping import add_songs

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def helper() -> Iterator[Helper]:
    made = Helper()
    yield made
    made.rest()


@pytest.fixture
def shown(state: AppState, helper: Helper, qtbot) -> Callable[..., GroupsView]:
    """``shown(60)``: the view of a library of so many songs; with ``k`` they are in groups already."""
    windows = []

    def show(songs: int, k: int | None = None) -> GroupsView:
        add_songs(state.db, songs)
        if k is not None:
            group_views.make(str(state.db.path), Wish(k=k))
            state.set_grouping(maps.load_grouping(state.db))
        window = QMainWindow()
        windows.append(window)
        qtbot.addWidget(window)
        undo = UndoController(state, window)
        window.menuBar().addMenu("Edit").addActions([undo.undo_action, undo.redo_action])
        view = GroupsView(state, helper)
        window.setCentralWidget(view)
        window.resize(780, 440)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        idle(qtbot, state)
        return view

    return show


def idle(qtbot, state: AppState) -> None:
    qtbot.waitUntil(lambda: not state.jobs.running(), timeout=60_000)


def click(qtbot, view: GroupsView, row: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    place = view.list.visualRect(view.model.index(row)).center()
    qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, modifiers, place)


def press(qtbot, button) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def names(view: GroupsView) -> list[str]:
    return [view.model.index(row).data() for row in range(view.model.rowCount())]


def sizes(view: GroupsView) -> list[int]:
    return sorted(view.model.group(view.model.index(row)).size for row in range(view.model.rowCount()))


def test_from_an_empty_page_to_groups_that_select_their_songs(shown, state, qtbot):
    view = shown(60)
    assert view.empty.isVisible() and view.empty.sentence.text().count(".") == 1
    press(qtbot, view.empty.button)
    idle(qtbot, state)
    assert sizes(view) == [20, 20, 20] and view.list.isVisible() and not view.empty.isVisible()
    click(qtbot, view, 1)
    number = view.model.index(1).data(NUMBER)
    assert state.selection.tolist() == sorted(tracks.query(state.db, f"group:{number}").tolist())
    portrait = view.detail.portrait
    assert portrait.group.number == number and view.detail.title.whole().endswith("20 songs")
    assert portrait.genres[0][0] in view.detail.genres.accessibleDescription()
    click(qtbot, view, 2, CONTROL)
    assert len(state.selection) == 40
    typical = view.detail.typical
    with qtbot.waitSignal(state.preview_requested) as played:
        typical.itemActivated.emit(typical.item(0))
    assert played.args == [portrait.typical[0].id]


def test_a_name_is_edited_in_place_and_taken_back(shown, state, qtbot):
    view = shown(30, 3)
    before = names(view)
    click(qtbot, view, 0)
    qtbot.keyClick(view.list, Qt.Key.Key_F2)
    editor = view.list.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Sunday")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(view)[0] == "Sunday", timeout=30_000)
    idle(qtbot, state)
    assert maps.load_grouping(state.db).groups[0].named
    qtbot.keyClick(view.window(), Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: names(view) == before, timeout=30_000)
    idle(qtbot, state)
    qtbot.keyClick(view.window(), Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: names(view)[0] == "Sunday", timeout=30_000)
    idle(qtbot, state)


def test_merge_split_lock_and_move_with_their_way_back(shown, state, qtbot):
    view = shown(30, 3)
    click(qtbot, view, 0)
    assert not view.buttons["merge"].isEnabled()
    click(qtbot, view, 1, CONTROL)
    press(qtbot, view.buttons["merge"])
    idle(qtbot, state)
    assert sizes(view) == [10, 20]
    merged = next(row for row in range(2) if view.model.group(view.model.index(row)).size == 20)
    click(qtbot, view, merged)
    press(qtbot, view.buttons["split"])
    idle(qtbot, state)
    assert sizes(view) == [10, 10, 10]
    free = next(row for row, group in enumerate(state.grouping.groups) if not group.locked)
    click(qtbot, view, free)
    press(qtbot, view.buttons["lock"])
    idle(qtbot, state)
    groups = state.grouping.groups
    assert groups[free].locked
    assert "locked" in view.model.index(free).data(Qt.ItemDataRole.AccessibleTextRole)
    song = int(view.work.portraits.songs([groups[0].number])[0])
    state.select([song], "table")
    view.move_menu.aboutToShow.emit()
    next(a for a in view.move_menu.actions() if a.text() == groups[1].name).trigger()
    idle(qtbot, state)
    assert sizes(view) == [9, 10, 11] and tracks.get(state.db, song).group == groups[1].number
    for _ in range(4):
        qtbot.keyClick(view.window(), Qt.Key.Key_Z, CONTROL)
        idle(qtbot, state)
    assert sizes(view) == [10, 10, 10] and not any(g.locked for g in state.grouping.groups)


def test_the_menu_leaves_the_selection_and_moves_it(shown, state, qtbot):
    view = shown(30, 3)
    click(qtbot, view, 0)
    song = int(state.selection[0])
    state.select([song], "table")
    place = view.list.visualRect(view.model.index(2)).center()
    with qtbot.waitSignal(view.list.menu_requested) as asked:
        qtbot.mouseClick(view.list.viewport(), Qt.MouseButton.RightButton, pos=place)
        view.list.customContextMenuRequested.emit(place)
    numbers, where = asked.args
    assert numbers == [view.model.index(2).data(NUMBER)] and isinstance(where, QPoint)
    assert state.selection.tolist() == [song]
    QApplication.activePopupWidget().close()
    menu = view.menu_for(numbers)
    next(a for a in menu.actions() if a.text() == "Move 1 selected song here").trigger()
    idle(qtbot, state)
    assert tracks.get(state.db, song).group == numbers[0]


def test_chosen_numbers_weights_and_scale_are_asked_for(shown, state, qtbot):
    view = shown(30)
    panel = view.setup.panel
    press(qtbot, view.setup.compare)
    assert panel.isVisible() and panel.ear.isChecked() and not panel.scale.isEnabled()
    for name in ("tempo", "energy"):
        item = next(i for i, _ in panel._rows if i.data(Qt.ItemDataRole.UserRole) == name)
        panel.table.scrollToItem(item)
        option = QStyleOptionButton()
        option.rect = panel.table.visualItemRect(item)
        box = panel.style().subElementRect(panel.style().SubElement.SE_CheckBoxIndicator, option, panel)
        qtbot.mouseClick(
            panel.table.viewport(),
            Qt.MouseButton.LeftButton,
            pos=QPoint(option.rect.left() + 3 + box.width() // 2, option.rect.center().y()),
        )
    assert panel.chosen.isChecked() and view.setup.compare.text().startswith("By 2 numbers")
    panel._rows[0][1].setData(Qt.ItemDataRole.EditRole, 2.0)
    panel.scale.setCurrentIndex(panel.scale.findData("minmax"))
    panel.axes.setValue(1)
    panel.hide()
    view.setup.number.setValue(3)
    press(qtbot, view.setup.make)
    idle(qtbot, state)
    space = state.grouping.space
    assert (space.features, space.scale, space.components) == (("tempo", "energy"), "minmax", 1)
    assert space.weights == (("tempo", 2.0),) and state.grouping.k == 3 and sizes(view) == [10, 10, 10]


def test_regions_need_a_map_and_say_so(shown, state, qtbot):
    view = shown(30, 3)
    setup = view.setup
    assert not setup.sort_all.isVisible()
    setup.method.setCurrentIndex(setup.method.findData("hdbscan"))
    assert setup.sort_all.isVisible()
    setup.method.setCurrentIndex(setup.method.findData("som"))
    with qtbot.waitSignal(state.message, timeout=30_000) as told:
        press(qtbot, setup.make)
    assert "make the map first" in told.args[0] and sizes(view) == [10, 10, 10]
    mapping.build_map(JobContext(), state.db)
    press(qtbot, setup.make)
    idle(qtbot, state)
    assert state.grouping.method == "som"


def test_making_groups_can_be_cancelled(shown, state, qtbot):
    view = shown(30)
    press(qtbot, view.setup.make)
    assert state.jobs.running(Job.GROUPS_MAKE)
    state.jobs.cancel(Job.GROUPS_MAKE)
    idle(qtbot, state)
    assert state.grouping is None and maps.load_grouping(state.db) is None
    press(qtbot, view.setup.make)
    idle(qtbot, state)
    assert sizes(view) == [10, 10, 10]


def test_a_group_becomes_a_playlist_and_overwrites_none(shown, state, qtbot):
    view = shown(30, 3)
    name = names(view)[0]
    playlists.save(state.db, name, [])
    click(qtbot, view, 0)
    with qtbot.waitSignal(view.playlist_saved, timeout=30_000) as saved:
        press(qtbot, view.buttons["playlist"])
    assert saved.args == [f"{name} 2"] and playlists.load(state.db, name) == []
    assert sorted(playlists.load(state.db, f"{name} 2")) == state.selection.tolist()
    idle(qtbot, state)


def test_the_pages_tell_how_many_how_good_and_how_alike(shown, state, qtbot, qapp):
    view = shown(60, 3)

    def page(name: PageName):
        view.show_page(name)
        qtbot.waitUntil(lambda: name in view.pages and view.pages[name].isVisible(), timeout=60_000)
        shown_page = view.pages[name]
        assert shown_page.text.isVisible() and shown_page.text.text()
        press(qtbot, shown_page.ask_button)
        idle(qtbot, state)
        assert shown_page.heading.isVisible()
        return shown_page

    many = page(PageName.COUNT)
    assert many.count.proposal == 3 and many.heading.text().startswith("3 groups")
    assert many.take.text() == "Make 3 groups"
    charts = many.charts.plots.values()
    assert len(charts) == 5 and all(chart.isVisible() for chart in charts)
    assert all("3: " in chart.toolTip() for chart in charts)  # what each says of three groups
    drawn = many.charts.plots["silhouette"].grab().toImage()
    colours = {drawn.pixelColor(x, drawn.height() // 2).name() for x in range(drawn.width())}
    assert insight_charts.MARKED in colours  # the proposal
    good = page(PageName.QUALITY)
    assert "<" not in many.heading.text() + good.heading.text()  # labels are plain
    assert "apart" in good.heading.text() and "the same" in good.heading.text() and good.chart.isVisible()
    assert "AMI" not in good.heading.text() and "ilhouette" not in many.heading.text()
    counts = [[good.table.item(r, c).text() for c in range(3)] for r in range(3)]
    assert counts == [["20" if r == c else "" for c in range(3)] for r in range(3)]
    alike = page(PageName.COMPARE)
    assert "Gaussian mixture: the same." in alike.heading.text()
    state.set_settings(replace(state.settings, details=True))
    assert "AMI 1.00" in alike.heading.text() and "AMI 1.00" in good.heading.text()
    assert "silhouette" in good.heading.text() and "Silhouette" in many.heading.text()
    tree = page(PageName.TREE)
    assert tree.heading.text().startswith("60 songs") and "dashed line" in tree.heading.text()
    theme.apply(qapp, "dark")
    state.theme_changed.emit()
    ground = tree.chart.grab().toImage().pixelColor(2, 2)
    theme.apply(qapp, "light")
    assert isinstance(ground, QColor) and ground.lightness() < 60
    view.rename(0, "Other groups now")
    idle(qtbot, state)
    assert tree.text.isVisible()  # what was told about the old groups is gone


def test_a_group_of_a_few_songs_is_seen_among_thousands(qtbot):
    labels = np.repeat([0, 1], [3000, 3])
    found = Silhouettes(np.arange(3003), np.full(3003, 0.5, np.float32), np.array([0.5, np.nan]), 0.5)
    kinds = Kinds(labels, ("many", "few"), ("#e69f00", "#56b4e9"))
    chart = SilhouetteChart()
    qtbot.addWidget(chart)
    chart.resize(300, 300)
    chart.show()
    chart.show_silhouettes(found, kinds)
    drawn = chart.grab().toImage()
    colours = {drawn.pixelColor(120, y).name() for y in range(drawn.height())}
    assert {"#e69f00", "#56b4e9"} <= colours
    assert chart.accessibleDescription() == "many: 0.50, few: not judged"


def test_silhouettes_are_zoomed_by_the_wheel_and_never_lost(qtbot):
    values = np.linspace(-0.4, 0.8, 200, dtype=np.float32)
    found = Silhouettes(np.arange(200), values, np.array([0.2, 0.2]), 0.2)
    chart = SilhouetteChart()
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    chart.show()
    chart.show_silhouettes(found, Kinds(np.arange(200) % 2, ("a", "b"), ("#e69f00", "#56b4e9")))
    view = chart.getViewBox()

    def wheel(by: int) -> float:
        at = QPointF(200, 120)
        event = QWheelEvent(
            at,
            chart.viewport().mapToGlobal(at),
            QPoint(),
            QPoint(0, by),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(chart.viewport(), event)
        (low, high) = view.viewRange()[1]
        return float(high - low)

    whole = wheel(0)
    assert wheel(240) < whole
    assert wheel(-24_000) <= 1.1 * whole


def test_large_numbers_at_an_axis_keep_their_sign(qapp):
    chart = insight_charts.curve("BIC", [-2e6, -9e6], "groups", "", size=(300, 200), steps=[2, 3])
    labels = [mark for mark in chart.marks if isinstance(mark, Text) and mark.text.endswith("000,000")]
    font = QFont(qapp.font())
    assert labels
    for label in labels:
        font.setPixelSize(label.size)
        assert label.anchor == "end" and QFontMetricsF(font).horizontalAdvance(label.text) <= label.x


@pytest.mark.parametrize("songs", [2, 12])
def test_a_few_songs(shown, state, qtbot, songs):
    view = shown(songs)
    press(qtbot, view.setup.make)
    idle(qtbot, state)
    assert sum(sizes(view)) == songs
    click(qtbot, view, 0)
    assert np.isin(state.selection, maps.labels(state.db)[0]).all() and len(state.selection)


def test_the_window_opens_the_view_by_its_key(qtbot, open_window, db: Database):
    add_songs(db, 8)
    session = open_window()
    window = session.window
    assert window.views.view(ViewName.GROUPS) is None
    qtbot.keyClick(window, Qt.Key.Key_2, CONTROL)
    qtbot.waitUntil(lambda: window.views.view(ViewName.GROUPS) is not None)
    view = window.views.view(ViewName.GROUPS)
    qtbot.waitUntil(view.isVisible)
    assert view.empty.isVisible()
    press(qtbot, view.empty.button)
    qtbot.waitUntil(lambda: view.model.rowCount() > 0, timeout=60_000)
    qtbot.keyClick(window, Qt.Key.Key_1, CONTROL)
    assert not view.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_G, CONTROL)
    assert view.isVisible()
    qtbot.waitUntil(lambda: not session.state.jobs.running(), timeout=60_000)


def test_the_songs_of_a_group_are_exported_as_text(shown, state, qtbot, tmp_path):
    view = shown(40, 2)
    click(qtbot, view, 0)
    press(qtbot, view.buttons["export"])
    dialog = view.findChild(QFileDialog)
    endings = {name.rpartition("*.")[2].rstrip(")") for name in dialog.nameFilters()}
    assert dialog.defaultSuffix() == "txt" and endings == {
        *("m3u8", "pls", "xspf", "jspf", "wpl", "xml", "nml", "csv", "txt")
    }
    with qtbot.waitSignal(state.message) as told:
        dialog.fileSelected.emit(str(tmp_path / "list.txt"))
        dialog.close()
    lines = (tmp_path / "list.txt").read_text("utf-8").splitlines()
    assert len(lines) == view.model.group(view.model.index(0)).size
    assert "Exported" in told.args[0]


def test_a_mixture_says_how_sure_it_is(shown, state, qtbot):
    view = shown(60)
    view.setup.method.setCurrentText("Gaussian mixture")
    press(qtbot, view.setup.make)
    idle(qtbot, state)
    click(qtbot, view, 0)
    portrait = view.detail.portrait
    assert 0.3 < portrait.sureness <= 1 and f"{portrait.sureness:.0%} sure" in view.detail.title.whole()
    assert view.detail.unsure.count() == len(portrait.unsure)
    view.setup.method.setCurrentText("KMeans")
    press(qtbot, view.setup.make)
    idle(qtbot, state)
    assert view.detail.portrait.sureness is None and "sure" not in view.detail.title.whole()


def test_a_group_is_kept_as_a_playlist_that_tops_itself_up(shown, state, qtbot):
    view = shown(40, 2)
    click(qtbot, view, 0)
    with qtbot.waitSignal(view.playlist_saved) as saved:
        press(qtbot, view.buttons["keep"])
    idle(qtbot, state)
    assert len(playlists.load(state.db, saved.args[0])) == view.model.group(view.model.index(0)).size
    assert "Stop topping up" in " ".join(action.text() for action in view.menu_for([0]).actions())
    press(qtbot, view.buttons["keep"])
    idle(qtbot, state)
    assert not state.grouping.groups[0].playlist and saved.args[0] in playlists.names(state.db)


def test_labels_by_groups_are_a_whole_table_that_sorts_and_is_exported(shown, state, qtbot, tmp_path) -> None:
    view = shown(60, k=3)
    view.show_page(PageName.LABELS)
    qtbot.waitUntil(lambda: PageName.LABELS in view.pages, timeout=60_000)
    page = view.pages[PageName.LABELS]
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=60_000)
    model, header = page.model, page.table.horizontalHeader()

    def column(at: int) -> list[str]:
        return [model.index(row, at).data() for row in range(model.rowCount())]

    assert sorted(column(0)) == ["Folk", "Jazz", "Rock"] and set(column(1)) == {"20"}
    header.sectionClicked.emit(0)
    assert column(0) == ["Folk", "Jazz", "Rock"]
    header.sectionClicked.emit(3)
    assert column(3)[0] == "20"
    page.show_as.setCurrentText("Share of the group")
    page.show_as.activated.emit(2)
    assert column(3)[0] == "100%"
    page.export(str(tmp_path / "labels"))
    qtbot.waitUntil((tmp_path / "labels.csv").exists, timeout=60_000)
    assert (tmp_path / "labels.csv").read_text("utf-8").count("\n") == 4
    page.by.setCurrentText("Artist")
    page.by.activated.emit(1)
    qtbot.waitUntil(lambda: model.table.kind == "artist", timeout=60_000)


def test_hdbscan_says_what_its_noise_means_and_offers_a_way_on(shown, state, qtbot, tmp_path) -> None:
    view = shown(12)
    add_noise(state.db, tmp_path)
    view.setup.refresh()
    idle(qtbot, state)
    view.setup.panel.choose(Space(COLUMNS))
    view.setup.method.setCurrentIndex(view.setup.method.findData("hdbscan"))
    view.setup.smallest.setValue(40)
    assert view.setup.smallest.isVisible() and not view.advice.isVisible()
    press(qtbot, view.setup.make)
    qtbot.waitUntil(view.advice.isVisible, timeout=60_000)
    assert "all songs noise" in view.advice.words.text()
    assert [button.text() for button in view.advice.buttons] == [
        "By 3 principal axes",
        "Groups from 20 songs on",
        "KMeans",
    ]
    idle(qtbot, state)
    press(qtbot, view.advice.buttons[-1])
    qtbot.waitUntil(view.proposal.isVisible, timeout=60_000)
    assert not view.advice.isVisible()  # it is about the groups that are proposed
    press(qtbot, view.proposal.take)
    qtbot.waitUntil(lambda: state.grouping.method == "kmeans", timeout=60_000)
    idle(qtbot, state)
    assert not view.advice.isVisible() and not view.setup.smallest.isVisible()


def test_numbers_that_are_not_offered_any_more_stay_chosen(qtbot) -> None:
    panel = ComparePanel()
    qtbot.addWidget(panel)
    panel.set_names(["tempo", "sound:jazz"])
    panel.choose(Space(("sound:jazz", "sound:polka"), weights=(("sound:polka", 2.0),)))
    assert panel.weights() == {"sound:jazz": 1.0, "sound:polka": 2.0}
    texts = [panel.table.item(row, 0).text() for row in range(panel.table.rowCount())]
    assert texts == ["tempo (BPM)", "jazz (sound)", "polka (sound)"]
    panel.choose(Space(("tempo",)))
    assert panel.weights() == {"tempo": 1.0}
