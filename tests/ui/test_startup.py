"""The tricks of the start, as they are in effect in this process, which has imported the window's package."""

from __future__ import annotations

import builtins
import gc

from organizer.ui import startup


def test_garbage_is_collected_seldom_and_imports_go_through_no_hook() -> None:
    assert gc.get_threshold() == (100_000, 20, 20)
    assert builtins.__import__ is builtins.__orig_import__  # the first is PySide6's hook where it was left


def test_what_a_complete_window_is_made_of_is_not_looked_through_any_more() -> None:
    before = gc.get_threshold()
    startup.settle()
    try:
        assert gc.get_freeze_count() > 10_000 and gc.get_threshold()[0] < before[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_a_hook_is_taken_away_once_and_for_all(monkeypatch) -> None:
    plain = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", lambda *arguments, **named: plain(*arguments, **named))
    startup.import_plainly()
    assert builtins.__import__ is plain
    startup.import_plainly()
    assert builtins.__import__ is plain
