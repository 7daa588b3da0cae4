from __future__ import annotations

import hashlib
from typing import Any
from xml.etree import ElementTree

import pytest

from organizer.serving.subsonic import METHODS
from tests.serving.conftest import TOKEN, Site


def salted(token: str = TOKEN, salt: str = "abcdef") -> dict[str, str]:
    """A login as clients send it."""
    return {"u": "organizer", "t": hashlib.md5((token + salt).encode()).hexdigest(), "s": salt}


def ask(site: Site, method: str, **given: Any) -> Any:
    """The inside of the envelope, in JSON."""
    asked = {"f": "json", "c": "test", "v": "1.16.1", **(given or {})}
    login = {} if {"u", "apiKey", "p"} & given.keys() else {"apiKey": TOKEN}
    answer = site.get(f"/rest/{method}", {**asked, **login}, headers={"Authorization": None})
    assert answer.status == 200
    inside = answer.json["subsonic-response"]
    assert inside["openSubsonic"] is True and inside["version"] == "1.16.1"
    return inside


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ({"apiKey": TOKEN}, None),
        (salted(), None),
        ({"u": "organizer", "p": TOKEN}, None),
        ({"u": "organizer", "p": "enc:" + TOKEN.encode().hex()}, None),
        ({"apiKey": "wrong"}, 44),
        ({"apiKey": TOKEN, "u": "organizer"}, 43),
        (salted(""), 40),
        ({**salted(), "u": "nobody"}, 40),
        (salted(salt=""), 40),
        ({"u": "organizer", "p": "enc:zz"}, 40),
        ({"u": "organizer"}, 10),
        ({"u": ""}, 10),
    ],
)
def test_who_may_ask(site: Site, login: dict[str, str], code: int | None) -> None:
    inside = ask(site, "ping", **login)
    assert inside["status"] == ("ok" if code is None else "failed")
    assert code is None or inside["error"]["code"] == code


def test_extensions_are_told_to_everybody(site: Site) -> None:
    told = ask(site, "getOpenSubsonicExtensions.view", u="")["openSubsonicExtensions"]
    assert {"name": "sonicSimilarity", "versions": [1]} in told


def test_similar_songs_come_nearest_first(site: Site) -> None:
    matches = ask(site, "getSonicSimilarTracks", id=site.songs[0], count=5)["sonicMatch"]
    near = [one["similarity"] for one in matches]
    assert len(near) == 5 and near == sorted(near, reverse=True) and all(0 <= one <= 1 for one in near)
    plain = site.get("/v1/similar", {"songs": site.songs[0], "limit": 5}).json["songs"]
    assert [one["entry"]["id"] for one in matches] == [str(one["id"]) for one in plain]


def test_a_path_has_its_ends(site: Site) -> None:
    ends = {"startSongId": site.songs[0], "endSongId": site.songs[1]}
    matches = ask(site, "findSonicPath", **ends, count=6)["sonicMatch"]
    assert [matches[0]["entry"]["id"], matches[-1]["entry"]["id"]] == [str(one) for one in ends.values()]
    assert matches[0]["similarity"] == pytest.approx(1, abs=1e-3)


def test_songs_and_playlists_are_found_and_played(site: Site) -> None:
    (odd,) = ask(site, "search3", query="odd")["searchResult3"]["song"]
    assert odd["id"] == str(site.odd) and ask(site, "getSong", id=site.odd)["song"] == odd
    assert len(ask(site, "search3", query="", songCount=500)["searchResult3"]["song"]) == 61
    listed = {one["name"]: one for one in ask(site, "getPlaylists")["playlists"]["playlist"]}
    assert listed.keys() == {"Sunday", "All folk"}
    songs = ask(site, "getPlaylist", id=listed["Sunday"]["id"])["playlist"]["entry"]
    assert [one["id"] for one in songs] == [str(one) for one in site.songs[5:8]]
    sound = site.get("/rest/stream", {"id": site.odd, **salted()}, headers={"Range": "bytes=0-3"})
    assert (sound.status, sound.body) == (206, b"RIFF")


@pytest.mark.parametrize(
    ("method", "given", "code"),
    [
        ("getSong", {}, 10),
        ("getSong", {"id": 999999}, 70),
        ("stream", {"id": "../../etc/passwd"}, 0),
        ("getCoverArt", {"id": 1}, 70),
        ("getSonicSimilarTracks", {"id": 1, "count": "x"}, 10),
        ("getPlaylist", {"id": "saved:none"}, 70),
        ("deletePlaylist", {"id": 1}, 0),
        ("star", {"id": 1}, 0),
    ],
)
def test_what_cannot_be_answered_fails_as_clients_expect(
    site: Site, method: str, given: dict[str, Any], code: int
) -> None:
    inside = ask(site, method, **given)
    assert (inside["status"], inside["error"]["code"]) == ("failed", code)


def test_xml_says_the_same(site: Site) -> None:
    answer = site.get("/rest/search3.view", {"query": "odd", **salted()}, headers={"Authorization": None})
    assert answer.headers["content-type"].startswith("text/xml")
    root = ElementTree.fromstring(answer.body)
    (song,) = root.iter("{http://subsonic.org/restapi}song")
    assert (root.get("status"), song.get("title"), song.get("isDir")) == ("ok", "Odd", "false")


def test_parameters_come_as_a_form(site: Site) -> None:
    body = b"id=%d&f=json&apiKey=%s" % (site.odd, TOKEN.encode())
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": None}
    answer = site.get("/rest/getSong", headers=kind, method="POST", body=body)
    assert answer.json["subsonic-response"]["song"]["id"] == str(site.odd)
    assert "getSong" in METHODS
