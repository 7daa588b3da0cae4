"""The outline of the song as a slider, under hand and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from organizer.ui.sound.wave_slider import WaveSlider
from organizer.ui.widgets import theme
from tests.ui.pointer import move


@pytest.fixture
def slider(qtbot) -> WaveSlider:
    slider = WaveSlider("Position in the song")
    qtbot.addWidget(slider)
    slider.setRange(0, 240_000)
    slider.resize(481, 30)
    slider.show_wave(bytes([40, 255]) * 500)
    slider.show()
    return slider


@pytest.mark.parametrize("x", [0, 1, 120, 240, 479, 480])
def test_each_pixel_is_its_own_moment(slider, qtbot, x):
    released = []
    slider.sliderReleased.connect(lambda: released.append(slider.value()))
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x, 15))
    assert released == [x * 500]
    assert slider.x_of(x * 500) == pytest.approx(x)


def test_it_is_dragged_also_beyond_its_ends(slider, qtbot):
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, 15))
    assert slider.isSliderDown() and slider.sliderPosition() == 50_000
    move(slider, QPoint(300, 15), Qt.MouseButton.LeftButton)
    assert slider.sliderPosition() == 150_000
    move(slider, QPoint(900, 15), Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(900, 15))
    assert slider.value() == 240_000 and not slider.isSliderDown()


def test_keys_go_on_as_before(slider, qtbot):
    slider.setSingleStep(5_000)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 5_000


def test_parts_have_their_colours_and_what_is_over_is_stronger(slider, qtbot):
    theme_colour = theme.group_colour
    slider.show_parts([0.0, 0.5], [3, 1])
    assert slider.colour_at(0.2) == theme_colour(3) and slider.colour_at(0.7) == theme_colour(1)
    slider.setValue(120_000)
    image = slider.grab().toImage()
    middle = image.height() // 2
    scale = image.devicePixelRatio()

    def colour(x: int):
        return image.pixelColor(round(x * scale), middle)

    assert colour(60) == theme_colour(3)
    assert colour(360) != theme_colour(1)  # it is still to come
    slider.show_wave(b"")
    assert not slider.has_wave
    assert slider.grab().toImage() != image
