"""Insight into files: what writes them, as jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QBuffer

from organizer.base.atomic import replace_file
from organizer.library.storage.database import Database
from organizer.pictures import chart_files
from organizer.pictures.charts import Chart
from organizer.ui.widgets import chart_paint
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


def write_png(chart: Chart, path: str, looks: tuple[Any, Any]) -> Callable[[JobContext], None]:
    """The chart as PNG, in the palette and font that it is seen in."""

    def job(_context: JobContext) -> None:
        kept = QBuffer()
        kept.open(QBuffer.OpenModeFlag.WriteOnly)
        chart_paint.image(chart, *looks).save(kept, "PNG")  # type: ignore[call-overload]
        replace_file(path, chart_files.bytes_writer(bytes(kept.data().data())))

    return job
