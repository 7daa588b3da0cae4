"""What must be the same on all computers, so that songs analyzed on different ones can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from organizer.base.descriptors import FEATURE_VERSION
from organizer.base.errors import printable
from organizer.base.language import tr
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
        if not self.network:
            return tr("Organizer {version}, ear {ear}", version=self.program, ear=self.ear)
        return tr(
            "Organizer {version}, ear {ear}, network {network}",
            version=self.program,
            ear=self.ear,
            network=self.network[:8],
        )


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
        return tr("{name} is no worker of Organizer: start it with “organizer worker”", name=worker.name)
    if (has.program, has.ear) != (wanted.program, wanted.ear):
        return tr(
            "{name} runs Organizer {its_version} (ear {its_ear}), and this is Organizer {version} (ear "
            "{ear}): install the same version on both",
            name=worker.name,
            its_version=has.program,
            its_ear=has.ear,
            version=wanted.program,
            ear=wanted.ear,
        )
    if wanted.network and has.network != wanted.network:
        if not has.network:
            return tr(
                "{name} has no network, and this is the network {network}: start it with --network and the "
                "same file",
                name=worker.name,
                network=wanted.network[:8],
            )
        return tr(
            "{name} has the network {other}, and this is the network {network}: start it with --network and "
            "the same file",
            name=worker.name,
            other=has.network[:8],
            network=wanted.network[:8],
        )
    return ""
