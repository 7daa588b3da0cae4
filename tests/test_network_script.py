"""What make does about the network: scripts/network.py, with an index on this machine."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from organizer.analysis.network import model
from organizer.base import settings
from organizer.work.analysis import network_setup
from tests.analysis.network.test_musicnn import trust
from tests.package_index import PackageIndex, described, package_index, use_index, write_published

Captured = pytest.CaptureFixture[str]

pytestmark = pytest.mark.skipif(not model.is_installed(), reason="onnxruntime is not installed")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    path = write_published(tmp_path / "musicnn-0.1.0-py3-none-any.whl")
    trust(path, monkeypatch)
    monkeypatch.setattr(network_setup, "MUSICNN", described(path))
    for name in ("CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.delenv("ORGANIZER_NETWORK", raising=False)
    with package_index(path, monkeypatch) as index:
        yield index


@pytest.fixture
def script(index: PackageIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = Path(__file__).parents[1] / "scripts" / "network.py"
    spec = importlib.util.spec_from_file_location("network_script", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "PLACE", tmp_path / "venv" / "network")
    monkeypatch.setattr(module, "MUSICNN", network_setup.MUSICNN)
    (tmp_path / "venv").mkdir()
    return module


def test_the_wheel_is_fetched_once(script: ModuleType, index: PackageIndex, capsys: Captured) -> None:
    script.main("fetch")
    fetched = Path(capsys.readouterr().out.strip())
    assert fetched.read_bytes() == index.content and list(fetched.parent.iterdir()) == [fetched]
    asked = len(index.asked)
    script.main("fetch")
    assert Path(capsys.readouterr().out.strip()) == fetched and len(index.asked) == asked
    assert not network_setup.installed_path(), "fetching alone takes nothing into use"


def test_it_is_used_until_the_person_decides_otherwise(script: ModuleType, index: PackageIndex) -> None:
    script.main("use")
    path = network_setup.installed_path()
    assert path and settings.load().network == path
    asked = len(index.asked)
    Path(path).unlink()
    script.main("use")
    assert network_setup.installed_path() == path and len(index.asked) == asked, "the cache was emptied"
    network_setup.remove()
    settings.save(network_setup.without_removed(settings.load()))
    script.main("use")
    assert not network_setup.installed_path() and settings.load().network == ""
    settings.save(network_setup.use(settings.load(), "/mine.onnx"))
    script.main("use")
    assert not network_setup.installed_path() and settings.load().network == "/mine.onnx"


def test_whatever_hinders_it_is_one_line(
    script: ModuleType, index: PackageIndex, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_index(monkeypatch, "http://127.0.0.1:1/simple")
    for action in ("fetch", "use"):
        script.main(action)
        said = capsys.readouterr()
        assert said.out == "" and "Without the trained network: " in said.err
    monkeypatch.setenv("ORGANIZER_NETWORK", "no")
    script.main("fetch")
    assert capsys.readouterr() == ("", "") and index.asked == []
