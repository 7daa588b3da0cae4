"""``organizer worker``: this computer analyzes songs for others."""

from __future__ import annotations

import os

from organizer.base import settings
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.cli.command import Options
from organizer.cli.terminal import log_to_stderr, note
from organizer.work.cluster.choice import Certificates, is_open, normalized

_LOWEST_PRIORITY = 19


def _run(options: Options) -> int:
    log_to_stderr(verbose=options.verbose)
    from organizer.work.cluster import worker

    certificates = Certificates(options.tls_ca or "", options.tls_cert or "", options.tls_key or "")
    if options.address is None and not options.scheduler:
        raise UsageError(
            tr("which cluster?"),
            remedy=tr("organizer worker HOST:PORT, or --scheduler to begin a cluster here"),
        )
    address = normalized(options.address or "127.0.0.1", encrypted=bool(certificates))
    if is_open(address):
        note(
            tr(
                "{address} is not encrypted: whoever reaches the scheduler can run programs on all its "
                "computers; use --tls-ca, --tls-cert and --tls-key on networks that others use too",
                address=address,
            )
        )
    if options.scheduler:
        worker.serve_scheduler(address, certificates, on_ready=note)
        return 0
    chosen = settings.load().network if options.network is None else options.network
    choice = worker.WorkerChoice(
        address,
        certificates,
        processes=options.jobs or 0,
        memory=options.memory,
        nice=min(options.nice, _LOWEST_PRIORITY),
        network="" if chosen.lower() in ("", "none") else os.path.abspath(chosen),
        host=options.host or "",
        name=options.name or "",
    )
    worker.serve_songs(choice, on_ready=note)
    return 0


COMMANDS = {"worker": _run}
