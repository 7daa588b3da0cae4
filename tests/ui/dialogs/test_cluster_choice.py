"""A cluster in the settings: chosen, tried with a real one, and used by the window."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import replace

import pytest

from organizer.base.settings import Settings
from organizer.library import tracks
from organizer.ui.dialogs.cluster_choice import ClusterChoice, describe
from organizer.ui.dialogs.settings_dialog import SettingsDialog
from organizer.ui.state.job_ids import Job
from organizer.work.cluster.versions import Versions, WorkerInfo, here
from tests.programs import Programs, programs

_NOWHERE = Settings(listening_on="cluster", cluster_address="127.0.0.1:1")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Programs]:
    with programs() as made:
        made.scheduler()
        made.worker("--name", "alpha").says("Ctrl")
        yield made


def test_it_is_tried_and_then_analyzes_what_the_window_adds(
    qtbot, open_window, make_song, cluster: Programs
) -> None:
    make_song("a.mp3")
    session = open_window()
    dialog = SettingsDialog(session.state.settings, session.window, jobs=session.state.jobs)
    dialog.show()
    choice = dialog.cluster
    assert not choice.address.isVisible()
    choice.way.setCurrentIndex(1)
    qtbot.keyClicks(choice.address, "127.0.0.1:1")
    choice.try_button.click()
    qtbot.waitUntil(lambda: "cannot be reached" in choice.answer.text(), timeout=20_000)
    choice.address.setText(cluster.address)
    choice.try_button.click()
    qtbot.waitUntil(lambda: f"✓ alpha: 1 at once, {here()}" in choice.answer.text(), timeout=20_000)
    dialog.accept()
    session.state.set_settings(dialog.settings())
    shares = []
    session.state.jobs.job_progressed.connect(lambda job, progress: shares.append((job, progress.shares)))
    path = str(make_song("b.mp3", frequency=300.0).parent)
    session.window.work.intake.add([path])
    qtbot.waitUntil(lambda: (Job.ANALYSIS, "alpha 2") in shares, timeout=60_000)


def test_a_cluster_that_is_not_there_is_told_of_and_this_computer_goes_on(
    qtbot, open_window, make_song, db
) -> None:
    session = open_window(settings=replace(_NOWHERE, watch_folders=False, jobs=1))
    messages: list[tuple[str, str]] = []
    session.state.message.connect(lambda text, level: messages.append((text, level)))
    session.window.work.intake.add([str(make_song("a.mp3").parent)])
    qtbot.waitUntil(
        lambda: any("cannot be reached" in text and level == "error" for text, level in messages),
        timeout=20_000,
    )
    qtbot.waitUntil(lambda: not session.state.jobs.running(), timeout=60_000)
    assert tracks.count(db).waiting == 1
    session.window.work.analyze()  # fails again, but not what is asked for meanwhile
    session.state.set_settings(replace(session.state.settings, listening_on="computer"))
    session.window.work.analyze()
    qtbot.waitUntil(lambda: tracks.count(db).analyzed == 1, timeout=60_000)


def test_what_cannot_be_used_is_not_taken(qtbot) -> None:
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.cluster.way.setCurrentIndex(1)
    dialog.accept()
    assert dialog.isVisible()
    assert "no address of a cluster" in dialog.cluster.answer.text()
    dialog.cluster.address.setText("nas")
    dialog.cluster.maps.setPlainText("/music=/mnt/music")
    dialog.accept()
    assert not dialog.isVisible()
    chosen = dialog.settings()
    assert (chosen.listening_on, chosen.cluster_address) == ("cluster", "nas")
    assert chosen.cluster_maps == "/music=/mnt/music"


def test_without_dask_it_says_how_to_install_it(qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    choice = ClusterChoice(_NOWHERE, None)
    qtbot.addWidget(choice)
    choice.show()
    assert "pip install 'organizer[cluster]'" in choice.answer.text()
    assert not choice.address.isVisible()


def test_workers_are_told_with_their_versions() -> None:
    old = WorkerInfo("old", "", 2, Versions("0.0.1", 1))
    lines = describe((WorkerInfo("alpha", "", 4, here()), old), "nas").splitlines()
    assert lines[0] == f"✓ alpha: 4 at once, {here()}"
    assert lines[1].startswith("✗ old runs Organizer 0.0.1")
    assert "organizer worker nas" in describe((), "nas")
