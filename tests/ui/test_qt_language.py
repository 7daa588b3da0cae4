"""The language of the window: Qt's own texts, and which way everything runs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

#: Prints what a process of one language shows on a standard button, and which way its windows run.
SCRIPT = """
from organizer import app
program = app.make_application()
from PySide6.QtWidgets import QDialogButtonBox
buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
print(buttons.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", ""))
print(program.layoutDirection().name)
"""


@pytest.mark.parametrize(
    ("language", "cancel", "direction"),
    [
        ("en", "Cancel", "LeftToRight"),
        ("de", "Abbrechen", "LeftToRight"),
        ("ar-XB", "[Çàńçéļ ~~]", "RightToLeft"),
    ],
)
def test_qt_speaks_the_language_of_the_process(language, cancel, direction):
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "ORGANIZER_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.split("\n")[:2] == [cancel, direction]
