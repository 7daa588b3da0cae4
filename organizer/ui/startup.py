"""What makes the window start sooner, and answer always. Measured by ``bench.window`` and ``bench.views``."""

from __future__ import annotations

import builtins
import gc


def collect_seldom() -> None:
    """Look for garbage in cycles less often. A window makes few cycles and many objects that stay, the
    enumerations of Qt alone are a hundred thousand: looking through all of them often holds it up."""
    gc.set_threshold(100_000, 20, 20)


def settle() -> None:
    """The window is complete: what there is stays to the end, and is not looked through any more; what comes
    is looked through in small parts. Whoever makes the object that is one too many, a job or the window,
    holds the interpreter meanwhile: for 100,000 objects that are several frames."""
    gc.freeze()
    gc.set_threshold(10_000, 3, 1_000)


def import_plainly() -> None:
    """Take PySide6's import hook away. It reads the source of every module that is imported, to find those
    that ask for its snake_case names. None of ours does, and it costs a third of the start of the window."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
