"""``organizer serve``: other programs on this computer ask the library over HTTP."""

from __future__ import annotations

import sys

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.reporting.version import __version__
from organizer.cli import answer
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.schemas import KEY, VERSION
from organizer.cli.terminal import note


def needs(extra: str, error: ImportError) -> UsageError:
    """The error where packages of an extra are not installed."""
    return UsageError(
        tr("for this, packages are missing that are not installed with the rest ({name})", name=error.name),
        remedy=f'pip install "organizer[{extra}]"',
    )


def _run(options: Options) -> int:
    try:
        from organizer.serving import http, server, token
        from organizer.serving.library import ServedLibrary
    except ImportError as error:
        if (error.name or "").startswith("organizer"):
            raise
        raise needs("serve", error) from error
    secret = token.token(renew=options.new_token)
    listening = server.bound(options.port)
    with listening, open_library(options) as db:
        app = http.application(ServedLibrary(db), secret)
        address = f"http://{server.HOST}:{listening.getsockname()[1]}"
        if options.json:
            ready = {
                "address": address,
                "api": f"{address}/v1",
                "token_file": str(token.token_file()),
                "version": __version__,
            }
            answer.write({KEY: VERSION, **ready}, indent=None)
        else:
            file = str(token.token_file())
            note(
                tr(
                    "answering at {address}, to programs that show the token in {file}",
                    address=address,
                    file=file,
                )
            )
            note(tr("Ctrl+C ends it"))
        sys.stdout.flush()
        server.serve(app, listening)
    return 0


COMMANDS = {"serve": _run}
