"""Whether a template for files stays below its folder: what is typed in it must not lead elsewhere.

What songs say never begins a folder and never leads out of one (``file_names``); text that is typed between
the fields might: "../", "/", "~", "C:". Such a template is refused, rather than made into other names than
those that were asked for.
"""

from __future__ import annotations

import re

from organizer.base.errors import UsageError
from organizer.base.language import tr

_FIELD = re.compile(r"\{(?:\"[^\"]*\"|[^}\"])*\}")
_VALUE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what a song says
_DRIVE = re.compile(r"[A-Za-z]:")


def check(text: str, *, dots: bool = False) -> None:
    """Raise ``UsageError`` for a template that leaves the folder that names begin in, or whose folders have
    no name of their own. ``dots``: names there may not end with a dot."""
    shape = _FIELD.sub(lambda field: _VALUE * len(field[0]), text)
    if not text.strip():
        return  # which its reader says
    if shape.rstrip("] ").endswith("/"):
        raise UsageError(
            tr("the template ends with a folder"),
            remedy=tr("write behind it what files are called: {title}", title="{title}"),
        )
    column = 1
    parts = shape.split("/")
    for place, part in enumerate(parts):
        bare = part.translate({ord("["): None, ord("]"): None}).strip()
        is_folder = place < len(parts) - 1
        _check_part(bare, column, first=place == 0, folder=is_folder, optional=bare != part.strip())
        if dots and is_folder and bare.endswith("."):
            cause = tr("a folder ends with a dot, which Windows and memory cards do not take")
            raise _refused(column, cause, tr("leave the dot out"))
        column += len(part) + 1


def _check_part(bare: str, column: int, *, first: bool, folder: bool, optional: bool) -> None:
    below = tr("leave it out: files stay below their folder; another folder is chosen beside the template")
    if first and folder and not bare and not optional:
        remedy = tr("leave the first “/” out; another folder is chosen beside it")
        raise _refused(column, tr("it begins below a folder"), remedy)
    if bare in (".", "..") and folder:
        raise _refused(column, tr("“{part}/” would leave the folder", part=bare), below)
    if first and (bare == "~" or (folder and bare.startswith("~"))):
        raise _refused(column, tr("“~” is no folder here"), below)
    if first and _DRIVE.match(bare):
        raise _refused(column, tr("“{part}” is a disk, and would leave the folder", part=bare[:2]), below)
    if folder and not bare and not optional:
        raise _refused(column, tr("a folder between two “/” has no name"), tr("write one “/” alone"))
    if bare.startswith(".") and bare.strip("."):
        cause = tr("a name that begins with a dot is hidden, and its songs would not be found again")
        raise _refused(column, cause, tr("leave the dot out"))


def _refused(column: int, cause: str, remedy: str) -> UsageError:
    return UsageError(
        tr("the template cannot be read at column {column}: {cause}", column=column, cause=cause),
        remedy=remedy,
    )
