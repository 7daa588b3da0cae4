"""What makes the window start sooner. Each trick is measured by ``python -m bench.window``."""

from __future__ import annotations

import builtins
import gc


def collect_seldom() -> None:
    """Look for garbage in cycles less often. A window makes few cycles and many objects that stay, the
    enumerations of Qt alone are a hundred thousand: looking through all of them often holds it up."""
    gc.set_threshold(100_000, 20, 20)


def import_plainly() -> None:
    """Take PySide6's import hook away. It reads the source of every module that is imported, to find those
    that ask for its snake_case names. None of ours does, and it costs a third of the start of the window."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
