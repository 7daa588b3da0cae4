"""Where the Tab key goes next: along everything that is seen, as it lies in the window.

Views come and go, and controls turn grey or hide, so that no order which is set once reaches all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QWidget

from organizer.ui.looks.focus_mark import FocusMark


def move_focus(window: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next control of the window, or the one before. False when there is none."""
    order = list(controls(window))
    if not order:
        return False
    now = QApplication.focusWidget()
    while now is not None and now not in order:  # what has it may be inside of a control, or be none
        now = now.parentWidget()
    if now is None:
        place = 0 if forward else -1
    else:
        place = (order.index(now) + (1 if forward else -1)) % len(order)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    order[place].setFocus(reason)
    return True


def focus_target(view: QWidget) -> QWidget:
    """The part of a view that it names for the keyboard; itself when it names none."""
    while (proxy := view.focusProxy()) is not None:
        view = proxy
    return view


def give_focus(view: QWidget) -> bool:
    """Give the keyboard to a view: to what it names for that, else to the first of its controls that is seen.
    False when there is none, or it is out of sight: then a person would not see where the keyboard is."""
    target = focus_target(view)
    takes = target.focusPolicy() != Qt.FocusPolicy.NoFocus and target.isVisible() and target.isEnabled()
    found = target if takes else next(controls(view), None)
    if found is None:
        return False
    found.setFocus(Qt.FocusReason.ShortcutFocusReason)
    return True


def controls(widget: QWidget) -> Iterator[QWidget]:
    """What takes the keyboard inside of a widget, line by line, each from left to right."""
    parts = [child for child in widget.children() if isinstance(child, QWidget)]
    for child in _in_lines([part for part in parts if _has_place(part)]):
        if not child.isEnabled():
            continue
        if _takes_tab(child):
            yield child
        yield from controls(child)


def _has_place(widget: QWidget) -> bool:
    """Whether it is a part of a line: what is hidden was given no place yet, the mark lies over others."""
    return widget.isVisible() and not widget.isWindow() and not isinstance(widget, FocusMark)


def _takes_tab(widget: QWidget) -> bool:
    if isinstance(widget, QTabBar) and widget.count() < 2:
        return False
    if isinstance(widget, QAbstractButton):
        group = widget.group()
        if widget.autoExclusive() or (group is not None and group.exclusive()):
            return True  # Qt takes those that are not chosen out of its order
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None


def _in_lines(widgets: Sequence[QWidget]) -> list[QWidget]:
    """Widgets beside each other form a line, however high each of them is."""
    lines: list[list[QWidget]] = []
    bottom = -1
    for widget in sorted(widgets, key=QWidget.y):
        place = widget.geometry()
        if not lines or place.center().y() > bottom:
            lines.append([])
            bottom = place.bottom()
        lines[-1].append(widget)
    return [widget for line in lines for widget in sorted(line, key=_left)]


def _left(widget: QWidget) -> int:
    return widget.mapToParent(QPoint()).x()
