"""What is given out: icons, and what a bundle leaves out and says of itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

PACKAGING = Path(__file__).parents[2] / "packaging"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", PACKAGING / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_icons_of_windows_and_macos_are_made_of_the_drawing(qapp, tmp_path):
    script("icons").main(tmp_path)
    with Image.open(tmp_path / "organizer.ico") as icon:
        assert {(16, 16), (48, 48), (256, 256)} <= icon.ico.sizes()
    with Image.open(tmp_path / "organizer.icns") as icon:
        assert max(size[0] for size in icon.info["sizes"]) >= 512
        small = icon.convert("RGBA").resize((16, 16))
    assert len(small.getcolors() or ()) > 10, "something is drawn"


@pytest.mark.parametrize(
    ("name", "unused"),
    [
        ("PySide6/Qt/lib/libQt6Quick.so.6", True),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", False),
        ("PySide6\\opengl32sw.dll", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/translations/qtbase_uk.qm", True),
        ("PySide6/Qt/translations/qt_help_de.qm", True),
        ("babel/locale-data/de_AT.dat", False),
        ("babel/locale-data/uk.dat", True),
        ("scipy/linalg/tests/data.npz", True),
        ("organizer/base/reporting/texts/LGPL-3.0.txt", False),
    ],
)
def test_a_bundle_leaves_out_what_is_not_used(name, unused):
    assert script("unused").is_unused(name, ["de", "fr"]) is unused


def test_the_manual_says_nothing_that_roff_takes_for_an_instruction():
    documents = script("documents")
    assert documents.text(".SH no-heading\nof \\e") == r"\&.SH no\-heading of \ee"
    page = documents.man_page(documents.whole_parser())
    assert ".SS organizer playlist" in page and page.startswith(".TH ORGANIZER 1")
