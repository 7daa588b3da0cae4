from __future__ import annotations

import pytest

from organizer.base import plain_words
from organizer.base.descriptors import DESCRIPTORS, readable


@pytest.mark.parametrize(
    ("lufs", "loudness_range", "words"),
    [
        (-7.0, None, "very loud"),
        (-13.9, 2.0, "loud, even"),
        (-14.1, 5.0, "of middle loudness, some quieter parts"),
        (-25.0, 9.0, "quiet, quiet and loud parts"),
        (-40.0, 20.0, "very quiet, from very quiet to loud"),
    ],
)
def test_loudness(lufs, loudness_range, words) -> None:
    assert plain_words.loudness(lufs, loudness_range) == words


def test_how_far_a_group_lies_from_the_others() -> None:
    words = [plain_words.apart(value) for value in (-1.3, -0.6, -0.2, 0.2, 0.6, 1.3)]
    assert words == ["much lower", "lower", "a little lower", "a little higher", "higher", "much higher"]


def test_every_descriptor_has_a_plain_name() -> None:
    technical = [one.name for one in DESCRIPTORS if plain_words.name(one.name) == readable(one.name)]
    assert technical == ["excerpt_start"]  # it is no number to compare songs by
    assert plain_words.name("sound:jazz") == "sounds like jazz"
    assert plain_words.name("my_number") == "my number"


def test_structure_and_agreement() -> None:
    assert [plain_words.structure(value) for value in (0.8, 0.6, 0.3, 0.1, -0.2)] == [
        "clearly apart",
        "fairly apart",
        "weakly apart",
        "hardly apart",
        "hardly apart",
    ]
    assert plain_words.agreement(1.0) == "the same" and "nothing" in plain_words.agreement(-0.1)
