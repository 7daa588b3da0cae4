"""The end of all commands that edit tags: every change is shown, confirmed and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from organizer.base import settings
from organizer.base.errors import OrganizerError
from organizer.base.language import plural, tr
from organizer.base.model import TagEdit
from organizer.cli.command import Options
from organizer.cli.terminal import confirm, job, note, print_json, print_table, row_of, say
from organizer.library.storage.database import Database
from organizer.work.tags import tagging
from organizer.work.tags.tagging import Diff, EditResult


def write_edits(
    db: Database,
    options: Options,
    edits: Sequence[TagEdit],
    label: str,
    *,
    before: Callable[[], None] = lambda: None,
    more: Mapping[str, object] = {},
    say_more: Callable[[], None] = lambda: None,
) -> int:
    """Show what edits would change; write it when that is confirmed, ``before`` which this is called.
    ``more`` goes into the document, and ``say_more`` says it in words."""
    with job(tr("Looking at files"), unit="files") as context:
        diffs = tagging.preview(db, edits, context, upgrade=_upgrades(options))
    writable = [d for d in diffs if not d.refused]
    changes = [{"path": d.path, "field": d.field, "before": d.old, "after": d.new} for d in writable]
    refused = [
        {"path": d.path, "field": d.field, "value": d.new, "reason": d.refused} for d in diffs if d.refused
    ]
    files = len({d.path for d in writable})
    if not options.json:
        _print_diffs(diffs)
        say_more()
    if options.dry_run or not writable:
        if options.json:
            print_json({"changes": changes, "refused": refused, "files": files, "written": 0, **more})
        else:
            say(
                plural(
                    "{n} file would change; nothing was written",
                    "{n} files would change; nothing was written",
                    files,
                )
                if diffs
                else tr("nothing to change")
            )
        if refused and not writable:
            raise OrganizerError(
                tr("nothing was written: {refused}", refused=diffs[0].refused),
                path=diffs[0].path if len(diffs) == 1 else None,
            )
        return 0
    links = keeps_links(options)
    if not links and (linked := tagging.linked_files(writable)):
        note(
            tr(
                "{linked} of these files have other names (hard links), which keep the old tags: to write "
                "them too, add --keep-hard-links",
                linked=linked,
            )
        )
    if not confirm(_question(len(writable), files), yes=options.yes, as_json=options.json):
        raise OrganizerError(tr("nothing was written"))
    before()
    with job(tr("Writing tags"), unit="files") as context:
        result = tagging.apply(context, db, diffs, label=label, keep_links=links, upgrade=_upgrades(options))
    return report(result, options, changes, more)


def _question(changes: int, files: int) -> str:
    return tr(
        "Write {changes} to {files}?",
        changes=plural("{n} change", "{n} changes", changes),
        files=plural("{n} file", "{n} files", files),
    )


def _upgrades(options: Options) -> bool | None:
    """Whether older ID3 tags become 2.4; None: as the settings say."""
    chosen = getattr(options, "id3_version", None)
    return None if chosen is None else chosen == "2.4"


def keeps_links(options: Options) -> bool:
    """Whether the other names of files (hard links) get the edit, too."""
    return bool(options.keep_hard_links or settings.load().keep_hard_links)


def report(result: EditResult, options: Options, changes: object, more: Mapping[str, object] = {}) -> int:
    """Tell what was written, with the changes if there are any to show; raises for files that failed."""
    return tell(
        result, options, {"written": result.done} | ({} if changes is None else {"changes": changes, **more})
    )


def tell(result: EditResult, options: Options, document: Mapping[str, object]) -> int:
    """Tell how an edit ended, in words or as a document with more in it; raises for files that failed."""
    failed = [{"path": path, "reason": reason} for path, reason in result.failed]
    if options.json:
        print_json({"edit": result.edit_id, "label": result.label, "failed": failed, **document})
    else:
        done = (
            plural("{n} file moved", "{n} files moved", result.done)
            if result.moved
            else plural("{n} file written", "{n} files written", result.done)
        )
        facts = row_of((done, tr("{n} failed", n=len(failed))))
        say(tr("{what}: {facts}", what=result.label, facts=facts))
    for path, reason in result.failed[:10]:
        note(tr("failed: {error}", error=OrganizerError(reason, path=path)))
    if failed:
        raise OrganizerError(
            plural("{n} file could not be moved", "{n} files could not be moved", len(failed))
            if result.moved
            else plural("{n} file could not be written", "{n} files could not be written", len(failed)),
            remedy=tr("the others were"),
        )
    return 0


def _print_diffs(diffs: Sequence[Diff]) -> None:
    rows = []
    for d in diffs:
        before, after = d.shown
        rows.append(
            (
                d.path,
                d.field,
                before or "–",
                tr("cannot be written: {reason}", reason=d.refused) if d.refused else after or "–",
            )
        )
    print_table((tr("File"), tr("Field"), tr("Before"), tr("After")), rows)
