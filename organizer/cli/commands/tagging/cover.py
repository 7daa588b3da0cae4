"""``organizer cover``: pictures inside songs and beside them; edits are shown first, and can be undone."""

from __future__ import annotations

import os
from collections.abc import Sequence

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import plural, tr
from organizer.base.model import Track
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import selected, with_files
from organizer.cli.tag_writing import write_edits
from organizer.cli.terminal import job, note, print_json, print_table, right, say
from organizer.library.storage.database import Database
from organizer.work import cover_notes
from organizer.work.tags import covering
from organizer.work.tags.covering import Covers, Edits, Written

_NAMED = 20  #: songs or folders that are named where something was left out


def _run(options: Options) -> int:
    asked = [bool(options.set), options.from_folder, bool(options.extract), options.to_folder]
    asked += [options.remove, options.missing or options.show]
    if sum(asked) > 1 or (options.missing and options.show):
        raise UsageError(tr("these options exclude each other"), remedy=tr("do one after the other"))
    if options.resize and (options.extract or options.to_folder or options.remove or asked[-1]):
        raise UsageError(
            tr("--resize makes covers inside files smaller"), remedy=tr("run it first, without other options")
        )
    if options.only_missing and not (options.set or options.from_folder):
        raise UsageError(tr("--only-missing goes with --set or --from-folder"), remedy=tr("leave it out"))
    if options.overwrite and not options.to_folder:
        raise UsageError(tr("--overwrite goes with --to-folder"), remedy=tr("leave it out"))
    with open_library(options) as db:
        ids = selected(db, options, empty_means_all=True)  # every change is shown, and can be undone
        songs = with_files(db, ids)
        if options.extract or options.to_folder:
            return _files(db, options, songs)
        if any(asked[:5]) or options.resize:
            return _edit(db, options, songs)
        return _show(options, songs)


def _show(options: Options, songs: Sequence[Track]) -> int:
    with job(tr("Looking at covers")) as context:
        seen = covering.listed(context, songs)
    if options.missing:
        seen = [one for one in seen if not one.pictures and not one.beside and not one.problem]
    if options.json:
        print_json([_document(one) for one in seen])
        return 0
    rows = []
    for one in seen:
        rows += [(one.track.path, picture.shows, picture.description) for picture in one.pictures]
        if one.beside and not one.pictures:
            rows.append((one.track.path, tr("beside it"), os.path.basename(one.beside)))
        elif not one.pictures:
            rows.append((one.track.path, "–", one.problem))
    print_table((tr("File"), tr("Picture"), tr("What it is")), rows)
    if options.missing:
        say(
            tr(
                "{n} of {songs} have no cover, neither in their files nor beside them",
                n=len(seen),
                songs=plural("{n} song", "{n} songs", len(songs)),
            )
        )
    return 0


def _document(one: Covers) -> dict[str, object]:
    pictures = []
    for picture in one.pictures:
        kind, *middle, size, digest = picture.description.rsplit(", ")
        width, _, height = (middle[0] if middle else "").partition(" × ")
        pictures.append(
            {
                "type": picture.shows,
                "format": kind,
                "width": int(width) if width else None,
                "height": int(height) if height else None,
                "bytes": int(size.partition(" ")[0].replace(",", "")),
                "hash": digest,
            }
        )
    problem = {"error": one.problem} if one.problem else {}
    return {"path": one.track.path, "pictures": pictures, "beside": one.beside or None, **problem}


def _edit(db: Database, options: Options, songs: Sequence[Track]) -> int:
    made, label = _edits(options, songs)
    if not options.json:
        _say_left(made.left)
    left = [{"path": path, "reason": reason} for path, reason in made.left]
    return write_edits(db, options, made.edits, label, more={"left_out": left})


def _edits(options: Options, songs: Sequence[Track]) -> tuple[Edits, str]:
    if options.only_missing:
        with job(tr("Looking at covers")) as context:
            seen = covering.listed(context, songs)
        songs = [one.track for one in seen if one.cover is None and not one.problem]
    if options.set:
        return covering.setting(songs, covering.picture_file(options.set, most=options.resize)), tr(
            "set cover"
        )
    if options.remove:
        return covering.removing(songs), tr("remove cover")
    if options.from_folder:
        with job(tr("Looking beside songs")) as context:
            return covering.from_folders(context, songs, most=options.resize), tr("cover from folder")
    with job(tr("Looking at covers")) as context:
        return covering.shrinking(context, songs, options.resize), tr("make cover smaller")


def _say_left(left: Sequence[tuple[str, str]]) -> None:
    for path, reason in left[:_NAMED]:
        note(tr("left out: {path}: {reason}", path=path, reason=reason))
    if len(left) > _NAMED:
        note(tr("left out: {n} more", n=len(left) - _NAMED))


def _files(db: Database, options: Options, songs: Sequence[Track]) -> int:
    with job(tr("Taking covers out")) as context:
        if options.extract:
            written = covering.extracted(context, songs, options.extract, write=not options.dry_run)
        else:
            written = covering.to_folders(
                context, songs, overwrite=options.overwrite, write=not options.dry_run
            )
            if not options.dry_run:
                cover_notes.note_folders(context, db, {os.path.dirname(song.path) for song in songs})
    new = sum(not one.reason and not one.there for one in written)
    if options.json:
        files = [_written(one) for one in written]
        print_json({"files": files, "written": 0 if options.dry_run else new})
    else:
        rows = [(one.path or "–", one.what or "–", one.songs, _outcome(one, options)) for one in written]
        print_table((tr("File"), tr("Picture"), right(tr("Songs")), ""), rows)
        say(
            plural("{n} file would be written", "{n} files would be written", new)
            if options.dry_run
            else plural("{n} file written", "{n} files written", new)
        )
    if written and all(one.reason for one in written):
        raise OrganizerError(tr("nothing to write: {reason}", reason=written[0].reason))
    return 0


def _written(one: Written) -> dict[str, object]:
    return {
        "path": one.path or None,
        "picture": one.what,
        "songs": one.songs,
        "there_already": one.there,
        "left_out": one.reason or None,
    }


def _outcome(one: Written, options: Options) -> str:
    if one.reason:
        return tr("left out: {reason}", reason=one.reason)
    if one.there:
        return tr("there already")
    return tr("would be written") if options.dry_run else tr("written")


COMMANDS = {"cover": _run}
