"""The door for mutagen's errors: what a damaged file makes it raise is one kind of error.

On some damaged files mutagen raises what elsewhere is a fault of a program, such as ``AttributeError`` and
``TypeError``. ``parsing`` stands around calls into mutagen and around nothing else, and lets through what
was raised in our own code that mutagen calls back, so that a fault of ours is never called damage of a file.
"""

from __future__ import annotations

import contextlib
import errno
import struct
from collections.abc import Iterator

from organizer.base.atomic import world_error
from organizer.base.errors import OrganizerError, TagError
from organizer.base.language import tr

_RAISED = (
    ValueError,
    LookupError,
    ArithmeticError,
    struct.error,
    EOFError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    NotImplementedError,
)
#: Of an ``OSError``: mutagen raised it for a file that ends early, or asked for a place before its start.
_WRONG_PLACES = (None, errno.EINVAL)


class DamagedError(TagError):
    """mutagen cannot parse the file, or a part of it."""


@contextlib.contextmanager
def parsing() -> Iterator[None]:
    """Around calls into mutagen alone: ``DamagedError`` for what it cannot parse, ``OSError`` for a disk that
    cannot be read."""
    from mutagen import MutagenError

    try:
        yield
    except MutagenError as error:
        # mutagen wraps errors of the disk, and its own, which have no number
        cause = error.args[0] if error.args else None
        if isinstance(cause, OSError) and cause.errno not in _WRONG_PLACES:
            raise cause from error
        raise _damaged(error) from error
    except OSError as error:
        if error.errno not in _WRONG_PLACES:
            raise
        raise _damaged(error) from error
    except _RAISED as error:
        if _is_ours(error):
            raise
        raise _damaged(error) from error


def _damaged(error: Exception) -> DamagedError:
    detail = str(error).strip() or type(error).__name__
    return DamagedError(
        tr("its tags cannot be read ({detail})", detail=detail[:200]),
        remedy=tr("the file is damaged or not what its name says; play it to check, or get it anew"),
    )


def _is_ours(error: Exception) -> bool:
    """Whether the innermost code that is ours or mutagen's is ours: mutagen reads through our files."""
    package, trace = "", error.__traceback__
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
        package = name if name in ("organizer", "mutagen") else package
        trace = trace.tb_next
    return package == "organizer"


@contextlib.contextmanager
def translated(path: str) -> Iterator[None]:
    """What the world did to a file, with its path. Damage is told from our own faults where mutagen is called
    (``parsing``) and where our own editors read bytes."""
    try:
        yield
    except OrganizerError as error:
        if error.path is None:
            error.path = path
        raise
    except OSError as error:
        raise world_error(error, path, TagError) from error
    except MemoryError as error:
        raise TagError(
            tr("its tags take more memory than there is"),
            path=path,
            remedy=tr(
                "the file is damaged or made to do harm; get it anew, or write its tags anew elsewhere"
            ),
        ) from error
