"""How wide the columns of the table are."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics

from organizer.ui.songs.columns import COLUMNS, widths


def test_words_give_way_before_numbers(qapp) -> None:
    metrics = QFontMetrics(QFont())
    shown = [n for n, column in enumerate(COLUMNS) if not column.hidden]
    title, key = (next(n for n in shown if COLUMNS[n].order == order) for order in ("title", "key"))
    whole = sum(COLUMNS[n].width for n in shown)
    roomy, narrow, least = (widths(shown, room, metrics) for room in (2 * whole, round(0.8 * whole), 10))
    assert 2 * whole - len(shown) <= sum(roomy.values()) <= 2 * whole
    assert sum(narrow.values()) <= 0.8 * whole and narrow[title] < COLUMNS[title].width
    assert all(one[key] >= metrics.horizontalAdvance(COLUMNS[key].widest) for one in (roomy, narrow, least))
    assert least[title] >= 0.6 * COLUMNS[title].width  # then the view scrolls


def test_the_heading_of_a_number_is_shown_whole(qapp) -> None:
    metrics = QFontMetrics(QFont("", 40))
    right = [n for n, column in enumerate(COLUMNS) if column.right]
    wide = widths(right, 10, metrics)
    assert right and all(wide[n] > metrics.horizontalAdvance(COLUMNS[n].title) for n in right)
