"""Pieces of the map are kept up to a size. ``tests/ui/map`` has what they show."""

from __future__ import annotations

from PySide6.QtGui import QImage

from organizer.ui.canvas.tiles import Store


def test_the_pieces_that_were_seen_last_are_kept_up_to_so_many_bytes() -> None:
    store = Store()
    store.most = 3 * 4 * 16**2
    for number in range(5):
        store.keep((0, 0, 16, number, 0), QImage(16, 16, QImage.Format.Format_RGB32))
        if (0, 0, 16, 1, 0) in store:
            store.move_to_end((0, 0, 16, 1, 0))
    assert [key[3] for key in store] == [3, 4, 1]
    store.keep((0, 0, 64, 0, 0), QImage(64, 64, QImage.Format.Format_RGB32))
    assert list(store) == [(0, 0, 64, 0, 0)], "one that is larger than that is kept alone"
