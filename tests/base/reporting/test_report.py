"""The report of a problem."""

from __future__ import annotations

from organizer.base.reporting import crashes, log_file
from organizer.base.reporting.report import report
from organizer.base.reporting.version import __version__
from organizer.base.settings import Settings


def test_it_says_what_differs_and_names_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(log_file, "folder", lambda: tmp_path)
    (tmp_path / "organizer.log").write_text("‹/music/a.mp3› cannot be read\n", "utf-8")
    (tmp_path / "last-crash.txt").write_text(
        'Fatal\n  File "/home/anna/lib/organizer/ui/x.py", line 3 in paint\nValueError: ‹b.mp3›\n',
        "utf-8",
    )
    settings = Settings(theme="dark", network="/home/anna/net.onnx", jobs=2)
    text = report(settings, {"songs": 3})
    assert f"version: {__version__}" in text and "- songs: 3" in text
    assert "- theme: dark" in text and "- network: set" in text and "- jobs: 2" in text
    assert "ui/x.py" in text and "‹…› cannot be read" in text
    assert not any(private in text for private in ("anna", "/music", "b.mp3", "net.onnx"))
    whole = report(settings, {}, names=True)
    assert "/music/a.mp3" in whole and "/home/anna/net.onnx" in whole and "b.mp3" in whole
    assert crashes.last_crash(names=True).startswith("Fatal")
