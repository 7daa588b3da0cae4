from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from organizer.base.palette import GROUP_COLOURS, LABEL_COLOURS, group_colour
from organizer.pictures import layers

Array = npt.NDArray[np.float64]

#: What eyes see that lack one kind of cone (Machado, Oliveira, Fernandes 2009, severity 1), on linear light.
EYES = {
    "all cones": np.eye(3),
    "no long": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no middle": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no short": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def oklab(colours: tuple[str, ...], eye: Array) -> Array:
    """Lightness and two hues in which equal steps look equal (Ottosson 2020): shape=(n, 3)."""
    rgb = np.array([[int(text[at : at + 2], 16) / 255 for at in (1, 3, 5)] for text in colours])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    cones = np.clip(linear @ eye.T, 0, 1) @ np.array(
        [[0.4122, 0.2119, 0.0883], [0.5363, 0.6807, 0.2817], [0.0514, 0.1074, 0.6300]]
    )
    return np.cbrt(np.clip(cones, 0, None)) @ np.array(
        [[0.2105, 1.9780, 0.0259], [0.7936, -2.4286, 0.7828], [-0.0041, 0.4506, -0.8087]]
    )


def least_apart(colours: tuple[str, ...], eye: Array) -> float:
    seen = oklab(colours, eye)
    apart = np.linalg.norm(seen[:, None] - seen[None], axis=2)
    return float(apart[np.triu_indices(len(colours), 1)].min())


def test_all_kinds_of_eyes_tell_the_groups_apart() -> None:
    for name, eye in EYES.items():
        assert least_apart(LABEL_COLOURS, eye) > 0.07, name
        assert least_apart(GROUP_COLOURS, eye) > 0.05, name


def test_no_two_groups_have_the_same_colour() -> None:
    colours = tuple(group_colour(number) for number in range(60))
    assert len(set(colours)) == 60
    assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for colour in colours)
    assert least_apart(colours[:32], EYES["all cones"]) > 0.02


def lightness(colours: npt.NDArray[np.uint8], eye: Array) -> Array:
    """L* of CIELAB, 0–100, of colours (shape=(n, 3)) as an eye sees them."""
    rgb = colours / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    light = np.clip(linear @ eye.T, 0, 1) @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(light > 216 / 24389, 116 * np.cbrt(light) - 16, light * 24389 / 27)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("eye", EYES)
def test_a_scale_goes_from_dark_to_light_for_all_kinds_of_eyes(eye: str, dark: bool) -> None:
    levels = lightness(layers.scale(np.linspace(0, 1, 256, dtype=np.float32), dark=dark), EYES[eye])
    steps = np.diff(levels) * np.sign(levels[-1] - levels[0])
    assert steps.min() > -0.15, "no more than rounding to whole numbers does"
    assert (np.diff(levels[::8]) * np.sign(levels[-1] - levels[0])).min() > 0.5
