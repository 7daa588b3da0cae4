"""Dask where it is not installed, and connections that cannot be made."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path

import pytest

from organizer.base.errors import OrganizerError, UsageError
from organizer.work.cluster import dask_setup
from organizer.work.cluster.choice import Certificates, choose
from organizer.work.cluster.client import look


def test_without_dask_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(OrganizerError, match=r"pip install 'organizer\[cluster\]'"):
        look(choose("127.0.0.1"))


def test_certificates_are_for_the_role_that_has_them() -> None:
    files = Path(__file__).parents[2] / "data" / "tls"
    cert, key = str(files / "cert.pem"), str(files / "key.pem")
    made = dask_setup.security(Certificates(cert, cert, key), "worker", "tls://nas:1")
    assert made.require_encryption
    assert (made.tls_ca_file, made.tls_worker_cert, made.tls_worker_key) == (cert, cert, key)
    assert not made.tls_client_cert
    with pytest.raises(UsageError, match="cannot be used"):
        dask_setup.security(Certificates(cert, key, key), "client", "tls://nas:1")
    with pytest.raises(UsageError, match="needs certificates"):
        dask_setup.security(Certificates(), "client", "tls://nas:1")


def test_the_first_cause_is_the_one_that_is_told() -> None:
    error = OSError("timed out trying to connect")
    error.__cause__ = ConnectionRefusedError(111, "Connection refused")
    told = dask_setup.unreachable(error, "tcp://nas:8786")
    assert str(told).startswith("the cluster at tcp://nas:8786 cannot be reached: Connection refused (")
    silent = TimeoutError("Worker start timed out")
    silent.__cause__ = asyncio.CancelledError()
    assert "no scheduler answers there" in str(dask_setup.unreachable(silent, "tcp://nas:1"))
    assert "another address or port" in str(dask_setup.unreachable(error, "tcp://nas:1", serving=True))
