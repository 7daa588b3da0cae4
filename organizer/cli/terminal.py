"""How the command line speaks: tables and JSON on standard output, progress on standard error."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from organizer.api.documents import moment as moment  # noqa: PLC0414  commands have it from here
from organizer.api.documents import song as song  # noqa: PLC0414
from organizer.base.errors import UsageError, printable
from organizer.base.language import number, tr, tr_as
from organizer.base.model import Progress
from organizer.base.stopping import on_stop, stop
from organizer.cli import answer
from organizer.work.jobs import JobContext

#: One text of 10,000 letters does not fill every other line with as many spaces.
_WIDEST = 120


#: How fast a job is, by the unit of what it does.
_SPEEDS: Mapping[str, Callable[[str], str]] = {
    "songs": lambda n: tr("{n} songs/s", n=n),
    "files": lambda n: tr("{n} files/s", n=n),
    "steps": lambda n: tr("{n} steps/s", n=n),
    "lines": lambda n: tr("{n} lines/s", n=n),
    "epochs": lambda n: tr("{n} epochs/s", n=n),
    "numbers": lambda n: tr("{n} numbers/s", n=n),
    "pictures": lambda n: tr("{n} pictures/s", n=n),
    "seconds": lambda n: tr("{n} seconds/s", n=n),
}


def _speed(number_of: str, unit: str) -> str:
    in_words = _SPEEDS.get(unit)
    return f"{number_of} {unit}/s" if in_words is None else in_words(number_of)


def _bare(text: str) -> str:
    """Text that rich takes as it is."""
    return printable(text).replace("[", "(")


@contextlib.contextmanager
def job(title: str, *, unit: str = "songs") -> Iterator[JobContext]:
    """A context for a job, with a progress bar when standard error is a terminal.

    Ctrl+C cancels it in order; a second one does not wait for that. That it waits for better times is noted.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns: list[str | ProgressColumn] = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
        TextColumn("[dim]{task.fields[what]}"),
    ]
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(_bare(title), total=None, what="", speed=_speed("–", unit))

        waiting = ""

        def progress(value: Progress) -> None:
            nonlocal waiting
            if value.waiting and value.waiting != waiting:
                note(value.waiting)
            waiting = value.waiting
            speed = bar.tasks[0].speed
            bar.update(
                task,
                completed=value.done,
                total=value.total or None,
                what=_bare(" · ".join(filter(None, (value.waiting, value.shares, value.what))))[:60],
                speed=_speed(number(speed, 1) if speed else "–", unit),
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
    return "" if value is None else number(value, digits)


def row_of(facts: Iterable[str]) -> str:
    """ "3 new, 1 changed": facts in a row; empty ones are left out."""
    return tr_as("between facts in a row", ", ").join(filter(None, facts))


def right(header: str) -> str:
    """The header of a column of numbers, which ``print_table`` aligns on the right."""
    return f"{header}\t"


def log_to_stderr(*, verbose: bool) -> None:
    """Warnings, and details when they are asked for, in text that a terminal can show."""

    class Printable(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return "\n".join(map(printable, super().format(record).splitlines()))

    handler = logging.StreamHandler()
    handler.setFormatter(Printable("%(levelname)s:%(name)s:%(message)s"))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])


def print_json(document: Mapping[str, object] | Sequence[Mapping[str, object]]) -> None:
    """The one document of a command. It is printed when the command has ended, with its version, and with the
    error if there was one."""
    answer.hand_in(document)


def under_keys(document: Mapping[str, object], keys: Mapping[str, str]) -> dict[str, object]:
    """A document under the keys that ``--json`` has promised, where the code has other names for them."""
    return {keys.get(name, name): value for name, value in document.items()}


def print_table(headers: Sequence[str], rows: Sequence[Sequence[object]], *, prose: bool = False) -> None:
    """Columns that fit the terminal; whole when the output goes into a file or pipe.

    A header made by ``right`` stands over numbers: its column is aligned on the right. With ``prose`` the
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
    for column, (name, numeric) in enumerate(zip(names, rights, strict=True), start=1):
        broken = prose and column == len(names)
        table.add_column(
            name,
            justify="right" if numeric else "left",
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
            " " * (width - cell_len(text)) + text if numeric else text + " " * (width - cell_len(text))
            for text, width, numeric in zip(line, widths, rights, strict=True)
        )
        print("  ".join(padded).rstrip())


def confirm(question: str, *, yes: bool, as_json: bool, can_look: bool = True) -> bool:
    """Ask, unless ``yes``. Raises ``UsageError`` when there is nobody to ask; ``can_look``: the command has
    a ``--dry-run``."""
    if yes:
        return True
    if as_json or not sys.stdin.isatty():
        raise UsageError(
            tr("nothing was changed, for nobody confirmed it"),
            remedy=tr("add --yes, or --dry-run to look only") if can_look else tr("add --yes"),
        )
    # translators: the letters for yes and no; what means yes is translated as "y yes"
    sys.stderr.write(tr("{question} [y/N]", question=printable(question)) + " ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", *tr("y yes").split())
