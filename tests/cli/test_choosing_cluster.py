"""Which cluster the command line uses: the one that is named, the one in the settings, or none."""

from __future__ import annotations

from argparse import Namespace

import pytest

from organizer.base.errors import UsageError
from organizer.base.settings import Settings
from organizer.cli.choosing_cluster import chosen_cluster
from organizer.work.cluster.choice import PathMap

_SET = Settings(listening_on="cluster", cluster_address="nas", cluster_maps="/music=/mnt/music")


def options(
    cluster: str | None = None, maps: list[str] | None = None, tls_ca: str | None = None
) -> Namespace:
    return Namespace(cluster=cluster, maps=maps, tls_ca=tls_ca, tls_cert=None, tls_key=None)


def test_settings_are_used_unless_an_option_says_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    assert chosen_cluster(options(), Settings()) is None
    assert chosen_cluster(options("none"), _SET) is None
    chosen = chosen_cluster(options(), _SET)
    assert chosen is not None
    assert (chosen.address, chosen.maps) == ("tcp://nas:8786", (PathMap("/music", "/mnt/music"),))
    assert "unencrypted" in capsys.readouterr().err
    named = chosen_cluster(options("127.0.0.1:1", ["/a=/b"]), _SET)
    assert named is not None
    assert (named.address, named.maps) == ("tcp://127.0.0.1:1", (PathMap("/a", "/b"),))
    assert capsys.readouterr().err == ""


def test_what_is_for_a_cluster_alone_needs_one() -> None:
    for alone in (options(maps=["/a=/b"]), options(tls_ca="ca.pem")):
        with pytest.raises(UsageError, match="are for a cluster"):
            chosen_cluster(alone, _SET)
