"""What is shown: Qt views on the library. A view never edits another view."""

import builtins
import gc

from organizer.ui.widgets.compiled import compiled_once

# A window makes few cycles and many objects that stay: looking through all of them often holds it up.
# Before Qt loads, whose enumerations alone are a hundred thousand of them.
gc.set_threshold(100_000, 20, 20)

with compiled_once("shibokensupport/"):
    import PySide6.QtCore  # noqa: F401

# PySide6 reads the source of every module imported after it, to find those that ask for its snake_case names.
# None of ours does, and it would cost a third of the start of the window and of what is loaded later.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
