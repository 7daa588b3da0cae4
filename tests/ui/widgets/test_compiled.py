"""What is kept of what PySide6 compiles at every start."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from pathlib import Path

import pytest

from organizer.ui.widgets.compiled import compiled_once

SOURCE = b"value = 6 * 7\n"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The files that were kept, in a place of their own."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


def value(source: bytes = SOURCE, filename: str = "theirs/module.py") -> object:
    names: dict[str, object] = {}
    with compiled_once("theirs/"):
        exec(compile(source, filename, "exec"), names)
    return names["value"]


def test_source_is_compiled_once(kept):
    before = builtins.compile
    assert value() == 42
    (path,) = kept()
    assert path.name.startswith("module_") and path.suffix == ".pyc"
    kept_at = path.stat().st_mtime_ns
    assert value() == 42
    assert path.stat().st_mtime_ns == kept_at  # it was read, not written again
    assert builtins.compile is before


def test_another_version_is_another_file(kept):
    assert value() == 42 and value(b"value = 43\n") == 43
    assert len(kept()) == 2


def test_a_spoilt_file_is_made_again(kept):
    value()
    (path,) = kept()
    whole = path.read_bytes()
    for content in (b"", whole[: len(whole) // 2]):
        path.write_bytes(content)
        assert value() == 42
        assert path.read_bytes() == whole


def test_other_sources_are_left_alone(kept):
    assert value(filename="ours/module.py") == 42
    assert not kept()


def test_nothing_is_kept_where_python_keeps_nothing(kept, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert value() == 42
    assert not kept()


def test_qt_explains_a_wrong_argument_as_before(tmp_path):
    """The modules that were kept are those that word PySide6's errors."""
    code = (
        "import organizer.ui\nfrom PySide6.QtCore import QPoint\n"
        "try:\n    QPoint('left', 'top')\nexcept TypeError as error:\n    print(error)"
    )
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    )
    assert list(tmp_path.rglob("loader_*.pyc"))
    assert first == second and "(xpos: int, ypos: int" in first
