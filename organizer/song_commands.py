"""Commands on one recording or on a table: thin, as in ``commands``."""

from __future__ import annotations

import argparse
import os

from organizer.errors import UsageError
from organizer.model import clock
from organizer.terminal import job, print_json, print_table


def structure(options: argparse.Namespace) -> int:
    """The parts of one file."""
    from organizer import structuring

    path = os.path.abspath(options.file)
    if not os.path.isfile(path):
        raise UsageError("there is no such file", path=path, remedy="name an audio file")
    with job("Listening", unit="seconds") as context:
        found = structuring.find_structure(context, path, parts=options.parts)
    written = {
        kind: os.path.abspath(target)
        for kind, target in (("image", options.image), ("cue", options.cue), ("labels", options.labels))
        if target
    }
    if "image" in written:
        from organizer.structure_picture import write_structure

        write_structure(found, written["image"])
    if "cue" in written:
        structuring.write_cue(found, path, written["cue"])
    if "labels" in written:
        structuring.write_labels(found, written["labels"])
    parts = [
        {"part": name, "start": round(start, 3), "end": round(end, 3)}
        for name, start, end in zip(found.names, found.starts, found.ends, strict=True)
    ]
    if options.json:
        print_json(
            {
                "path": path,
                "duration": round(found.duration, 3),
                "beats": found.has_beat,
                "parts": parts,
                **written,
            }
        )
        return 0
    print_table(
        ("Part", "Start\t", "End\t"),
        [(p["part"], clock(float(str(p["start"]))), clock(float(str(p["end"])))) for p in parts],
    )
    for target in written.values():
        print(f"written: {target}")
    return 0
