"""What a playlist file names, as tests compare it."""

from pathlib import Path

from organizer.library.playlists import playlist_files


def paths_in(path: str | Path) -> list[str]:
    """The paths and addresses in a playlist file, in order, each as often as it is named."""
    return [named.path for named in playlist_files.entries(path)]
