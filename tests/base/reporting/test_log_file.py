"""The log, and that a report of it names no music."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from organizer.base.reporting import log_file

log = logging.getLogger("organizer.test")


@pytest.fixture(autouse=True)
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(log_file, "folder", lambda: tmp_path / "log")
    handler = log_file.start()
    assert handler is not None
    yield
    log_file.stop(handler)


def test_values_are_marked_and_left_out():
    log.warning("%s cannot be read: %s (%d of %d)", Path("/music/Björk – Jóga.mp3"), "a ‹strange› one", 3, 4)
    assert log_file.tail(names=True).endswith(
        "organizer.test: ‹/music/Björk – Jóga.mp3› cannot be read: ‹a <strange> one› (3 of 4)\n"
    )
    assert log_file.tail().endswith("organizer.test: ‹…› cannot be read: ‹…› (3 of 4)\n")


def test_an_error_is_written_with_its_way_and_those_before_it_and_without_names():
    def inner() -> None:
        raise FileNotFoundError(2, "no such file", "/music/secret.mp3")

    try:
        try:
            inner()
        except OSError as error:
            raise ValueError("secret.mp3 is broken") from error
    except ValueError:
        log.exception("it ended")
    text = log_file.tail()
    assert "secret" not in text and "/music" not in text
    assert "ValueError: ‹…›" in text and "\nafter\nFileNotFoundError: ‹…›" in text
    assert "test_log_file.py:" in text and " inner" in text
    assert str(Path.home()) not in text


def test_a_line_whose_values_do_not_fit_is_kept():
    record = logging.LogRecord("organizer.test", logging.WARNING, "", 1, "%d songs", ("many",), None)
    assert log_file.MarkedFormatter().format(record) == "WARNING organizer.test: %d songs ‹('many',)›"


def test_only_the_end_of_a_long_log_is_told_and_files_rotate(monkeypatch):
    for number in range(3000):
        log.warning("line %d of a log that says the same again and again", number)
    text = log_file.tail()
    assert len(text) <= 60_000 and text.endswith("line 2999 of a log that says the same again and again\n")
    assert text.split("\n")[0].endswith("again and again")
    for number in range(12_000):
        log.warning("line %d of a log that says the same again and again", number)
    assert {path.name for path in log_file.folder().iterdir()} == {"organizer.log", "organizer.log.1"}


def test_where_no_file_can_be_made_nothing_is_written(tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("")
    monkeypatch.setattr(log_file, "folder", lambda: tmp_path / "taken")
    assert log_file.start() is None
    log_file.stop(None)
    assert log_file.tail() == ""
