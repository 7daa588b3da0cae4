"""Addresses and folders of a cluster, as people write them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from organizer.base.errors import UsageError
from organizer.base.settings import Settings
from organizer.work.cluster import choice
from organizer.work.cluster.choice import Certificates, PathMap


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("nas", "tcp://nas:8786"),
        ("nas:9000", "tcp://nas:9000"),
        (" tls://10.0.0.2:1 ", "tls://10.0.0.2:1"),
        ("[::1]", "tcp://[::1]:8786"),
        ("tcp://[fe80::1%eth0]:5/", "tcp://[fe80::1%eth0]:5"),
    ],
)
def test_addresses_get_scheme_and_port(written: str, read: str) -> None:
    assert choice.normalized(written) == read


@pytest.mark.parametrize(
    "written", ["", "a b", "nas:99999", "http://nas", "inproc://1/2", "nas:x", "::1", "tcp://", "a/b", "-:-"]
)
def test_what_is_no_address_is_refused_with_an_example(written: str) -> None:
    if written == "-:-":
        written = "a:b:c"
    with pytest.raises(UsageError) as error:
        choice.normalized(written)
    assert error.value.remedy


def test_certificates_make_the_connection_encrypted_and_must_be_whole(tmp_path: Path) -> None:
    assert choice.normalized("nas", encrypted=True) == "tls://nas:8786"
    with pytest.raises(UsageError, match="not encrypted"):
        choice.normalized("tcp://nas", encrypted=True)
    with pytest.raises(UsageError, match="three files"):
        choice.choose("nas", certificates=Certificates(ca="x"))
    gone = str(tmp_path / "gone.pem")
    with pytest.raises(UsageError, match="cannot be read"):
        choice.choose("nas", certificates=Certificates(gone, gone, gone))


def test_only_other_computers_count_as_a_network() -> None:
    assert choice.is_open("tcp://nas:8786")
    assert not choice.is_open("tls://nas:8786")
    assert not any(map(choice.is_open, ("tcp://localhost:1", "tcp://127.0.0.2:1", "tcp://[::1]:1")))


def test_the_longest_folder_decides_how_workers_call_a_file() -> None:
    maps = (PathMap("/music", "/mnt/all"), PathMap("/music/new", r"\\nas\new"), PathMap("/", "/root"))
    assert choice.remote_path("/music/a b/ü.mp3", maps) == "/mnt/all/a b/ü.mp3"
    assert choice.remote_path("/music/new/x/y.mp3", maps) == r"\\nas\new\x\y.mp3"
    assert choice.remote_path("/musical/y.mp3", maps) == "/root/musical/y.mp3"
    assert choice.remote_path("/music", maps) == "/mnt/all"
    assert choice.remote_path("/elsewhere.mp3", ()) == "/elsewhere.mp3"


def test_names_that_are_not_utf8_are_mapped_byte_for_byte() -> None:
    path = os.fsdecode(b"/music/caf\xe9.mp3")
    assert os.fsencode(choice.remote_path(path, (PathMap("/music", "/m"),))) == b"/m/caf\xe9.mp3"


def test_a_map_is_cut_at_the_folder_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "a=b").mkdir()
    local = str(tmp_path / "a=b")
    assert choice.parse_map(f"{local}=/mnt/x=y") == PathMap(local, "/mnt/x=y")
    assert choice.parse_map("/no=/such=/folder") == PathMap("/no", "/such=/folder")
    for wrong in ("", "/music", "=/mnt", "/music="):
        with pytest.raises(UsageError, match="LOCAL=REMOTE"):
            choice.parse_map(wrong)


def test_settings_name_a_cluster_or_this_computer() -> None:
    chosen = Settings(cluster_address="nas", cluster_maps="/music=/mnt\n\n/more=/x")
    assert choice.of_settings(chosen) is None
    made = choice.of_settings(replace(chosen, listening_on="cluster"))
    assert made is not None
    assert made.address == "tcp://nas:8786"
    assert made.maps == (PathMap("/music", "/mnt"), PathMap("/more", "/x"))
    with pytest.raises(UsageError):
        choice.of_settings(Settings(listening_on="cluster"))
