from __future__ import annotations

import pytest

from organizer.work.tags.tools.splitting import Join, Split, split_names
from tests.work.tags.tools.made import made

ALL = (";", "/", "&", "and", ",", "x")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A; B;C", ["A", "B", "C"]),
        ("A / B", ["A", "B"]),
        ("AC/DC", ["AC/DC"]),
        ("AC/DC / B", ["AC/DC", "B"]),
        ("Earth, Wind & Fire & B", ["Earth, Wind & Fire", "B"]),
        ("Tyler, The Creator, B", ["Tyler, The Creator", "B"]),
        ("Bob Marley & the Wailers, B", ["Bob Marley & the Wailers", "B"]),
        ("10,000 Maniacs", ["10,000 Maniacs"]),
        ("Anderson and Sandy", ["Anderson", "Sandy"]),
        ("Felix x Alex", ["Felix", "Alex"]),
        ("R&B", ["R&B"]),
        (";", [";"]),
        ("A;;B;", ["A", "B"]),
    ],
)
def test_names_are_split_where_they_are_several(text: str, names: list[str]) -> None:
    assert split_names(text, ALL) == names


def test_fields_become_several_values() -> None:
    assert made(Split(), artist="A; B", genre="x; y") == {"artist": ("A", "B")}
    assert made(Split(fields=("genre",), separators=("/",), tight=True), genre="Pop/Rock") == {
        "genre": ("Pop", "Rock")
    }
    assert made(Split(separators=(",",), keep=("Now, Later",)), artist="Now, Later, B") == {
        "artist": ("Now, Later", "B")
    }
    assert made(Split(), artist=("A; B", "B")) == {"artist": ("A", "B")}
    assert made(Split(), artist="A.*B") == {}
    assert Split(separators=()).problem()


def test_values_are_joined() -> None:
    assert made(Join(separator=" / "), artist=("A", "B"), genre=("x", "y")) == {"artist": "A / B"}
    assert made(Join(), artist="A") == {}
    assert Join(separator="").problem()
