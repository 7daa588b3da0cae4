"""Dask where it is not installed, and connections that cannot be made."""

from __future__ import annotations

import importlib.util

import pytest

from organizer.base.errors import OrganizerError
from organizer.work.cluster import dask_setup
from organizer.work.cluster.choice import Certificates, choose
from organizer.work.cluster.client import look


def test_without_dask_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(OrganizerError, match=r"pip install 'organizer\[cluster\]'"):
        look(choose("127.0.0.1"))


def test_certificates_are_for_the_role_that_has_them() -> None:
    made = dask_setup.security(Certificates("ca.pem", "cert.pem", "key.pem"), "worker")
    assert made.require_encryption
    assert (made.tls_ca_file, made.tls_worker_cert, made.tls_worker_key) == ("ca.pem", "cert.pem", "key.pem")
    assert not made.tls_client_cert


def test_the_first_cause_is_the_one_that_is_told() -> None:
    error = OSError("timed out trying to connect")
    error.__cause__ = ConnectionRefusedError(111, "Connection refused")
    told = dask_setup.unreachable(error, "tcp://nas:8786")
    assert str(told).startswith("the cluster at tcp://nas:8786 cannot be reached: Connection refused (")
    assert "another address or port" in str(dask_setup.unreachable(error, "tcp://nas:1", serving=True))
