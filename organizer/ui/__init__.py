"""What is shown: Qt views on the library. A view never edits another view."""

from organizer.ui.startup import collect_seldom, import_plainly

collect_seldom()  # before Qt loads

import PySide6.QtCore  # noqa: E402, F401  # brings the hook that the next line takes away

from organizer.ui.overrides import let_errors_out  # noqa: E402

import_plainly()
let_errors_out()  # before the first class that derives from Qt's
