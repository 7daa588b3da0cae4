"""The network behind the ear in a real window: it listens, gives way, is paused, and joins the map once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from organizer.analysis.network import model as network
from organizer.base import settings as settings_module
from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.settings import Settings
from organizer.library import maps, network_vectors, tracks, vectors
from organizer.ui.state.job_ids import Job
from tests.onnx_model import write_model

pytestmark = pytest.mark.skipif(not network.is_installed(), reason="onnxruntime is not installed")


@pytest.fixture
def model(tmp_path: Path) -> str:
    return str(write_model(tmp_path / "tiny.onnx"))


@pytest.fixture
def chosen(model: str) -> Settings:
    return Settings(watch_folders=False, jobs=1, theme="light", network=model)


@pytest.fixture
def music(tmp_path: Path, make_song) -> Callable[..., str]:
    def make(count: int, *, first: int = 0) -> str:
        for number in range(first, first + count):
            make_song(f"{number}.mp3", seconds=1.0, frequency=200.0 + 40 * number)
        return str(tmp_path / "music")

    return make


def joined(session) -> bool:
    axes = maps.load_axes(session.db)
    return axes is not None and axes[2] != ""


def line(session) -> str:
    """What the bottom bar says of the work; messages are over."""
    panel = session.window.progress
    panel.end_message(panel.text.whole())
    return panel.text.whole() if panel.job is Job.NETWORK else ""


def test_the_map_is_there_first_and_the_network_joins_with_one_rebuild(
    qtbot, open_window, music, chosen: Settings, model: str
) -> None:
    session = open_window(settings=chosen)
    jobs: list[Job] = []
    said: list[str] = []
    session.state.jobs.job_started.connect(jobs.append)
    session.state.message.connect(lambda text, _level: said.append(text))
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([music(13)])
    assert session.state.music_map is not None and session.state.grouping is not None
    assert not joined(session), "map and groups are there before the network has listened"
    before = session.state.music_map
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        pass
    assert joined(session) and session.state.music_map is not before
    order = [job for job in jobs if job in (Job.ANALYSIS, Job.NETWORK, Job.MAP)]
    assert order[-2:] == [Job.NETWORK, Job.MAP] and order.count(Job.NETWORK) == 1
    assert sum("with the network now" in text for text in said) == 1

    jobs.clear()
    with qtbot.waitSignal(session.work.network_stage.listened, timeout=120_000):
        session.work.intake.add([music(1, first=13)])
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        pass
    assert jobs.index(Job.ANALYSIS) < jobs.index(Job.NETWORK)
    assert Job.MAP not in jobs[jobs.index(Job.NETWORK) :] and Job.PLACE in jobs[jobs.index(Job.NETWORK) :]
    assert len(session.state.music_map.track_ids) == 14
    assert len(network_vectors.ids(session.db, network.model_id(model))) == 14
    assert sum("with the network now" in text for text in said) == 1


def test_a_pause_survives_the_end_of_the_program(qtbot, open_window, music, chosen: Settings) -> None:
    session = open_window(settings=replace(chosen, network_paused=True))
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([music(12)])
    panel = session.window.progress
    qtbot.waitUntil(lambda: "0 of 12 · paused" in line(session), timeout=60_000)
    assert panel.pause_button.accessibleName() == "Go on"
    assert "compares songs with it" in panel.text.toolTip()
    panel.pause_button.click()
    assert not session.state.settings.network_paused
    panel.pause_button.click()
    assert settings_module.load().network_paused
    open_window.close(session)

    session = open_window(settings=settings_module.load())
    panel = session.window.progress
    qtbot.waitUntil(lambda: " of 12 · paused" in line(session), timeout=120_000)
    assert not joined(session)
    with qtbot.waitSignal(session.state.jobs.job_ended):  # to cancel it is to pause it
        panel.cancel_button.click()
    assert panel.job is None and settings_module.load().network_paused
    with qtbot.waitSignal(session.work.network_stage.listened, timeout=120_000):
        session.window.commands.analyze()
    qtbot.waitUntil(lambda: joined(session), timeout=60_000)
    assert not settings_module.load().network_paused
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        pass


def test_new_songs_go_to_the_ear_first(qtbot, open_window, music, chosen: Settings, model: str) -> None:
    session = open_window(settings=replace(chosen, network_paused=True))
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([music(12)])
    qtbot.waitUntil(lambda: session.window.progress.job is Job.NETWORK, timeout=60_000)
    began: list[Job] = []
    session.state.jobs.job_started.connect(began.append)
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([music(2, first=12)])
    assert len(vectors.ids(session.db, FEATURE_VERSION)) == 14
    qtbot.waitUntil(lambda: Job.NETWORK in began, timeout=60_000)
    assert began.index(Job.ANALYSIS) < began.index(Job.NETWORK), "it gave way, and began again behind"
    assert session.state.settings.network_paused, "which is no word of the person"
    qtbot.waitUntil(lambda: "0 of 14 · paused" in line(session), timeout=60_000)
    with qtbot.waitSignal(session.work.network_stage.listened, timeout=120_000):
        session.window.progress.pause_button.click()
    assert len(network_vectors.ids(session.db, network.model_id(model))) == 14
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        pass


def test_a_network_that_cannot_be_used_is_told_of_once(
    qtbot, open_window, music, chosen: Settings, tmp_path: Path, model: str
) -> None:
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"\0" * 100)
    session = open_window(settings=replace(chosen, network=str(bad)))
    said: list[tuple[str, str]] = []
    session.state.message.connect(lambda text, level: said.append((text, level)))
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([music(3)])
    qtbot.waitUntil(lambda: any("no ONNX model" in text for text, _ in said), timeout=60_000)
    assert tracks.count(session.db).analyzed == 3 and tracks.failures(session.db) == []
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([music(1, first=3)])
    assert sum("no ONNX model" in text for text, _ in said) == 1
    with qtbot.waitSignal(session.work.network_stage.listened, timeout=120_000):
        session.state.set_settings(replace(session.state.settings, network=model))
    assert network_vectors.complete(session.db, FEATURE_VERSION) == network.model_id(model)


def test_songs_that_the_network_fails_on_are_listed(
    qtbot, open_window, music, chosen: Settings, tmp_path: Path
) -> None:
    session = open_window(settings=replace(chosen, network_paused=True))
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([music(3)])
    qtbot.waitUntil(lambda: session.window.progress.job is Job.NETWORK, timeout=60_000)
    (tmp_path / "music" / "0.mp3").write_bytes(b"no sound any more")
    with qtbot.waitSignal(session.work.network_stage.listened, timeout=120_000) as heard:
        session.window.progress.pause_button.click()
    assert heard.args[0].failed == 1
    session.window.commands.dialogs.show_failures()
    dialog = session.window.commands.dialogs._failures
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == 1, timeout=60_000)
    assert "While the network listened" in dialog.list.topLevelItem(0).text(1)
    assert "The network failed on 1, compared by the ear alone" in dialog._summary.text()
    assert dialog.retry.isEnabled() and tracks.count(session.db).analyzed == 3


def test_another_network_that_is_chosen_meanwhile_listens_instead(
    qtbot, open_window, music, chosen: Settings, tmp_path: Path, model: str
) -> None:
    session = open_window(settings=replace(chosen, network_paused=True))
    with qtbot.waitSignal(session.work.ready, timeout=120_000):
        session.work.intake.add([music(3)])
    qtbot.waitUntil(lambda: "0 of 3 · paused" in line(session), timeout=60_000)
    other = str(write_model(tmp_path / "other.onnx", outputs=(("embeddings", 7),)))
    with qtbot.waitSignal(session.work.network_stage.listened, timeout=120_000):
        session.state.set_settings(replace(session.state.settings, network=other))
    assert not session.state.settings.network_paused, "to choose one is to want it"
    assert network_vectors.complete(session.db, FEATURE_VERSION) == network.model_id(other)
    assert not len(network_vectors.ids(session.db, network.model_id(model)))
    qtbot.waitUntil(lambda: not session.state.jobs.running(Job.NETWORK), timeout=60_000)
    session.state.set_settings(replace(session.state.settings, network=""))
    qtbot.waitUntil(lambda: network_vectors.chosen(session.db) == "", timeout=60_000)
