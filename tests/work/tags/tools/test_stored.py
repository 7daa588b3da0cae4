from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.errors import LibraryError, UsageError
from organizer.library.lists import tag_actions
from organizer.library.storage.database import Database
from organizer.work.tags.tools import stored
from organizer.work.tags.tools.actions import Action, Step
from organizer.work.tags.tools.casing import Case
from organizer.work.tags.tools.cleaning import Trim

ACTION = Action("Rips", (Step(Trim()), Step(Case(), on=False)))


def test_actions_are_stored_under_their_names(db: Database) -> None:
    stored.store(db, ACTION)
    stored.store(db, Action("  another   one ", ()))
    assert stored.names(db) == ["another one", "Rips"]
    assert stored.named(db, "rips") == ACTION
    stored.store(db, Action("RIPS", (Step(Trim()),)))
    assert stored.named(db, "rips") == Action("RIPS", (Step(Trim()),))
    stored.forget(db, "Rips")
    assert stored.names(db) == ["another one"]
    with pytest.raises(UsageError, match="no action “Rips”"):
        stored.named(db, "Rips")
    with pytest.raises(UsageError, match="no action “Rips”"):
        stored.forget(db, "Rips")


def test_an_action_that_cannot_be_read_can_be_forgotten(db: Database) -> None:
    tag_actions.store(db, "odd", "{")
    tag_actions.store(db, "newer", '[{"tool": "from the future"}]')
    for name in ("odd", "newer"):
        with pytest.raises(UsageError):
            stored.named(db, name)
        stored.forget(db, name)
    assert stored.names(db) == []


def test_an_action_goes_to_a_file_and_comes_back(tmp_path: Path) -> None:
    path = str(tmp_path / "rips.json")
    stored.export(ACTION, path)
    assert stored.read_file(path) == ACTION
    stored.export(Action("Other", ()), path)  # in the place of an action
    assert stored.read_file(path).name == "Other"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b"{}", b"[" * 100_000, b'{"organizer_action": 1}'])
def test_a_file_that_holds_none_is_refused_and_never_written_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match=r"song\.mp3"):
        stored.read_file(str(path))
    with pytest.raises(LibraryError, match="holds no action"):
        stored.export(ACTION, str(path))
    assert path.read_bytes() == content


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"none\.json"):
        stored.read_file(str(tmp_path / "none.json"))
