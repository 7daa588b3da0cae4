"""``organizer worker``: this computer analyzes songs for others."""

from __future__ import annotations

import argparse
import os

from organizer.base import settings
from organizer.base.errors import UsageError
from organizer.cli.command import Command, Options
from organizer.cli.options import add_certificates, not_negative, positive, size
from organizer.cli.terminal import log_to_stderr, note
from organizer.work.cluster.choice import Certificates, is_open, normalized

_MEMORY = 2 << 30
_LOWEST_PRIORITY = 19


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "address",
        nargs="?",
        metavar="ADDRESS",
        help="HOST:PORT of the scheduler; with --scheduler: where to listen (default: 127.0.0.1:8786)",
    )
    parser.add_argument(
        "--scheduler",
        action="store_true",
        help="be the scheduler, which shares songs out to the workers; one for a cluster",
    )
    parser.add_argument(
        "--jobs", type=positive, metavar="N", help="songs at once (default: one for each core)"
    )
    parser.add_argument(
        "--memory",
        type=size,
        default=_MEMORY,
        metavar="SIZE",
        help="what analyzing one song may take, where the system can limit that (default: 2G; 0: no limit)",
    )
    parser.add_argument(
        "--nice",
        type=not_negative,
        default=_LOWEST_PRIORITY,
        metavar="N",
        help="priority: 0 as other programs, 19 after all of them (default)",
    )
    parser.add_argument(
        "--network",
        metavar="FILE.onnx",
        help="the embedding model, or “none” (default: the one in the settings)",
    )
    parser.add_argument(
        "--host", metavar="HOST", help="where this worker listens (default: chosen by ADDRESS)"
    )
    parser.add_argument("--name", metavar="NAME", help="what it is called in the progress")
    add_certificates(parser)


def _run(options: Options) -> int:
    log_to_stderr(verbose=options.verbose)
    from organizer.work.cluster import worker

    certificates = Certificates(options.tls_ca or "", options.tls_cert or "", options.tls_key or "")
    if options.address is None and not options.scheduler:
        raise UsageError(
            "which cluster?", remedy="organizer worker HOST:PORT, or --scheduler to begin a cluster here"
        )
    address = normalized(options.address or "127.0.0.1", encrypted=bool(certificates))
    if is_open(address):
        note(
            f"{address} is not encrypted: whoever reaches the scheduler can run programs on all its "
            "computers; use --tls-ca, --tls-cert and --tls-key on networks that others use too"
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


COMMANDS = {"worker": Command(_add_arguments, _run)}
