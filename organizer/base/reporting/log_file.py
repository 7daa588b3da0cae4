"""The log: a file that rotates. What a line says of a person's music stands in ‹…›, so that a report can
leave it out without guessing which words are names."""

from __future__ import annotations

import contextlib
import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

#: The largest that one file gets, in bytes, and how many older ones are kept.
_LARGEST = 1_000_000
_KEPT = 3

#: Of the log, a report has the end, in bytes.
_TAIL = 60_000

_MARKED = re.compile("‹[^‹›]*›")


def folder() -> Path:
    """Where logs lie, by the custom of the system."""
    return Path(platformdirs.user_log_dir("organizer", appauthor=False))


def path() -> Path:
    """The file that is written now."""
    return folder() / "organizer.log"


def start(*, verbose: bool = False) -> logging.Handler | None:
    """Write what is logged into the file, until the handler is closed; none where no file can be made."""
    try:
        folder().mkdir(parents=True, exist_ok=True)
        handler = _Quiet(path(), maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8", errors="replace")
    except OSError:
        return None
    handler.setFormatter(MarkedFormatter())
    handler.setLevel(logging.INFO if verbose else logging.WARNING)
    logging.getLogger().addHandler(handler)
    return handler


def stop(handler: logging.Handler | None) -> None:
    """Write no more."""
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()


def tail(*, names: bool = False) -> str:
    """The end of the log, with or without what it says of a person's music; "" where there is none."""
    text = ""
    with contextlib.suppress(OSError), open(path(), "rb") as file:
        file.seek(0, 2)
        size = file.tell()
        file.seek(max(0, size - _TAIL))
        text = file.read().decode("utf-8", errors="replace")
        if size > _TAIL:
            text = text.partition("\n")[2]
    return text if names else without_names(text)


def without_names(text: str) -> str:
    """The text with nothing in its marks."""
    return _MARKED.sub("‹…›", text)


class _Quiet(RotatingFileHandler):
    """A full disk, or another window that holds the file, is no reason to say anything."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Leave the line out."""


class MarkedFormatter(logging.Formatter):
    """Marks each value of a line that is no number, and what an error says of itself."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """One line, and after it the error with the way to it, if there is one."""
        copy = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        copy.args = _marked_arguments(record.args)
        try:
            line = super().format(copy)
        except (TypeError, ValueError):  # the values do not fit: better a strange line than none
            line = f"{record.levelname} {record.name}: {record.msg} {_marked(record.args)}"
        if record.exc_info and record.exc_info[1] is not None:
            line += "\n" + described(record.exc_info[1])
        return line


def described(error: BaseException) -> str:
    """An error with the way to it and those before it; what it says of itself is marked."""
    parts = []
    link: BaseException | None = error
    for _ in range(10):  # circles were seen
        if link is None:
            break
        lines = [f"{type(link).__name__}: {_marked(link)}"]
        trace = link.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {_short(code.co_filename)}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        parts.append("\n".join(lines))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\nafter\n".join(parts)


def _short(file: str) -> str:
    """A module's file without the folder that it is installed in, which may name a person."""
    for root in sorted(filter(None, sys.path), key=len, reverse=True):
        if file.startswith(root):
            return file[len(root) :].lstrip("/\\").replace("\\", "/")
    return Path(file).name


def _marked_arguments(arguments: object) -> tuple[object, ...] | dict[str, object] | None:
    if isinstance(arguments, tuple):
        return tuple(map(_marked, arguments))
    if isinstance(arguments, dict):
        return {str(name): _marked(value) for name, value in arguments.items()}
    return None


def _marked(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    text = str(value).replace("‹", "<").replace("›", ">").replace("\n", "⏎")
    return f"‹{text}›"
