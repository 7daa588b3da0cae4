"""Charts as SVG and PNG."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from organizer.pictures import chart_files, point_charts
from organizer.pictures.charts import Chart, Dots, Kinds, Picture, Rect


def test_svg_is_well_formed_whatever_names_hold() -> None:
    x = np.arange(50.0)
    kinds = Kinds(np.zeros(50, np.int64), ("<b>&\x07\udcff",), ("#e69f00",))
    text = chart_files.svg(point_charts.scatter(("a<", "b"), x, x, kinds))
    tree = ElementTree.fromstring(text)
    assert sum(1 for _ in tree.iter("{http://www.w3.org/2000/svg}circle")) == 50


def test_a_density_in_svg_is_a_readable_png() -> None:
    import base64
    import io

    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 255, (5, 7, 4), dtype=np.uint8)
    text = chart_files.svg(Chart(20, 20, (Picture(0, 0, 7, 5, pixels),)))
    data = text.partition("base64,")[2].partition('"')[0]
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), pixels)


def test_png_shows_the_colours_of_the_marks() -> None:
    marks = (Rect(10, 10, 10, 10, "#ff0000"), Dots(np.array([40.0]), np.array([15.0]), ("#0000ff",), 5, 1.0))
    image = chart_files.render(Chart(60, 30, marks))
    assert image.getpixel((30, 30)) == (255, 0, 0)
    assert image.getpixel((80, 30)) == (0, 0, 255)
    assert image.getpixel((110, 50)) == (255, 255, 255)
