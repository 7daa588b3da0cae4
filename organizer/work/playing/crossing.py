"""By how many seconds two songs overlap that follow each other."""

from __future__ import annotations

import os

from organizer.base.model import Track

#: Seconds in which a song gives way to one that a person chose, where songs cross-fade.
BY_HAND = 0.5


def overlap(before: Track, after: Track, *, seconds: float, albums: bool) -> float:
    """Seconds before the end of a song at which the next one begins; 0: it follows without a gap.

    A song that is repeated does not overlap with itself, nor, unless ``albums``, a song with the one that
    comes after it on its album: what is between those is part of the album.
    """
    if before.id == after.id or (not albums and follows_on_album(before, after)):
        return 0.0
    return seconds


def follows_on_album(before: Track, after: Track) -> bool:
    """Whether a song comes next on the same album: of the same album artist, and without one, in the same
    folder."""
    album, artist = before.tags.text("album"), before.tags.text("album_artist")
    if not album or (after.tags.text("album"), after.tags.text("album_artist")) != (album, artist):
        return False
    if not artist and os.path.dirname(before.path) != os.path.dirname(after.path):
        return False
    first, second = _number(before, "track"), _number(after, "track")
    disc, other = _number(before, "disc") or 1, _number(after, "disc") or 1
    if disc == other:
        return first is not None and second == first + 1
    return other == disc + 1 and second == 1


def _number(track: Track, name: str) -> int | None:
    """Of "3/12" the 3."""
    said = track.tags.text(name).partition("/")[0].strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else None
