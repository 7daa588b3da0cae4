"""How the command line speaks: tables and JSON on standard output, progress on standard error."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from organizer.base import tempo_and_key
from organizer.base.descriptors import OF_TABLES, Descriptors
from organizer.base.errors import UsageError, printable
from organizer.base.model import Progress, Track
from organizer.base.stopping import on_stop, stop
from organizer.work.jobs import JobContext

#: One text of 10,000 letters does not fill every other line with as many spaces.
_WIDEST = 120


def _bare(text: str) -> str:
    """Text that rich takes as it is."""
    return printable(text).replace("[", "(")


@contextlib.contextmanager
def job(title: str, *, unit: str = "songs") -> Iterator[JobContext]:
    """A context for a job, with a progress bar when standard error is a terminal.

    Ctrl+C cancels it in order; a second one does not wait for that.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns: list[str | ProgressColumn] = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(f"{{task.fields[speed]}} {unit}/s"),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[what]}"),
    ]
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(_bare(title), total=None, what="", speed="–")

        def progress(value: Progress) -> None:
            speed = bar.tasks[0].speed
            bar.update(
                task,
                completed=value.done,
                total=value.total or None,
                what=_bare(" · ".join(filter(None, (value.shares, value.what))))[:60],
                speed=f"{speed:.1f}" if speed else "–",
            )

        context = JobContext(progress)
        with on_stop(lambda: stop() if context.cancelled else context.cancel()):
            yield context


def say(text: str = "") -> None:
    """A line of the output proper. Commands print by no other way: tags may hold escapes of terminals."""
    print(printable(text))


def note(text: str) -> None:
    """A line for the person, beside the output proper."""
    print(printable(text), file=sys.stderr)


def decimals(value: float | None, digits: int = 0) -> str:
    """A number in a table; nothing where there is none."""
    return "" if value is None else f"{value:.{digits}f}"


def log_to_stderr(*, verbose: bool) -> None:
    """Warnings, and details when they are asked for, in text that a terminal can show."""

    class Printable(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return "\n".join(map(printable, super().format(record).splitlines()))

    handler = logging.StreamHandler()
    handler.setFormatter(Printable("%(levelname)s:%(name)s:%(message)s"))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])


def print_json(value: object) -> None:
    """One document on standard output, in ASCII. Bytes of paths that are not UTF-8 are \\udcxx escapes."""
    encoder = json.JSONEncoder(ensure_ascii=True, indent=1, default=_plain, allow_nan=False)
    for part in encoder.iterencode(value):
        sys.stdout.write(part.replace("\x7f", "\\u007f"))
    sys.stdout.write("\n")


def under_keys(document: Mapping[str, object], keys: Mapping[str, str]) -> dict[str, object]:
    """A document under the keys that ``--json`` has promised, where the code has other names for them."""
    return {keys.get(name, name): value for name, value in document.items()}


def _plain(value: Any) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"not for JSON: {type(value).__name__}")


def print_table(headers: Sequence[str], rows: Sequence[Sequence[object]], *, prose: bool = False) -> None:
    """Columns that fit the terminal; whole when the output goes into a file or pipe.

    A header that ends in a tab stands over numbers: its column is aligned on the right. With ``prose`` the
    last column is broken into lines where it would be cut.
    """
    cells = [[" ".join(printable(str(cell)).split()) for cell in row] for row in rows]
    rights = [header.endswith("\t") for header in headers]
    names = [header.strip() for header in headers]
    if sys.stdout.isatty():
        _print_fitted(names, rights, cells, prose)
    else:
        _print_whole(names, rights, cells)


def _print_fitted(
    names: Sequence[str], rights: Sequence[bool], rows: Sequence[Sequence[str]], prose: bool
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, (name, right) in enumerate(zip(names, rights, strict=True), start=1):
        broken = prose and number == len(names)
        table.add_column(
            name,
            justify="right" if right else "left",
            no_wrap=not broken,
            overflow="fold" if broken else "ellipsis",
        )
    for row in rows:
        table.add_row(*map(Text, row))
    Console(highlight=False).print(table)


def _print_whole(names: Sequence[str], rights: Sequence[bool], rows: Sequence[Sequence[str]]) -> None:
    """Without rich, which takes half a millisecond a row: a minute for a large library."""
    from rich.cells import cell_len

    lines = [names, *rows]
    widths = [min(_WIDEST, max(map(cell_len, column))) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (
            " " * (width - cell_len(text)) + text if right else text + " " * (width - cell_len(text))
            for text, width, right in zip(line, widths, rights, strict=True)
        )
        print("  ".join(padded).rstrip())


def confirm(question: str, *, yes: bool, as_json: bool, can_look: bool = True) -> bool:
    """Ask, unless ``yes``. Raises ``UsageError`` when there is nobody to ask; ``can_look``: the command has
    a ``--dry-run``."""
    if yes:
        return True
    if as_json or not sys.stdin.isatty():
        raise UsageError(
            "nothing was changed, for nobody confirmed it",
            remedy="add --yes" + (", or --dry-run to look only" if can_look else ""),
        )
    sys.stderr.write(f"{printable(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def song(track: Track, **more: object) -> dict[str, object]:
    """A song as JSON: path, tags, container, descriptors, cell, group; tempo and key as they are shown."""
    tempo, key = tempo_and_key.tempo(track), tempo_and_key.key(track)
    tags = {f.name: getattr(track.tags, f.name) for f in dataclasses.fields(track.tags)}
    return {
        "id": track.id,
        "path": track.path,
        "origin": track.origin,
        "table": track.table,
        "reference": track.reference,
        **{name: list(value) if isinstance(value, tuple) else value for name, value in tags.items()},
        "info": _plain(track.info),
        "away": not track.available,
        "descriptors": _descriptors(track.descriptors) if track.descriptors else None,
        "bpm_shown": tempo.value,
        "bpm_from": tempo.source,
        "key_shown": tempo_and_key.bare(key),
        "key_from": key.source,
        "cell": track.cell,
        "group": track.group,
        **more,
    }


def _descriptors(values: Descriptors) -> dict[str, object]:
    fields = {f.name: getattr(values, f.name) for f in dataclasses.fields(values)}
    fields = {name: value for name, value in fields.items() if value is not None or name not in OF_TABLES}
    return {
        **fields,
        "tempo_alternatives": list(values.tempo_alternatives),
        "replay_gain": values.replay_gain,
    }
