"""What an edit of a field makes of the keys that hold it."""

from __future__ import annotations

from organizer.library.tags.named.writing import parts


def test_parts_of_performers_in_keys_go_with_the_field() -> None:
    present = {"performer": ["Ann"], "performer:drums": ["Bob"], "title": ["x"]}
    assert parts("vorbis", "performer", ("Ann", "Bob (drums)"), present) == [
        (("performer",), ("Ann", "Bob (drums)")),
        (("performer:drums",), ()),
    ]


def test_a_rating_is_written_for_all_who_read_it() -> None:
    present = {"rating": ["3"], "rating:me@example.org": ["0.2"]}
    assert parts("vorbis", "rating", "8", present) == [
        (("fmps_rating",), ("0.8",)),
        (("rating",), ("4",)),
        (("rating:me@example.org",), ("0.8",)),
    ]
    assert all(not texts for _, texts in parts("vorbis", "rating", "", present))
    assert len(parts("vorbis", "rating", "", present)) == 3
