"""An error in an override of a method of Qt's is told, not the end of the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import organizer.ui
import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QWidget

class Filter(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Hide:
            {fault}
        return False

app = QApplication([])
gone, widget, listening = QWidget(), QWidget(), Filter()
shiboken6.delete(gone)
widget.installEventFilter(listening)
widget.show()
try:
    widget.hide()
except Exception as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("gone.width()", "RuntimeError"),
        ("int('x')", "ValueError"),
        ("{}['x']", "KeyError"),
        ("raise OSError('full')", "OSError"),
    ],
)
def test_an_error_in_an_override_comes_out_of_it(fault: str, told: str, monkeypatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    program = [sys.executable, "-c", _PROGRAM.format(fault=fault)]
    ran = subprocess.run(program, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout.strip()) == (0, told), ran.stderr
