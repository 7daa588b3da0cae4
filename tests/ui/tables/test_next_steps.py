"""After an import it is said what comes next, and a click does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from organizer.base.arrangement import Space
from organizer.library.tables.types import Reading
from organizer.ui.window.view_names import ViewName


def table(folder: Path, name: str, songs: int, numbers: str = "tempo,energy") -> Path:
    lines = [f"{name} {n},Ada,{60 + n % 3 * 40 + n / 9:.2f},{n % 3 / 3 + n / 99:.3f}" for n in range(songs)]
    path = folder / f"{name}.csv"
    path.write_text("\n".join([f"title,artist,{numbers}", *lines]), "utf-8")
    return path


def soon(qtbot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=60_000)


@pytest.fixture
def session(open_window, tmp_path, qtbot):
    made = open_window()
    soon(qtbot, lambda: not made.state.jobs.running())
    return made


def offered(session, qtbot, path: Path):
    """The notice that comes with an import."""
    session.work.intake.import_table(str(path), Reading(), path.stem)
    text = f"“{path.stem}” is in"
    soon(qtbot, lambda: any(text in n.message.text for n in session.window.notices.notices))
    (notice,) = [n for n in session.window.notices.notices if n.message.choices]
    return notice


def names(notice) -> list[str]:
    return [button.text() for button in notice.buttons]


def test_a_library_of_tables_gets_its_map_and_groups_by_itself(session, qtbot, tmp_path):
    notice = offered(session, qtbot, table(tmp_path, "songs", 30))
    assert "30 songs with tempo, energy" in notice.message.text and "goes by them" in notice.message.text
    assert names(notice) == ["See the groups", "Look at the numbers", "Other numbers…"]
    soon(qtbot, lambda: session.state.grouping is not None and not session.state.jobs.running())
    assert session.state.music_map.space.features == ("tempo", "energy")
    notice.buttons[0].click()
    assert session.window.views.currentIndex() == list(ViewName).index(ViewName.GROUPS)
    assert notice not in session.window.notices.notices
    soon(qtbot, lambda: not session.state.jobs.running())


def test_a_map_that_was_chosen_stays_until_another_is_wanted(session, qtbot, tmp_path):
    offered(session, qtbot, table(tmp_path, "songs", 30, "swing,drive"))
    soon(qtbot, lambda: session.state.grouping is not None and not session.state.jobs.running())
    session.work.build_map(space=Space(("swing",)))
    soon(qtbot, lambda: session.state.music_map.chosen and not session.state.jobs.running())
    notice = offered(session, qtbot, table(tmp_path, "more", 24))
    assert names(notice) == ["Map by these numbers", "Groups by them", "Look at the numbers"]
    soon(qtbot, lambda: not session.state.jobs.running())
    assert session.state.music_map.space.features == ("swing",)
    notice.buttons[0].click()
    soon(qtbot, lambda: session.state.music_map.space.features == ("tempo", "energy"))
    soon(qtbot, lambda: not session.state.jobs.running())
    again = offered(session, qtbot, table(tmp_path, "more", 24))
    again.buttons[1].click()
    soon(qtbot, lambda: session.window.views.view(ViewName.GROUPS) is not None)
    view = session.window.views.view(ViewName.GROUPS)
    soon(qtbot, lambda: view.setup.panel.space().features == ("tempo", "energy"))
    soon(qtbot, lambda: not session.state.jobs.running())


def test_too_few_songs_for_a_map_are_looked_at(session, qtbot, tmp_path):
    notice = offered(session, qtbot, table(tmp_path, "few", 3))
    assert "A map needs 12 songs" in notice.message.text and names(notice) == ["Look at the numbers"]
    soon(qtbot, lambda: not session.state.jobs.running())
