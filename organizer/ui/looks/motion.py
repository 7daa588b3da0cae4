"""Whether things may move by themselves. Every animation of the window asks here.

A person says so to the desktop, or in the settings. What moves because a person moves it (zoom, drag, turning
the cube by hand) goes on; nothing else does: where an animation leads somewhere, its end is shown at once.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStyle

SYSTEM, LESS, FULL = "system", "less", "full"

_EFFECTS = (
    *(Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo),
    *(Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip, Qt.UIEffect.UI_AnimateToolBox),
)


class _Wanted:
    """What a person wants, for the whole program, as its palette is."""

    chosen = SYSTEM
    system_reduces: bool | None = None  #: as far as it was asked


def choose(chosen: str) -> None:
    """Follow the system, move less, or move as made, from now on."""
    _Wanted.chosen = chosen
    _follow()


def system_says(reduced: bool | None) -> None:
    """The system was asked: it wants little motion, or not, or does not say."""
    _Wanted.system_reduces = reduced
    _follow()


def allowed() -> bool:
    """Whether things may move by themselves."""
    if _Wanted.chosen != SYSTEM:
        return _Wanted.chosen == FULL
    if _Wanted.system_reduces is not None:
        return not _Wanted.system_reduces
    style = QApplication.style()
    return style is None or style.styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0


def _follow() -> None:
    """Menus, lists and tips of Qt appear at once where nothing is to move."""
    if not allowed():
        for effect in _EFFECTS:
            QApplication.setEffectEnabled(effect, False)
