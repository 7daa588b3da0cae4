"""What is shown: Qt views on the library. A view never edits another view."""

from organizer.ui.startup import collect_seldom, import_plainly

collect_seldom()  # before Qt loads

import PySide6.QtCore  # noqa: E402, F401  # brings the hook that the next line takes away

import_plainly()
