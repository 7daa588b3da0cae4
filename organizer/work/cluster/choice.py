"""Which cluster, how its computers see the music, and how the connection is protected. Needs no Dask."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from organizer.base.errors import UsageError
from organizer.base.language import tr

if TYPE_CHECKING:
    from organizer.base.settings import Settings

#: Of a scheduler, where none is given.
PORT = 8786

_ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-z]+)://)?(?P<host>\[[0-9A-Fa-f:.]+(?:%[^\s\]/]+)?\]|[^\s:/\[\]]+)(?::(?P<port>\d{1,5}))?/?"
)
_REMEDY = tr("write it as HOST:PORT, such as 192.168.1.10:8786")
_INSTALL = tr("install it: pip install 'organizer[cluster]'")


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files for an encrypted connection; empty where what is set for Dask itself applies."""

    ca: str = ""
    cert: str = ""
    key: str = ""

    def __bool__(self) -> bool:
        return bool(self.ca or self.cert or self.key)

    def check(self) -> None:
        """Raises ``UsageError`` when a part is missing or cannot be read."""
        if self and not (self.ca and self.cert and self.key):
            raise UsageError(
                tr("an encrypted connection takes three files"),
                remedy=tr("give --tls-ca, --tls-cert and --tls-key"),
            )
        for path in filter(None, (self.ca, self.cert, self.key)):
            try:
                with open(path, "rb"):
                    pass
            except OSError as error:
                reason = error.strerror or str(error)
                raise UsageError(
                    tr("the file for the encrypted connection cannot be read: {reason}", reason=reason),
                    path=path,
                ) from error


@dataclass(frozen=True, slots=True)
class PathMap:
    """A folder as it is called on this computer, and on the workers."""

    local: str
    remote: str


@dataclass(frozen=True, slots=True)
class ClusterChoice:
    """A cluster that a person chose."""

    address: str  #: as ``normalized`` gives it
    maps: tuple[PathMap, ...] = ()
    certificates: Certificates = Certificates()


def choose(address: str, maps: Iterable[str] = (), certificates: Certificates | None = None) -> ClusterChoice:
    """A choice from what a person wrote. Raises ``UsageError``."""
    certificates = certificates or Certificates()
    certificates.check()
    return ClusterChoice(
        normalized(address, encrypted=bool(certificates)),
        tuple(parse_map(text) for text in maps if text.strip()),
        certificates,
    )


def of_settings(settings: Settings) -> ClusterChoice | None:
    """The cluster in the settings; None where this computer analyzes. Raises ``UsageError``."""
    if settings.listening_on != "cluster":
        return None
    certificates = Certificates(settings.cluster_ca, settings.cluster_cert, settings.cluster_key)
    return choose(settings.cluster_address, settings.cluster_maps.splitlines(), certificates)


def normalized(address: str, *, encrypted: bool = False) -> str:
    """ "host", "host:8786" or "tls://host:8786" → with scheme and port. Raises ``UsageError``."""
    match = _ADDRESS.fullmatch(address.strip())
    if match is None:
        raise UsageError(tr("“{address}” is no address of a cluster", address=address), remedy=_REMEDY)
    scheme, host, port = match["scheme"] or ("tls" if encrypted else "tcp"), match["host"], match["port"]
    if scheme not in ("tcp", "tls"):
        raise UsageError(
            tr("“{scheme}://” is no way to reach a cluster", scheme=scheme), remedy=tr("use tcp:// or tls://")
        )
    if encrypted and scheme != "tls":
        raise UsageError(
            tr("“{address}” is not encrypted", address=address),
            remedy=tr("write tls:// where certificates are given"),
        )
    if port is not None and int(port) > 65_535:
        raise UsageError(tr("there is no port {port}", port=str(port)), remedy=_REMEDY)
    return f"{scheme}://{host}:{port or PORT}"


def host_of(address: str) -> str:
    """The host of a normalized address, without brackets."""
    return address.split("://", 1)[1].rsplit(":", 1)[0].strip("[]")


def port_of(address: str) -> int:
    """The port of a normalized address."""
    return int(address.rsplit(":", 1)[1])


def is_this_computer(host: str) -> bool:
    """Whether only programs of this computer reach what listens there."""
    if host.lower() in ("localhost", "localhost.localdomain"):
        return True
    try:
        return ipaddress.ip_address(host.split("%", maxsplit=1)[0]).is_loopback
    except ValueError:
        return False


def is_open(address: str) -> bool:
    """Whether songs and results would cross a network unencrypted."""
    return address.startswith("tcp://") and not is_this_computer(host_of(address))


def parse_map(text: str) -> PathMap:
    """ "LOCAL=REMOTE" as a person writes it. A folder whose own name has "=" is recognised by being there.

    Raises ``UsageError``.
    """
    places = [at for at, letter in enumerate(text) if letter == "="]
    there = [at for at in places if os.path.isdir(os.path.expanduser(text[:at].strip()))]
    at = (there or places or [-1])[0]
    local, remote = text[:at].strip(), text[at + 1 :].strip()
    if at < 0 or not local or not remote:
        raise UsageError(
            tr("“{text}” does not say where workers see a folder", text=text),
            remedy=tr("write LOCAL=REMOTE, such as /home/me/Music=/mnt/music"),
        )
    return PathMap(os.path.abspath(os.path.expanduser(local)), remote)


def remote_path(path: str, maps: Sequence[PathMap]) -> str:
    """A path as workers see it: by the longest folder that is mapped, else as it is here."""
    best: PathMap | None = None
    for one in maps:
        if _inside(path, one.local) and (best is None or len(one.local) > len(best.local)):
            best = one
    if best is None:
        return path
    rest = path[len(best.local) :].strip(os.sep).replace(os.sep, "/")
    windows = "\\" in best.remote or re.match(r"[A-Za-z]:", best.remote) is not None
    mark = "\\" if windows else "/"
    base = best.remote.rstrip("/\\")
    return f"{base}{mark}{rest.replace('/', mark) if windows else rest}" if rest else best.remote


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def is_installed() -> bool:
    """Whether Dask is there."""
    import importlib.util

    return all(importlib.util.find_spec(name) is not None for name in ("dask", "distributed"))
