"""Insight into files: what writes them, as jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage

from organizer.base.atomic import replace_file
from organizer.library.storage.database import Database
from organizer.pictures import chart_files
from organizer.pictures.charts import Chart
from organizer.work.arranging.exporting import write_csv
from organizer.work.insight.insighting import Gathered
from organizer.work.insight.report import song_table
from organizer.work.jobs import JobContext


def write_numbers(db: Database, songs: Gathered, path: str, rows: Any) -> Callable[[JobContext], None]:
    """The rows of these songs as CSV."""

    def job(_context: JobContext) -> None:
        replace_file(path, write_csv(*song_table(db, songs, rows.tolist())))

    return job


def write_svg(chart: Chart, path: str) -> Callable[[JobContext], None]:
    """The chart as SVG, which follows light and dark."""
    return lambda _context: chart_files.write_svg(chart, path)


def write_png(image: QImage, path: str) -> Callable[[JobContext], None]:
    """A picture as it was seen, as PNG."""

    def job(_context: JobContext) -> None:
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        replace_file(path, chart_files.bytes_writer(bytes(buffer.data().data())))

    return job
