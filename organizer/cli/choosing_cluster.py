"""The cluster that the options name, else the one in the settings."""

from __future__ import annotations

from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.base.settings import Settings
from organizer.cli.command import Options
from organizer.cli.terminal import note
from organizer.work.cluster.choice import Certificates, ClusterChoice, choose, is_open, of_settings


def chosen_cluster(options: Options, settings: Settings) -> ClusterChoice | None:
    """None: this computer analyzes. Raises ``UsageError`` for an address or folders that make no sense."""
    named = (options.tls_ca or "", options.tls_cert or "", options.tls_key or "")
    if options.cluster is None:
        if options.maps or any(named):
            raise UsageError(
                tr("--map and --tls-… are for a cluster"), remedy=tr("name it with --cluster ADDRESS")
            )
        choice = of_settings(settings)
    elif options.cluster.lower() == "none":
        choice = None
    else:
        maps = options.maps if options.maps is not None else settings.cluster_maps.splitlines()
        choice = choose(options.cluster, maps, Certificates(*named))
    if choice is not None and is_open(choice.address):
        note(
            tr(
                "songs and results cross the network to {address} unencrypted; see --tls-ca, --tls-cert "
                "and --tls-key",
                address=choice.address,
            )
        )
    return choice
