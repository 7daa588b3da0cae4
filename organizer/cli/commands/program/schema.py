"""``organizer schema``: what commands print with ``--json``, as JSON Schema."""

from __future__ import annotations

from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.cli.command import Options
from organizer.cli.schemas import published
from organizer.cli.terminal import note, print_json, print_table


def _run(options: Options) -> int:
    name = " ".join(options.name)
    if name:
        if name not in published.DOCUMENTS:
            raise UsageError(
                tr("no command “{name}” has --json", name=printable(name)),
                remedy=tr("one of {names}", names=", ".join(published.DOCUMENTS)),
            )
        print_json(published.schema(name))
    elif options.json:
        print_json({"commands": {one: published.schema(one) for one in published.DOCUMENTS}})
    else:
        rows = [(one, how or "–") for one, documents in published.DOCUMENTS.items() for how in documents]
        print_table((tr("Command"), tr("With")), rows)
        note(tr("one of them: {command}", command="organizer schema list"))
    return 0


COMMANDS = {"schema": _run}
