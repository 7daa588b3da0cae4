"""``organizer copy``: songs and playlists onto a stick, a phone or into a folder."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from organizer.base import settings
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.options.shared import names
from organizer.cli.selecting import refuse
from organizer.cli.terminal import confirm, job, moment, note, print_json, print_table, say
from organizer.library.playlists import devices
from organizer.library.playlists.devices import Device, Source
from organizer.library.storage.database import Database
from organizer.work.files import copying, copying_devices, copying_plan, copying_settings
from organizer.work.files.copying import CopyResult
from organizer.work.files.copying_plan import CopyPlan, in_bytes
from organizer.work.files.copying_settings import CopySettings

_SHOWN = 20

#: What is done, or was done, to each file.
_ACTIONS = {
    "new": tr("new"),
    "changed": tr("changed"),
    "moved": tr("moved"),
    "unchanged": tr("unchanged"),
    "there": tr("there"),
    "edited": tr("edited"),
    "refused": tr("refused"),
    "copied": tr("copied"),
    "converted": tr("converted"),
    "renamed": tr("renamed"),
    "failed": tr("failed"),
    "removed": tr("removed"),
    "written": tr("written"),
}


def _run(options: Options) -> int:
    with open_library(options) as db:
        if options.devices:
            return _list(db, options)
        if options.forget:
            devices.forget(db, devices.named(db, options.forget).name)
            if options.json:
                print_json({"forgotten": options.forget})
            else:
                say(tr("“{forget}” is forgotten; what is on it stays", forget=options.forget))
            return 0
        return _copy(db, options)


def _list(db: Database, options: Options) -> int:
    known = devices.listed(db)
    if options.json:
        print_json([_document(device) for device in known])
    elif known:
        rows = [
            (
                device.name,
                copying_devices.in_words(device.sources),
                copying_settings.in_words(copying_settings.from_text(device.settings)),
                device.folder,
            )
            for device in known
        ]
        print_table((tr("Device"), tr("Songs"), tr("Copied"), tr("Folder")), rows)
    else:
        say(tr("no device was kept; “organizer copy … --save-as NAME” keeps one"))
    return 0


def _document(device: Device) -> dict[str, object]:
    return {
        "name": device.name,
        "folder": device.folder,
        "sources": [asdict(source) for source in device.sources],
        "settings": asdict(copying_settings.from_text(device.settings)),
        "used": moment(device.used) or None,
    }


def _copy(db: Database, options: Options) -> int:
    device = devices.named(db, options.device) if options.device else None
    folder, sources = _asked(options, device)
    chosen = _settings(options, device)
    folder = copying_plan.check_folder(db, folder)
    wanted = copying_devices.wanted(db, sources)
    with job(tr("Looking at the device")) as context:
        plan = copying_plan.plan(context, wanted, folder, chosen, remove=options.remove)
    if options.fit and not plan.fits:
        plan = plan.fitting
    if options.dry_run:
        _show(plan, options)
        return 0
    plan.check_room()
    if plan.remove and plan.leftovers:
        if not options.json:
            _show(plan, options)
        question = plural(
            "Remove {n} file ({size}) from the device?",
            "Remove {n} files ({size}) from the device?",
            len(plan.leftovers),
            size=in_bytes(plan.leftover_bytes),
        )
        if not confirm(question, yes=options.yes, as_json=options.json):
            raise OrganizerError(tr("nothing was copied or removed"))
    with job(tr("Copying")) as context:
        result = copying.copy(context, plan, jobs=options.jobs or settings.load().jobs or None)
    if options.save_as:
        copying_devices.keep(db, options.save_as, folder, result.device_id, chosen, sources)
    elif device is not None:
        copying_devices.note_use(db, device, folder, result.device_id)
    return _report(result, options)


def _asked(options: Options, device: Device | None) -> tuple[str, list[Source]]:
    """The folder and the songs that are meant."""
    sources = [Source("playlist", name) for name in options.playlist]
    places = list(options.places)
    if device is not None:
        if places or sources or options.all:
            raise UsageError(
                tr("--device names folder and songs: name no others"),
                remedy=tr("or keep them with --save-as"),
            )
        return copying_devices.folder_of(device), list(device.sources)
    if not places:
        raise UsageError(tr("copied where to?"), remedy=tr("organizer copy QUERY FOLDER"))
    *query, folder = places
    if options.all and query:
        refuse(options, tr("name songs or --all, not both"))
    if query or options.all:
        sources.append(Source("query", " ".join(query)))
    if not sources:
        raise UsageError(
            tr("copied what?"),
            remedy=tr("organizer copy QUERY FOLDER, or --playlist NAME; “''” means all songs"),
        )
    return folder, sources


def _settings(options: Options, device: Device | None) -> CopySettings:
    """Those of the device, and what the options say otherwise."""
    chosen = copying_settings.from_text(device.settings) if device is not None else CopySettings()
    said: dict[str, Any] = {
        field.name: value
        for field in fields(CopySettings)
        if field.name not in ("accept", "lists") and (value := getattr(options, field.name)) is not None
    }
    if options.accept is not None:
        said["accept"] = names(options.accept.lower())
    if options.lists is not None:
        said["lists"] = "" if options.lists == "none" else options.lists
    chosen = replace(chosen, **said)
    if not chosen.convert and (options.rate or options.accept or options.any_rate or options.even_loudness):
        raise UsageError(
            tr("this is for songs that are converted"), remedy=tr("add --convert opus, mp3 or aac")
        )
    chosen.check()
    return chosen


def _show(plan: CopyPlan, options: Options) -> None:
    """What would be done."""
    if options.json:
        print_json(
            {
                "folder": plan.folder,
                "songs": [
                    {
                        "source": step.track.path,
                        "action": step.action,
                        "path": step.path or None,
                        "convert": step.convert,
                        "size": step.size,
                        "reason": step.reason,
                    }
                    for step in plan.steps
                ],
                "remove": [entry.path for entry in plan.leftovers] if plan.remove else [],
                "no_longer_wanted": [entry.path for entry in plan.leftovers],
                "needed": plan.needed,
                "free": plan.free,
                "fits": plan.fits,
                "estimated": plan.is_estimate,
            }
        )
        return
    shown = [step for step in plan.steps if step.action != "unchanged"]
    rows = [(_ACTIONS[step.action], step.path, step.reason or step.track.path) for step in shown]
    if plan.remove:
        rows += [(tr("remove"), entry.path, "") for entry in plan.leftovers]
    if rows:
        print_table(("", tr("On the device"), tr("From")), rows[:_SHOWN])
    if len(rows) > _SHOWN:
        say(tr("… and {n} more", n=len(rows) - _SHOWN))
    say(copying_plan.in_words(plan))
    needed, free = in_bytes(plan.needed), in_bytes(plan.free)
    say(
        tr("about {needed} needed, {free} free", needed=needed, free=free)
        if plan.is_estimate
        else tr("{needed} needed, {free} free", needed=needed, free=free)
    )
    if not plan.fits:
        say(
            tr(
                "that does not fit: {n} of {songs} would (--fit)",
                n=len(plan.fitting.written),
                songs=plural("{n} song", "{n} songs", len(plan.written)),
            )
        )


def _report(result: CopyResult, options: Options) -> int:
    failed = result.count("failed")
    if options.json:
        print_json(
            {
                "folder": result.folder,
                "files": [asdict(outcome) for outcome in result.outcomes],
                "copied": result.count("copied", "converted"),
                "failed": failed,
            }
        )
    else:
        say(copying.result_in_words(result) or tr("nothing to do"))
        for outcome in result.problems[:_SHOWN]:
            place = outcome.source or outcome.path
            note(
                tr(
                    "{state}: {path}: {reason}",
                    state=_ACTIONS[outcome.state],
                    path=place,
                    reason=outcome.reason,
                )
            )
        if len(result.problems) > _SHOWN:
            note(tr("… and {n} more: see --json", n=len(result.problems) - _SHOWN))
    done = result.count("copied", "converted", "renamed", "unchanged", "there")
    return 1 if failed and not done else 0


COMMANDS = {"copy": _run}
