from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.work.playlists import rules
from organizer.work.playlists.rules import PRESETS, Rules, Slope


def test_rules_are_read_as_they_are_written() -> None:
    texts = ["artist=5", "album=2", "copies=no", "tempo=130..90", "energy=peak", "keys=near!", "sound=much"]
    made = rules.read([*texts, "only=genre:jazz", "never=year:..1960", "must=/a.mp3"], Rules())
    assert made == Rules(
        artist_gap=5,
        album_gap=2,
        copies=False,
        tempo=Slope("falling", 90.0, 130.0),
        energy=Slope("peak"),
        keys="near",
        keys_first=True,
        sound="much",
        only="genre:jazz",
        never="year:..1960",
        must=("/a.mp3",),
    )
    assert rules.restored(rules.stored(made)) == made
    assert rules.restored('{"must": [1], "album_gap": 2}') == Rules(album_gap=2)
    assert rules.read(["tempo=any", "keys=any"], made) == Rules(
        5,
        2,
        False,
        energy=Slope("peak"),
        sound="much",
        only="genre:jazz",
        never="year:..1960",
        must=("/a.mp3",),
    )
    assert rules.slope("peak 90..130", "").shape == "peak"


@pytest.mark.parametrize(
    "text",
    "artist artist=-1 artist=1000 tempo=fast tempo=1..2..3 keys=nearly copies=x x=1 tempo=..".split(),
)
def test_what_is_no_rule_is_said_in_one_line(text: str) -> None:
    with pytest.raises(UsageError, match="is not a rule") as error:
        rules.read([text], Rules())
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_kept_for_next_time(preset: rules.Preset) -> None:
    assert rules.restored(rules.stored(preset.rules)) == rules.preset(preset.name) == preset.rules


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        '{"artist_gap": "many", "keys": [], "minutes": -4, "count": true, "copies": 3}',
        '{"tempo": {"shape": "up"}, "energy": 5, "unheard": 1, "only": null}',
    ],
)
def test_settings_that_cannot_be_used_are_the_usual_ones(text: str) -> None:
    assert rules.restored(text) == Rules()


def test_ramps_of_settings_keep_their_values_where_these_can_be() -> None:
    tempo, energy = '{"shape": "peak", "low": 80, "high": 120}', '{"shape": "rising", "low": 2, "high": 1}'
    ramps = f'{{"tempo": {tempo}, "energy": {energy}}}'
    assert rules.restored(ramps) == Rules(tempo=Slope("peak", 80.0, 120.0), energy=Slope("rising"))


def test_an_unknown_preset_names_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="choose one of sound"):
        rules.preset("polka")
