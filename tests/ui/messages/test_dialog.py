from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from organizer.ui.messages.dialog import MessagesDialog


def test_all_messages_are_there_the_latest_first_and_can_be_copied(qtbot, open_window):
    window = open_window().window
    window.messages.clear()
    window.state.message.emit("First", "info")
    window.state.message.emit("Second <b>", "error")
    window.actions_["messages"].trigger()
    dialog = window.findChild(MessagesDialog)
    texts = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert [text.split("  ")[1] for text in texts] == ["Second <b>", "First"]
    dialog.list.setCurrentRow(1)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == texts[1]
    window.state.message.emit("Third", "warning")
    assert dialog.list.item(0).text().endswith("Third")
    dialog.list.clearSelection()
    dialog.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [line.split("  ")[1] for line in lines] == ["First", "Second <b>", "Third"]
    dialog.clear()
    assert not window.messages.messages and dialog.list.count() == 0
    assert window.notices.notices  # what was not dismissed stays
    dialog.reject()
