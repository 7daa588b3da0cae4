"""``organizer about``: what this program is made of, and under which licences."""

from __future__ import annotations

import dataclasses

from organizer.base.language import tr
from organizer.base.reporting.licences import licences
from organizer.cli.command import Options
from organizer.cli.terminal import print_json, print_table, say


def _run(options: Options) -> int:
    parts = licences()
    own = parts[0] if parts else None
    if options.json:
        print_json(
            {"version": own.version if own else "", "parts": [dataclasses.asdict(one) for one in parts]}
        )
    elif options.licences:
        for one in parts:
            say(f"{one.part} {one.version}: {one.licence}")
            say(tr("Inside: {names}", names=one.inside) if one.inside else "")
            for text in one.texts:
                for line in text.splitlines():
                    say(line)
                say()
    else:
        headers = [tr("Part"), tr("Version"), tr("Licence"), tr("Inside")]
        print_table(headers, [(one.part, one.version, one.licence, one.inside) for one in parts], prose=True)
    return 0


COMMANDS = {"about": _run}
