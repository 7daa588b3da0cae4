"""Dask as this program uses it: loaded when it is needed, quiet, and open to nobody who was not named."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from organizer.base.errors import OrganizerError, UsageError
from organizer.base.language import tr
from organizer.work.cluster.choice import Certificates, is_installed

if TYPE_CHECKING:
    from distributed.security import Security

#: For a scheduler and workers: no pages of their own on the web, and no profile of what they do.
SERVER: Mapping[str, Any] = {
    "distributed.worker.http.routes": [],
    "distributed.scheduler.http.routes": [],
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.diagnostics.nvml": False,
}
#: For who sends songs; their bytes are bounded elsewhere.
CLIENT: Mapping[str, Any] = {
    "distributed.admin.large-graph-warning-threshold": "1 GiB",
    "distributed.diagnostics.nvml": False,
    "distributed.admin.system-monitor.gil.enabled": False,
}


def load() -> None:
    """Import Dask. Raises ``OrganizerError`` with how to install it, where it is not there."""
    if not is_installed():
        raise OrganizerError(
            tr("a cluster needs Dask, which is not there"),
            remedy=tr("install it: pip install 'organizer[cluster]'"),
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import distributed  # noqa: F401
    for name in ("distributed", "distributed.client", "distributed.worker", "tornado"):
        logger = logging.getLogger(name)  # what concerns a person is raised; it need not be printed as well
        logger.handlers.clear()
        logger.propagate = False
        logger.addHandler(logging.NullHandler())


@contextlib.contextmanager
def configured(values: Mapping[str, Any]) -> Iterator[None]:
    """Settings of Dask for the time being."""
    import dask

    with dask.config.set(dict(values)):
        yield


def security(certificates: Certificates, role: str, address: str) -> Security:
    """For a "client", "worker" or "scheduler"; what is not given is as it is set for Dask itself.

    Raises ``UsageError`` for certificates that are missing or cannot be used.
    """
    from distributed.security import Security

    made = Security()
    if certificates:
        made = Security(
            require_encryption=True,
            tls_ca_file=certificates.ca,
            **{f"tls_{role}_cert": certificates.cert, f"tls_{role}_key": certificates.key},
        )
    try:
        encrypted = made.get_connection_args(role).get("ssl_context") is not None
    except (OSError, ValueError) as error:
        raise UsageError(
            tr("the certificates cannot be used: {reason}", reason=getattr(error, "reason", None) or error),
            path=certificates.cert or None,
            remedy=tr("give PEM files: --tls-ca, --tls-cert, and --tls-key with the key of that certificate"),
        ) from error
    if address.startswith("tls://") and not encrypted:
        raise UsageError(
            tr("{address} needs certificates", address=address),
            remedy=tr("give --tls-ca, --tls-cert and --tls-key"),
        )
    return made


def unreachable(error: BaseException, address: str, *, serving: bool = False) -> OrganizerError:
    """What a person can do about a connection that could not be made; ``serving``: a place to listen."""
    reason = _reason(error)
    if serving:
        return OrganizerError(
            tr("no scheduler can be started at {address}: {reason}", address=address, reason=reason),
            remedy=tr("choose another address or port"),
        )
    return OrganizerError(
        tr("the cluster at {address} cannot be reached: {reason}", address=address, reason=reason),
        remedy=tr(
            "see that its scheduler runs, the address is right, and both sides or none have certificates; "
            "or analyze on this computer"
        ),
    )


def _reason(error: BaseException) -> str:
    """The first cause that says something: Dask wraps what the system said in many layers."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__
    said = [layer.strerror for layer in chain if isinstance(layer, OSError) and layer.strerror]
    if said:
        return said[-1]
    texts = [str(layer).splitlines()[0] for layer in chain if str(layer).strip()]
    if not texts or (len(chain) > 1 and isinstance(error, TimeoutError)):
        return tr("no scheduler answers there")
    return texts[-1]
