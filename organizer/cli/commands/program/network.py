"""``organizer network``: get a trained network that listens beside the ear, look at it, remove it."""

from __future__ import annotations

from dataclasses import asdict

from organizer.analysis.network import model, musicnn
from organizer.base import settings
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr
from organizer.cli.command import Options
from organizer.cli.terminal import confirm, job, log_to_stderr, note, print_json, say
from organizer.work.analysis import network_setup
from organizer.work.analysis.network_setup import NAME, Status


def _run(options: Options) -> int:
    log_to_stderr(verbose=options.verbose)
    if options.file is not None and options.action != "install":
        raise UsageError(
            tr("“organizer network {action}” takes no file", action=options.action), remedy=tr("leave it out")
        )
    return {"install": _install, "remove": _remove, "status": _status}[options.action](options)


def _install(options: Options) -> int:
    model.require_runtime()
    chosen = settings.load()
    before = network_setup.status(chosen)
    source = options.file
    path, fetched = before.installed, False
    if source is not None or not path or before.problem:
        fetched = source is None
        if fetched:
            _ask(yes=options.yes, as_json=options.json)
        with job(tr("Fetching") if fetched else tr("Setting up"), unit="MB") as context:
            path = network_setup.install(context, source or "")
    settings.save(network_setup.use(chosen, path))
    if options.json:
        print_json({"path": path, "fetched": fetched})
        return 0
    say(tr("the network is in use: {path}", path=path))
    say(tr("next: “organizer analyze” lets it listen to your songs; in the window it begins by itself"))
    return 0


def _ask(*, yes: bool, as_json: bool) -> None:
    """One question, after what there is to know."""
    if not yes:
        note(network_setup.PURPOSE)
        note(
            tr(
                "Fetched once: {file}, {size}, from the Python package index, by pip as it is set "
                "up here. It is checked by its SHA-256; no code in it is run, nothing else is fetched and "
                "nothing is sent.",
                file=network_setup.MUSICNN.file,
                size=network_setup.fetched_size(),
            )
        )
        note(tr("Kept: its weights, as a model of 1 MB: {path}", path=network_setup.model_path()))
        note(
            tr(
                "{licence} licence, free to use, change and pass on (its text: organizer network status)",
                licence=musicnn.LICENCE,
            )
        )
    question = tr("Fetch {size} and set the network up?", size=network_setup.fetched_size())
    if not confirm(question, yes=yes, as_json=as_json, can_look=False):
        raise OrganizerError(tr("nothing was fetched"))


def _status(options: Options) -> int:
    chosen = settings.load()
    there = network_setup.status(chosen)
    if options.json:
        print_json(
            {
                **asdict(there),
                "model": str(network_setup.model_path()),
                "wheel": {**asdict(network_setup.MUSICNN), "licence": musicnn.LICENCE},
                "licence_text": musicnn.LICENCE_TEXT,
            }
        )
        return 0
    for line in _lines(there):
        say(line)
    say()
    say(tr("Licence of {name} ({licence}):", name=NAME, licence=musicnn.LICENCE))
    for line in musicnn.LICENCE_TEXT.splitlines():
        say(line)
    return 0


def _lines(there: Status) -> list[str]:
    """What there is, in plain words."""
    lines = []
    if not there.installed:
        lines.append(
            tr(
                "{network} is not set up: “organizer network install” asks, then fetches {size}",
                network=NAME,
                size=network_setup.fetched_size(),
            )
        )
    elif there.problem:
        lines.append(
            tr(
                "{network} is damaged ({problem}): “organizer network install” makes it anew",
                network=NAME,
                problem=there.problem,
            )
        )
    else:
        lines.append(tr("{network} is set up: {path}", network=NAME, path=there.installed))
    if there.missing:
        lines.append(
            tr(
                "in use: {network}, which is not there now; songs are analyzed without it",
                network=there.in_use,
            )
        )
    elif there.in_use:
        lines.append(
            tr("in use: your own, {network}", network=there.in_use)
            if there.own
            else tr("in use: {network}", network=there.in_use)
        )
    else:
        lines.append(tr("in use: none, songs are compared by the ear alone"))
    if not there.runtime:
        lines.append(
            tr("onnxruntime, which runs networks, is not installed: pip install 'organizer[network]'")
        )
    return lines


def _remove(options: Options) -> int:
    chosen = settings.load()
    removed = network_setup.remove()
    left = network_setup.without_removed(chosen)
    settings.save(left)
    if options.json:
        print_json({"removed": removed, "in_use": left.network})
        return 0
    say(
        tr("removed: {path}", path=network_setup.model_path())
        if removed
        else tr("{name} was not set up, so there was nothing to remove", name=NAME)
    )
    if left.network:
        say(
            tr(
                "your own network stays in use: {network} (“organizer analyze --network none” leaves it)",
                network=left.network,
            )
        )
    elif chosen.network:
        say(
            tr(
                "from the next “organizer analyze” on, songs are compared by the ear alone; what the network "
                "said of them stays in the library: set up again, it need not listen to them again"
            )
        )
    return 0


COMMANDS = {"network": _run}
