"""Which points lie inside a drawn shape."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

from organizer.ui.widgets.shapes import points_inside


def test_inside_an_outline_with_a_bay(qapp):
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(*p) for p in ((0, 0), (100, 0), (100, 100), (50, 20), (0, 100))]))
    x, y = np.array([50, 50, 10, 90, -5, 150, np.nan]), np.array([10, 60, 50, 50, 10, 10, 10.0])
    assert points_inside(path, x, y).tolist() == [True, False, True, True, False, False, False]


def test_on_a_stroke_as_wide_as_the_pen(qapp):
    path = QPainterPath(QPointF(-50, 0))
    path.lineTo(50, 0)
    x, y = np.zeros(4), np.array([-9.0, 9.0, -12.0, 12.0])
    assert points_inside(path, x, y, pen=20).tolist() == [True, True, False, False]


def test_an_empty_shape_holds_nothing(qapp):
    path = QPainterPath()
    path.addRect(QRectF(5, 5, 0, 0))
    assert not points_inside(path, np.array([5.0]), np.array([50.0])).any()
