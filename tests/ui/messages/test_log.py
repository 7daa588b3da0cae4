from __future__ import annotations

from organizer.ui.messages.log import MOST, MessageLog, reading_time


def test_what_is_said_twice_in_a_row_is_one_message(state):
    log = MessageLog(state)
    for text in ("Disk full", "Disk full", "Saved", "Disk full"):
        state.message.emit(text, "info" if text == "Saved" else "error")
    assert [(m.text, m.level, m.times) for m in log.messages] == [
        ("Disk full", "error", 2),
        ("Saved", "info", 1),
        ("Disk full", "error", 1),
    ]
    assert log.messages[0].line.endswith("Disk full (2 times)")
    log.clear()
    assert not log.messages


def test_the_oldest_messages_go(state):
    log = MessageLog(state)
    for number in range(MOST + 5):
        state.message.emit(f"Message {number}", "info")
    assert len(log.messages) == MOST and log.messages[0].text == "Message 5"


def test_a_longer_message_stays_longer():
    assert reading_time("x" * 200) > reading_time("x" * 20) > 4_000
