"""Numbers of songs as headings and amid sentences."""

from organizer.base.descriptors import BY_NAME
from organizer.ui.songs import number_titles


def test_every_number_of_the_analysis_has_a_title() -> None:
    for name in BY_NAME:
        assert number_titles.in_sentence(name) == name.replace("_", " ")
        assert number_titles.title_of(name) == name.replace("_", " ").capitalize()


def test_numbers_of_tables_are_called_as_the_table_calls_them() -> None:
    assert number_titles.title_of("hand_claps") == "Hand claps"
    assert number_titles.in_sentence("hand_claps") == "hand claps"
    assert number_titles.title_of("sound:jazz") == "Jazz (sound)"
