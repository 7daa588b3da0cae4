"""What several panels share."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer

from organizer.ui.widgets.parts import ExportButton, next_turn, without_mnemonic


def test_captions_are_shown_without_the_letters_that_open_them():
    assert [without_mnemonic(text) for text in ("&Play", "Show in &map…", "再生(&P)", "書き出す (&E)…")] == [
        "Play",
        "Show in map…",
        "再生",
        "書き出す…",
    ]


def test_long_work_in_turns_lets_the_window_answer_in_between(qtbot):
    happened = []
    ticks = QTimer(interval=1)
    ticks.timeout.connect(lambda: happened.append("tick"))
    context = QObject()

    def work(left):
        happened.append("work")
        until = time.perf_counter() + 0.02
        while time.perf_counter() < until:
            pass
        if left:
            next_turn(context, lambda: work(left - 1))

    ticks.start()
    work(4)
    qtbot.waitUntil(lambda: happened.count("work") == 5)
    joined = " ".join(happened)
    assert "work work" not in joined


def test_nothing_is_called_for_what_is_gone(qtbot):
    called = []
    context = QObject()
    next_turn(context, lambda: called.append(1))
    del context
    last = QObject()
    next_turn(last, lambda: called.append(2))
    qtbot.waitUntil(lambda: 2 in called)
    assert called == [2]


def test_the_export_button_saves_with_the_ending_that_was_chosen(qtbot):
    saved = []
    button = ExportButton((("png", "Picture…"), ("csv", "Numbers…")), saved.append, name="Export", tip="Save")
    qtbot.addWidget(button)
    for entry in button.menu().actions():
        entry.trigger()
    assert saved == ["png", "csv"]
    assert [entry.text() for entry in button.menu().actions()] == ["Picture…", "Numbers…"]
