"""What a playlist file says of one song."""

from __future__ import annotations

from dataclasses import dataclass

from organizer.base.errors import LibraryError

#: An address or a name is not longer; what is goes on as the beginning of it, which is nowhere.
LONGEST = 32_768
#: Of titles and names of artists.
_LONGEST_TEXT = 1_000
#: What stands before the hash of a song's sound, where a list can say which recording is meant.
SOUND = "urn:x-organizer:sound:"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a playlist names: a path or an address, as bytes in UTF-8 or in an encoding of before; and what it
    says of the song."""

    name: bytes
    escaped: bool = False  #: an address by the rules: "%20" is a space
    title: str = ""
    artist: str = ""
    album: str = ""
    duration: float = 0.0  #: seconds; 0 when unknown
    audio_hash: str = ""  #: of its sound, in lists of our own


def text_of(value: object) -> str:
    """A text of a file as it is kept: no longer than titles are."""
    return " ".join(value.split())[:_LONGEST_TEXT] if isinstance(value, str) else ""


def seconds_of(value: object, unit: float = 1.0) -> float:
    """A length in seconds from a text or number in units of so many seconds; 0 for what is none."""
    try:
        seconds = float(str(value).replace(",", ".")) * unit
    except ValueError:
        return 0.0
    return seconds if 0.0 < seconds < 1e7 else 0.0


def sound_of(value: object) -> str:
    """The hash of a sound in an identifier that is one of ours; else empty."""
    text = value.strip() if isinstance(value, str) else ""
    code = text.removeprefix(SOUND)
    return code if code != text and code.isalnum() and len(code) <= 128 else ""


def labelled(label: str) -> tuple[str, str]:
    """Artist and title of "Artist - Title"."""
    artist, dash, title = text_of(label).partition(" - ")
    return (artist.strip(), title.strip()) if dash else ("", artist)


def wrong(source: str, cause: str, remedy: str) -> LibraryError:
    """What is raised for a file that is no playlist."""
    return LibraryError(cause, path=source, remedy=remedy)
