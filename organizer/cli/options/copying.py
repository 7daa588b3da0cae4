"""Options of ``organizer copy``."""

from __future__ import annotations

import argparse

from organizer.base.language import tr
from organizer.cli.options.shared import SOME_SONGS, add_workers, add_yes, positive

#: As ``work.files.copying_settings`` has them, which loads more than help needs.
_FORMATS = ("opus", "mp3", "aac")
_LISTS = ("m3u8", "m3u", "pls", "xspf", "none")


def _add_copy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "places",
        nargs="*",
        metavar="[QUERY] FOLDER",
        help=tr("{some_songs}; and, last, the folder, stick or phone that they go to", some_songs=SOME_SONGS),
    )
    parser.add_argument("--all", action="store_true", help=tr("every song of the library"))
    parser.add_argument(
        "--playlist",
        action="append",
        default=[],
        metavar="NAME",
        help=tr("a saved playlist, its songs and its file; several may be named"),
    )
    parser.add_argument("--convert", choices=_FORMATS, help=tr("convert what the device cannot play"))
    parser.add_argument(
        "--rate", type=positive, metavar="KBIT", help=tr("of what is converted (default: 128)")
    )
    parser.add_argument(
        "--accept", metavar="FORMATS", help=tr("what the device plays too: mp3,aac,opus,ogg,flac,alac,wav …")
    )
    parser.add_argument(
        "--any-rate",
        action="store_true",
        default=None,
        help=tr("never convert what the device plays, also where its rate is higher"),
    )
    parser.add_argument(
        "--even-loudness",
        action="store_true",
        default=None,
        help=tr("make what is converted equally loud (ReplayGain)"),
    )
    parser.add_argument("--template", metavar="TEMPLATE", help=tr("folders and names: see docs/renaming.md"))
    parser.add_argument(
        "--names",
        choices=("auto", "safe", "any"),
        help=tr("names that every system takes, or any that this disk does (default: as its file system is)"),
    )
    parser.add_argument("--lists", choices=_LISTS, help=tr("kind of playlist files (default: m3u8)"))
    parser.add_argument(
        "--remove", action="store_true", help=tr("remove what was copied before and is not named now")
    )
    parser.add_argument("--fit", action="store_true", help=tr("copy as many songs as there is room for"))
    parser.add_argument("--verify", action="store_true", default=None, help=tr("read back what was written"))
    parser.add_argument(
        "--no-flush",
        dest="flush",
        action="store_false",
        default=None,
        help=tr("do not wait for the disk after each file: faster, safe once the command has ended"),
    )
    _add_devices(parser)
    parser.add_argument("--dry-run", action="store_true", help=tr("show what would be done and stop"))
    add_workers(parser)
    add_yes(parser)


def _add_devices(parser: argparse.ArgumentParser) -> None:
    """Devices that are kept."""
    parser.add_argument("--device", metavar="NAME", help=tr("as it was done for this device before"))
    parser.add_argument(
        "--save-as", metavar="NAME", help=tr("keep folder, songs and options under this name")
    )
    parser.add_argument("--devices", action="store_true", help=tr("list the devices that were kept"))
    parser.add_argument("--forget", metavar="NAME", help=tr("forget a device; what is on it stays"))


#: The options of each command.
OPTIONS = {"copy": _add_copy}
