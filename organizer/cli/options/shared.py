"""Options that several commands share, and the types of their values."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable, Sequence

from organizer.base.language import tr

SOME_SONGS = tr(
    "words of title, artist, album or genre; field:value; bpm:90..120; -word (see: organizer list --help)"
)
SONGS = tr("{songs}; empty means all", songs=SOME_SONGS)
BY = tr("the nearest songs, or the most typical ones of its group")
LATER = "later"  #: in the place of a network: it is left for another time
SCALES = ("standard", "minmax", "robust", "none")


def no_options(_parser: argparse.ArgumentParser) -> None:
    """The options of a command that has none of its own."""


def add_space(parser: argparse.ArgumentParser) -> None:
    """What songs are compared by, where a person chooses numbers."""
    parser.add_argument(
        "--features",
        metavar="A,B",
        help=tr("compare by these numbers (default: by ear, in a library of tables by what they tell)"),
    )
    add_scale(parser)
    parser.add_argument(
        "--pca",
        type=positive,
        metavar="N",
        help=tr("keep N principal axes of the features (of HDBSCAN: of the ear)"),
    )
    parser.add_argument("--weights", metavar="A=2,B=0.5", help=tr("weights of features"))


def add_scale(parser: argparse.ArgumentParser) -> None:
    """How chosen numbers are scaled."""
    parser.add_argument("--scale", choices=SCALES, default="standard")


def add_songs(
    parser: argparse.ArgumentParser, *, changes: bool, metavar: str = "QUERY", about: str = ""
) -> None:
    """The songs that a command is about: a search, or ``--all``. ``changes``: what it does to all songs has
    to be asked for; otherwise no search means all."""
    usual = SOME_SONGS if changes else SONGS
    parser.add_argument("query", nargs="*", metavar=metavar, help=about or usual)
    parser.add_argument(
        "--all",
        action="store_true",
        help=tr("every song of the library, as an empty query in quotes means too")
        if changes
        else tr("every song of the library, as no query means too"),
    )


def add_query(parser: argparse.ArgumentParser) -> None:
    """Only some songs."""
    parser.add_argument(
        "--query",
        "--where",
        dest="query",
        default="",
        metavar="Q",
        help=tr("only these songs: {songs}", songs=SONGS),
    )


def add_writing(parser: argparse.ArgumentParser) -> None:
    """How tags are written into files."""
    parser.add_argument(
        "--keep-hard-links",
        action="store_true",
        default=None,
        help=tr("write files that have several names so that all of them get the edit (setting)"),
    )
    parser.add_argument(
        "--id3-version",
        choices=["keep", "2.4"],
        help=tr("ID3 tags that are edited keep their version, or become 2.4 where they are older (setting)"),
    )
    add_yes(parser)


def add_yes(parser: argparse.ArgumentParser) -> None:
    """Without a question."""
    parser.add_argument("--yes", action="store_true", help=tr("do not ask"))


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """What analyzes songs: worker processes, and a network if there is one."""
    parser.add_argument(
        "--network",
        metavar="FILE.onnx",
        help=tr(
            "an embedding model that listens to songs behind the ear, or “none”, stored in the "
            "settings; or “{later}”: not this time",
            later=LATER,
        ),
    )
    add_workers(parser)


def add_workers(parser: argparse.ArgumentParser) -> None:
    """How many worker processes."""
    parser.add_argument(
        "--jobs", type=positive, metavar="N", help=tr("worker processes (default: cores but one)")
    )


def add_cluster(parser: argparse.ArgumentParser) -> None:
    """Other computers that analyze songs."""
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help=tr(
            "analyze on the Dask cluster whose scheduler is there (see: organizer worker), "
            "or “none”: on this computer (setting)"
        ),
    )
    parser.add_argument(
        "--map",
        action="append",
        dest="maps",
        metavar="LOCAL=REMOTE",
        help=tr("where workers see a folder; files that they do not see are sent to them (setting)"),
    )
    add_certificates(parser)


def add_certificates(parser: argparse.ArgumentParser) -> None:
    """An encrypted connection to a cluster."""
    for name, what in (
        ("ca", tr("the certificate of the authority, for tls://")),
        ("cert", tr("the certificate of this computer, for tls://")),
        ("key", tr("the key of that certificate, for tls://")),
    ):
        parser.add_argument(f"--tls-{name}", metavar="FILE.pem", help=what)


def size(text: str) -> int:
    """The type of a number of bytes: 2G, 1500M."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if match is None:
        raise argparse.ArgumentTypeError(tr("“{text}” is no size: write it as in 1500M or 2G", text=text))
    return int(float(match[1]) * 1024 ** " KMGT".index(match[2].upper() or " "))


def add_aspect_weights(parser: argparse.ArgumentParser, default: str) -> None:
    """How much each aspect of the ear counts."""
    parser.add_argument(
        "--weights",
        type=_aspect_weights,
        metavar="ASPECT=W,…",
        help=tr(
            "how much timbre, dynamics, rhythm and harmony count, as in timbre=1.5,rhythm=0.5; 1 where "
            "none is given ({default})",
            default=default,
        ),
    )


def typed(title: str, rows: Sequence[tuple[str, str]], width: int, last: str = "") -> str:
    """The end of a help that tells what may be typed: what, and what it means, in two columns."""
    lines = (f"  {what:<{width}} {meaning}".rstrip() for what, meaning in rows)
    return "\n".join((title, *lines, *([last] if last else [])))


def names(text: str | None) -> tuple[str, ...]:
    """The names in "A, B"."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def positive(text: str) -> int:
    """The type of a whole number of at least 1."""
    value = int(text) if text.isascii() and text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(tr("“{text}” is not a whole number of at least 1", text=text))
    return value


def not_negative(text: str) -> int:
    """The type of a whole number of at least 0."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(tr("“{text}” is not a whole number of at least 0", text=text))
    return int(text)


def port(text: str) -> int:
    """The type of a port; 0 stands for any that is free."""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) < 65_536):
        raise argparse.ArgumentTypeError(tr("“{text}” is no port: a whole number from 0 to 65535", text=text))
    return int(text)


def number_between(lowest: float, highest: float, wrong: str) -> Callable[[str], float]:
    """The type of a number in a range; ``wrong`` says what any other is not."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not lowest <= value <= highest:
            raise argparse.ArgumentTypeError(tr("“{text}” is not {wrong}", text=text, wrong=wrong))
        return value

    return read


def _aspect_weights(text: str) -> dict[str, float]:
    weights = {}
    for part in text.split(","):
        aspect, _, value = part.partition("=")
        try:
            weights[aspect.strip()] = float(value)
        except ValueError:
            raise argparse.ArgumentTypeError(
                tr("“{part}” is not a weight: write it as in timbre=1.5,rhythm=0.5", part=part)
            ) from None
    return weights
