"""Which songs a command means, and what it compares them by."""

from __future__ import annotations

import os
from typing import NoReturn

from organizer.base.arrangement import Space
from organizer.base.errors import UsageError, printable
from organizer.base.language import plural, tr
from organizer.base.model import IntArray, Track
from organizer.cli.answer import WrongUsage
from organizer.cli.command import Options
from organizer.cli.options.shared import names
from organizer.cli.terminal import note
from organizer.library import tracks
from organizer.library.storage.database import Database

#: Songs that fit a description and are named when one is asked for.
_NAMED = 5


def selected(db: Database, options: Options, *, empty_means_all: bool = False) -> IntArray:
    """The songs that a command is to change: all only with ``--all``, or with an empty query in quotes where
    that says so. Raises ``WrongUsage`` where it is not clear which."""
    query = " ".join(options.query)
    everything = options.all or (empty_means_all and options.query == [""])
    if (tracks.matching(db, query) is None) != everything:
        wrong = (
            tr("name songs or --all, not both")
            if options.all
            else tr("this means all songs: say so with --all")
        )
        refuse(options, wrong)
    return tracks.query(db, query)


def asked(options: Options) -> str:
    """The search of a command that changes nothing: all songs without one, and with ``--all``. Raises
    ``WrongUsage`` where both are given."""
    query = " ".join(options.query)
    if options.all and query.strip():
        refuse(options, tr("name songs or --all, not both"))
    return query


def with_files(db: Database, ids: IntArray) -> list[Track]:
    """Those of these songs whose files are there. Raises ``UsageError`` where none is, and says why."""
    songs = tracks.get_many(db, ids.tolist())
    here = [song for song in songs if song.available]
    if here:
        return here
    if not songs:
        raise UsageError(tr("no song fits the query"), remedy=tr("see “organizer list”"))
    if any(song.has_file for song in songs):
        raise UsageError(
            plural(
                "the file of {n} song that fits is not there now",
                "the files of {n} songs that fit are not there now",
                len(songs),
            ),
            remedy=tr("connect the disk that they are on, or add the folder again"),
        )
    raise UsageError(
        plural(
            "{n} song that fits is known from a table alone, and has no file",
            "{n} songs that fit are known from a table alone, and have no files",
            len(songs),
        ),
        remedy=tr("add the folder that their files are in"),
    )


def refuse(options: Options, wrong: str) -> NoReturn:
    """Say of arguments that they make no sense, as argparse says it, and end: raises ``WrongUsage``."""
    note(tr("%(prog)s: error: %(message)s") % {"prog": f"organizer {options.command}", "message": wrong})
    raise WrongUsage(wrong)


def named_track(db: Database, text: str) -> Track:
    """The song that a person means: its path, as “organizer list” shows it, else a search that one song fits.

    Raises ``UsageError`` when there is none, or several.
    """
    track = tracks.by_path(db, text)
    if track is not None:
        return track
    missing = UsageError(
        tr("this song is not in the library"),
        path=text,
        remedy=tr("organizer add “{text}”", text=printable(text)),
    )
    if os.path.exists(text) or not text.strip():
        raise missing
    try:
        ids = tracks.query(db, text)[: _NAMED + 1]
    except UsageError:
        raise missing from None
    matches = tracks.get_many(db, ids.tolist())
    if len(matches) == 1:
        return matches[0]
    if not matches:
        raise missing
    named = "; ".join(printable(match.reference) for match in matches[:_NAMED])
    if len(matches) > _NAMED:
        named += " …"
    raise UsageError(
        tr("several songs fit “{text}”", text=printable(text)),
        remedy=tr("name one of {songs}", songs=named),
    )


def space(options: Options) -> Space:
    """What ``--features``, ``--scale``, ``--pca``, ``--weights`` and ``--query`` compare songs by."""
    features = names(options.features)
    weights = []
    for part in (options.weights or "").split(","):
        name, sign, value = part.partition("=")
        if part.strip():
            try:
                weights.append((name.strip(), float(value if sign else "")))
            except ValueError:
                raise UsageError(
                    tr("“{part}” is not a weight", part=part), remedy=tr("write tempo=2,energy=0.5")
                ) from None
    axes_of_the_ear = options.pca and getattr(options, "method", None) != "hdbscan"
    if not features and (weights or axes_of_the_ear or options.scale != "standard"):
        raise UsageError(
            tr("scale, pca and weights are for chosen features"), remedy=tr("name them with --features")
        )
    return Space(features, options.scale, options.pca, tuple(weights), options.query)
