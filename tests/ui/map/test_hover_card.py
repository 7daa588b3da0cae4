"""The card beside a cell: what it says, and where it lies."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from organizer.ui.map.hover_card import HoverCard


@pytest.fixture
def card(qtbot) -> HoverCard:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(900, 600)
    parent.show()
    made = HoverCard(parent)
    made.parent_ = parent  # or Python would collect it
    return made


def test_it_says_what_it_was_given_to_screen_readers_too(card: HoverCard) -> None:
    card.present("3 songs", "", ("One", "Two"), "1 more", play_first=True)
    assert card.text == card.accessibleDescription() == "3 songs\nOne\nTwo\n1 more"
    taller = card.height()
    card.present("3 songs", "", (), "", play_first=False)
    assert card.height() < taller


def test_the_name_of_the_island_is_shown_whole(card: HoverCard) -> None:
    name = "A name " * 12
    card.present("3 songs", "slow", (), "", play_first=False)
    plain = card.height()
    card.present("3 songs", "slow", (), "", play_first=False, island="Folk")
    one = card.height()
    card.present("3 songs", "slow", (), "", play_first=False, island=name.strip())
    assert plain < one <= card.height() - 2 * (one - plain - 4)
    assert f"on “{name.strip()}”" in card.accessibleDescription()
    card.present("3 songs", "Folk", (), "", play_first=False, island="Folk")
    assert card.text == "3 songs\nFolk"


@pytest.mark.parametrize("cell", [(0, 0), (440, 280), (860, 0), (860, 560), (0, 560)])
def test_it_lies_in_the_map_and_beside_the_cell(card: HoverCard, cell: tuple[int, int]) -> None:
    card.present("A heading", "slow", ("One", "Two", "Three"), "", play_first=False)
    place = QRect(*cell, 40, 40)
    card.place_beside(place)
    assert card.isVisible()
    assert card.parentWidget().rect().contains(card.geometry())
    visible = card.geometry().adjusted(10, 10, -10, -10)  # without its shadow
    assert not visible.intersects(place)
