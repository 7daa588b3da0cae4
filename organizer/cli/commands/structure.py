"""``organizer structure``: the parts of one recording."""

from __future__ import annotations

import os

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.model import clock
from organizer.cli.command import Options
from organizer.cli.terminal import job, print_json, print_table, right, say
from organizer.work.analysis import structuring


def _run(options: Options) -> int:
    path = os.path.abspath(options.file)
    if not os.path.isfile(path):
        raise UsageError(tr("there is no such file"), path=path, remedy=tr("name an audio file"))
    with job(tr("Analyzing"), unit="seconds") as context:
        structure = structuring.find_structure(context, path, parts=options.parts)
    written = {
        kind: os.path.abspath(target)
        for kind, target in (("image", options.image), ("cue", options.cue), ("labels", options.labels))
        if target
    }
    if "image" in written:
        from organizer.pictures.structure import write_structure

        write_structure(structure, written["image"])
    if "cue" in written:
        structuring.write_cue(structure, path, written["cue"])
    if "labels" in written:
        structuring.write_labels(structure, written["labels"])
    parts = list(zip(structure.names, structure.starts, structure.ends, strict=True))
    if options.json:
        print_json(
            {
                "path": path,
                "duration": round(structure.duration, 3),
                "beats": structure.has_beat,
                "parts": [
                    {"part": name, "start": round(start, 3), "end": round(end, 3)}
                    for name, start, end in parts
                ],
                **written,
            }
        )
        return 0
    print_table(
        (tr("Part"), right(tr("Start")), right(tr("End"))),
        [(name, clock(round(start, 3)), clock(round(end, 3))) for name, start, end in parts],
    )
    for target in written.values():
        say(tr("written: {target}", target=target))
    return 0


COMMANDS = {"structure": _run}
