"""``organizer playlist formats`` and ``profiles``: how lists are written for devices and players."""

from __future__ import annotations

from dataclasses import asdict, replace

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.terminal import print_json, print_table, say
from organizer.library.playlists import playlist_files, profiles
from organizer.library.playlists.profiles import FORMATS, PRESETS, Profile
from organizer.library.storage.database import Database
from organizer.work.playlists.exports import describe

#: Lists that are written for programs and services that are no players.
_LISTS = (
    ("csv", ".csv", tr("a table with ISRC, for spreadsheets and services")),
    ("txt", ".txt", tr("“Artist - Title”")),
)


def list_formats(options: Options) -> int:
    """What is read and written."""
    yes = tr("yes")
    rows = [
        (key, one.ending, yes, yes if one.ending in playlist_files.SUFFIXES else "", one.note)
        for key, one in FORMATS.items()
    ]
    rows += [(key, ending, yes, "", note) for key, ending, note in _LISTS]
    rows += [
        ("asx", ".asx", "", yes, tr("also .wax and .wvx")),
        ("itunes", ".xml", "", yes, tr("a playlist or library exported from iTunes or Music")),
    ]
    if options.json:
        print_json(
            [
                {"format": key, "ending": ending, "written": bool(written), "read": bool(read), "note": note}
                for key, ending, written, read, note in rows
            ]
        )
    else:
        print_table((tr("Format"), tr("Ending"), tr("Written"), tr("Read"), tr("For")), rows)
    return 0


def manage_profiles(options: Options) -> int:
    """List the profiles; store or forget one."""
    verb, *names = options.what or ["list"]
    if verb not in ("list", "save", "delete") or (verb != "list" and len(names) != 1):
        raise UsageError(
            tr("this is not known of profiles"),
            remedy=tr("write profiles, profiles save NAME or delete NAME"),
        )
    with open_library(options) as db:
        if verb == "save":
            profile = chosen_profile(db, options, "")
            if options.dry_run:
                profiles.check(profile)
            else:
                profiles.save(db, names[0], profile)
        elif verb == "delete" and not options.dry_run:
            profiles.delete(db, names[0])
        own, every = profiles.stored(db), profiles.every(db)
    if options.json:
        print_json([{"name": name, "own": name in own, **asdict(one)} for name, one in every.items()])
        return 0
    if verb != "list":
        if verb == "save":
            say(
                tr("“{name}”: would be stored", name=names[0])
                if options.dry_run
                else tr("“{name}”: stored", name=names[0])
            )
        else:
            say(
                tr("“{name}”: would be forgotten", name=names[0])
                if options.dry_run
                else tr("“{name}”: forgotten", name=names[0])
            )
        return 0
    print_table(
        (tr("Profile"), tr("How"), tr("For")),
        [
            (name, describe(one), one.note or (tr("your own") if name in own else ""))
            for name, one in every.items()
        ],
        prose=True,
    )
    return 0


def chosen_profile(db: Database, options: Options, ending: str) -> Profile:
    """How a list is written: as the profile that is named says, else as the ending does, and as single
    options say. Raises ``UsageError``."""
    if options.profile:
        profile = profiles.named(db, options.profile)
    elif ending and not options.format:
        profile = _for_ending(ending, options.output)
    else:
        profile = Profile()
    values = {
        "format": options.format,
        "paths": options.paths or ("prefix" if options.prefix is not None else None),
        "prefix": options.prefix,
        "base": options.base,
        "separators": "\\" if options.windows else None,
        "fat_safe": options.fat_safe,
        "encoding": options.encoding,
        "unencodable": options.unencodable,
        "line_end": options.line_end,
    }
    changed = profiles.changed(profile, {name: value for name, value in values.items() if value is not None})
    if options.profile in PRESETS and changed != profile:
        changed = replace(changed, note="")
    return changed


def _for_ending(ending: str, path: str) -> Profile:
    if ending not in playlist_files.WRITTEN:
        raise UsageError(
            tr("a playlist is written as M3U8, M3U, PLS, XSPF, JSPF, WPL, XML, NML, CSV or text"),
            path=path,
            remedy=tr("give it the ending .m3u8, .pls, .xspf, .csv or .txt, or name a --format"),
        )
    return profiles.for_ending(ending)
