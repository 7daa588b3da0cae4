"""What must be the same on all computers, so that songs analyzed on different ones can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import printable
from organizer.base.reporting import version

#: Under which workers tell it to the scheduler.
KEY = "organizer"


@dataclass(frozen=True, slots=True)
class Versions:
    """Of program and ear, and the network (the hash of its file; empty for none)."""

    program: str
    ear: int
    network: str = ""

    def tags(self) -> tuple[str, ...]:
        """What a worker offers and a song asks for: the scheduler lets one come to the other."""
        base = f"{KEY}-{self.program}-ear-{self.ear}"
        return (base, f"{KEY}-network-{self.network}") if self.network else (base,)

    def as_dict(self) -> dict[str, str | int]:
        """As a worker tells it."""
        return asdict(self)

    def __str__(self) -> str:
        network = f", network {self.network[:8]}" if self.network else ""
        return f"Organizer {self.program}, ear {self.ear}{network}"


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """A worker as the scheduler knows it."""

    name: str
    address: str
    processes: int
    versions: Versions | None  #: None: not started by ``organizer worker``
    seen: float = 0.0  #: when the scheduler last had word of it, in seconds of its clock


def here(network: str = "") -> Versions:
    """The versions of this program; with the hash of the network that is used, if one is."""
    return Versions(version.__version__, FEATURE_VERSION, network)


def read_worker(address: str, described: Mapping[str, Any]) -> WorkerInfo:
    """A worker from what the scheduler says of it; nothing in it is relied on."""
    versions = None
    own = described.get(KEY)
    if isinstance(own, Mapping) and isinstance(own.get("ear"), int):
        versions = Versions(str(own.get("program", "")), own["ear"], str(own.get("network", "")))
    processes, seen = described.get("nthreads"), described.get("last_seen")
    return WorkerInfo(
        printable(str(described.get("name", address))),
        address,
        processes if isinstance(processes, int) else 0,
        versions,
        float(seen) if isinstance(seen, int | float) else 0.0,
    )


def refusal(worker: WorkerInfo, wanted: Versions) -> str:
    """Why a worker gets no songs, naming both versions; empty for one that fits."""
    has = worker.versions
    if has is None:
        return f"{worker.name} is no worker of Organizer: start it with “organizer worker”"
    if (has.program, has.ear) != (wanted.program, wanted.ear):
        return (
            f"{worker.name} runs Organizer {has.program} (ear {has.ear}), and this is Organizer "
            f"{wanted.program} (ear {wanted.ear}): install the same version on both"
        )
    if wanted.network and has.network != wanted.network:
        other = f"the network {has.network[:8]}" if has.network else "no network"
        return (
            f"{worker.name} has {other}, and this is the network {wanted.network[:8]}: start it with "
            "--network and the same file"
        )
    return ""
