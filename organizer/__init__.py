"""Organizer: a music library laid out as a map that can be seen, heard and arranged.

``organizer.open()`` gives a library to Python, to look at: its songs as values, their numbers as numpy
arrays. ``docs/python.md`` tells how. Until it is called nothing but the errors is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizer.base.errors import LibraryError, OrganizerError, UsageError
from organizer.base.reporting.version import __version__

if TYPE_CHECKING:
    from os import PathLike

    from organizer.api.library import Library

__all__ = ["LibraryError", "OrganizerError", "UsageError", "__version__", "open"]


def open(path: str | PathLike[str] | None = None) -> Library:
    """A music library to look at, as the window and the commands know it. Nothing is changed through it.

    Parameters
    ----------
    path : str or path, optional
        The library file. Default: the one of the window and the commands, in your data folder.

    Returns
    -------
    Library
        Close it when you are done, or use it in a ``with`` statement. It may be used from several threads,
        and beside the window: what is added there is seen by the next question. A library that an older
        Organizer wrote is brought up to date first, as every command does it, with a copy beside it.

    Raises
    ------
    LibraryError
        There is no library, or it cannot be read, or a newer Organizer wrote it.

    Examples
    --------
    >>> import organizer
    >>> with organizer.open() as library:  # doctest: +SKIP
    ...     for song in library.songs("genre:folk bpm:..100"):
    ...         print(song.artist, song.title, song.bpm)
    """
    from organizer.api.library import Library

    return Library(path)
