"""The network set up from the window: the real window, the real pip, and an index on this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from organizer.analysis.network import model
from organizer.base import settings as stored
from organizer.ui.dialogs.network_dialog import NetworkDialog
from organizer.ui.dialogs.settings_dialog import SettingsDialog
from organizer.ui.state.job_ids import Job
from organizer.work.analysis import network_setup
from tests.onnx_model import write_model
from tests.package_index import PackageIndex, package_index, publish

pytestmark = pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return publish(tmp_path, monkeypatch)


@pytest.fixture
def index(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    with package_index(wheel, monkeypatch) as index:
        yield index


@pytest.fixture
def opened(qtbot, open_window, index: PackageIndex):
    """The window, and the dialog when it has looked at what there is."""
    session = open_window()
    dialog = NetworkDialog(session.work.network, session.window)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.get.isEnabled(), timeout=20_000)
    return session, dialog


def click(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_is_fetched_when_that_is_pressed_and_removed(qtbot, opened, index: PackageIndex) -> None:
    session, dialog = opened
    assert dialog.state.text() == "None is set up." and not dialog.remove.isEnabled()
    assert index.asked == [], "nothing is fetched by looking"
    click(qtbot, dialog.get)
    assert dialog.cancel.isVisible() and not dialog.get.isEnabled()
    qtbot.waitUntil(lambda: "set up and in use" in dialog.state.text(), timeout=30_000)
    path = network_setup.installed_path()
    assert path and session.state.settings.network == path == stored.load().network
    assert not dialog.get.isVisible() and not dialog.cancel.isVisible() and dialog.problem.text() == ""
    click(qtbot, dialog.remove)
    qtbot.waitUntil(lambda: dialog.state.text() == "None is set up.", timeout=20_000)
    assert not network_setup.installed_path() and session.state.settings.network == ""
    assert session.state.settings.network_declined, "it is not offered again"


def test_it_can_be_stopped_and_fails_in_its_place(qtbot, opened, index: PackageIndex) -> None:
    session, dialog = opened
    index.go_on.clear()
    click(qtbot, dialog.get)
    qtbot.waitUntil(index.stuck.is_set, timeout=20_000)
    click(qtbot, dialog.cancel)
    qtbot.waitUntil(lambda: dialog.get.isEnabled(), timeout=20_000)
    assert dialog.problem.text() == "" and list(network_setup.folder().iterdir()) == []
    index.go_on.set()
    index.content = index.content[:-30] + bytes(30)
    click(qtbot, dialog.get)
    qtbot.waitUntil(lambda: "SHA-256 differs" in dialog.problem.text(), timeout=20_000)
    assert dialog.problem.isVisible() and session.state.settings.network == ""


def test_it_goes_on_when_the_dialog_is_closed(qtbot, opened, index: PackageIndex) -> None:
    session, dialog = opened
    index.go_on.clear()
    click(qtbot, dialog.get)
    qtbot.waitUntil(index.stuck.is_set, timeout=20_000)
    click(qtbot, dialog.close_button)
    assert session.state.jobs.running(Job.NETWORK_INSTALL)
    index.go_on.set()
    qtbot.waitUntil(lambda: bool(session.state.settings.network), timeout=20_000)


def test_a_closed_dialog_leaves_failures_to_the_bottom_bar(qtbot, opened, tmp_path: Path) -> None:
    session, dialog = opened
    dialog.close()
    messages: list[str] = []
    session.state.message.connect(lambda text, _level: messages.append(text))
    session.work.network.install(str(tmp_path / "none.onnx"))
    qtbot.waitUntil(lambda: any("cannot be read" in text for text in messages), timeout=20_000)


def test_a_network_of_ones_own_is_used_and_left(qtbot, opened, tmp_path: Path, index: PackageIndex) -> None:
    session, dialog = opened
    own = write_model(tmp_path / "own.onnx")
    session.work.network.install(str(own))
    qtbot.waitUntil(lambda: "of your own is in use: “own.onnx”" in dialog.state.text(), timeout=20_000)
    assert dialog.remove.text() == "Use &none" and index.asked == []
    click(qtbot, dialog.remove)
    qtbot.waitUntil(lambda: dialog.state.text() == "None is set up.", timeout=20_000)
    assert own.is_file() and session.state.settings.network == ""


def test_the_licence_can_be_read(qtbot, opened) -> None:
    _, dialog = opened
    click(qtbot, dialog.licence)
    assert dialog.text.isVisible() and "Permission to use, copy, modify" in dialog.text.toPlainText()
    click(qtbot, dialog.licence)
    assert not dialog.text.isVisible()


def test_without_onnxruntime_it_says_what_to_install(
    qtbot, open_window, index: PackageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "is_installed", lambda: False)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    session = open_window()
    dialog = NetworkDialog(session.work.network, session.window)
    dialog.show()
    qtbot.waitUntil(lambda: "pip install 'organizer[network]'" in dialog.state.text(), timeout=20_000)
    assert not dialog.get.isEnabled() and not dialog.choose.isEnabled()


def test_it_is_offered_until_the_person_decided(qtbot, open_window) -> None:
    session = open_window()
    session.window.commands.dialogs.show_quality()
    quality = session.window.commands.dialogs._quality
    assert quality.offer.isVisible()
    session.state.set_settings(network_setup.use(session.state.settings, ""))
    assert not quality.offer.isVisible()


def test_the_settings_lead_there_and_keep_what_was_done(qtbot, open_window, tmp_path: Path) -> None:
    session = open_window()
    own = str(write_model(tmp_path / "own.onnx"))
    session.window.commands.dialogs.settings()
    settings = session.window.findChild(SettingsDialog)
    click(qtbot, settings.network.set_up)
    dialog = settings.findChild(NetworkDialog)
    assert dialog.isVisible()
    session.work.network.install(own)
    qtbot.waitUntil(lambda: settings.network.name.whole() == "own.onnx", timeout=20_000)
    dialog.close()
    settings.watch.setChecked(True)
    settings.accept()
    assert session.state.settings.network == own and session.state.settings.watch_folders
