"""The types of the options' values: what they read, and what they refuse in words."""

from __future__ import annotations

import argparse

import pytest

from organizer.cli.options import shared


def refused(read: object, text: str) -> str:
    assert callable(read)
    with pytest.raises(argparse.ArgumentTypeError) as error:
        read(text)
    return str(error.value)


def test_whole_numbers() -> None:
    assert (shared.positive("12"), shared.not_negative("0")) == (12, 0)
    for text in ("0", "-1", "1.5", "", "²", "x"):
        assert f"“{text}” is not a whole number of at least 1" in refused(shared.positive, text)
    for text in ("-1", "1.5", "", "²", "9" * 10):
        assert f"“{text}” is not a whole number of at least 0" in refused(shared.not_negative, text)


def test_numbers_of_a_range() -> None:
    minutes = shared.number_between(0.0, 10.0, "a number of minutes")
    assert minutes("2.5") == 2.5
    for text in ("10.1", "-1", "nan", "many"):
        assert refused(minutes, text) == f"“{text}” is not a number of minutes"


def test_weights_of_aspects() -> None:
    parser = argparse.ArgumentParser()
    shared.add_aspect_weights(parser, "default: 1")
    assert parser.parse_args(["--weights", "timbre=2, rhythm=.5"]).weights == {"timbre": 2.0, "rhythm": 0.5}
    with pytest.raises(SystemExit):
        parser.parse_args(["--weights", "timbre"])


def test_names_between_commas() -> None:
    assert shared.names(" tempo, energy,,") == ("tempo", "energy")
    assert shared.names(None) == ()
