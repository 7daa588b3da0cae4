"""Songs as tools see them, and what tools make of them, in short."""

from __future__ import annotations

from organizer.work.tags.tools.song import Song, Tool, Values


def song(path: str = "/music/Artist/Album/01 Title.mp3", /, **values: str | Values) -> Song:
    """A song with these fields."""
    return Song(1, path, {k: v if isinstance(v, tuple) else (v,) for k, v in values.items()})


def made(
    tool: Tool, path: str = "/music/Artist/Album/01 Title.mp3", /, **values: str | Values
) -> dict[str, str | Values]:
    """What a tool makes of a song: a text where there is one value."""
    return {k: v[0] if len(v) == 1 else v for k, v in tool.of(song(path, **values)).values.items()}
