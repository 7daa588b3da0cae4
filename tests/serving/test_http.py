from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

import jsonschema
import pytest

from organizer.api.catalogue import QUESTIONS
from organizer.api.schemas import ERROR
from organizer.serving.http import MOST_PARAMETERS
from tests.serving.conftest import Site

#: Each question with what is asked, by its name.
ASKED: dict[str, tuple[str, list[tuple[str, object]]]] = {
    "about": ("/v1", []),
    "search_songs": ("/v1/songs", [("query", "genre:folk"), ("limit", 3), ("descending", "true")]),
    "song_details": ("/v1/songs/1", []),
    "similar_songs": ("/v1/similar", [("songs", 1), ("songs", 2), ("unlike", 3), ("limit", 4)]),
    "path_between_songs": ("/v1/path", [("songs", 1), ("songs", 2)]),
    "groups": ("/v1/groups", []),
    "group_songs": ("/v1/groups/0", [("limit", 2)]),
    "regions": ("/v1/regions", []),
    "region_songs": ("/v1/regions/late%2Fnight", []),
    "playlists": ("/v1/playlists", []),
    "playlist_songs": ("/v1/playlists/All%20folk", []),
    "map_places": ("/v1/map", []),
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_every_question_is_answered_as_its_schema_says(site: Site, question) -> None:
    path, asked = ASKED[question.name]
    files = [f"/music/{number:05}.mp3" for number in range(4)]
    named = {1: files[0], 2: files[1], 3: files[2]}
    asked = [(name, named.get(value, value) if name != "limit" else value) for name, value in asked]
    answer = site.get(path.replace("songs/1", f"songs/{site.songs[0]}"), asked)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    jsonschema.validate(answer.json, question.returns)
    top = question.returns["properties"]
    assert question.name == "song_details" or answer.json.keys() == top.keys()
    for one in answer.json.get("songs", []) if isinstance(answer.json.get("songs"), list) else []:
        assert one.keys() <= top["songs"]["items"]["properties"].keys()


def test_the_description_has_every_question_and_is_not_out_of_date(site: Site) -> None:
    described = site.get("/v1/openapi.json").json
    operations = {of["get"]["operationId"]: address for address, of in described["paths"].items()}
    assert operations.keys() == {one.name for one in QUESTIONS} | {"song_audio", "song_cover"}
    assert operations["song_details"] == "/v1/songs/{song}"
    for of in described["paths"].values():
        for parameter in of["get"]["parameters"]:
            jsonschema.Draft202012Validator.check_schema(parameter["schema"])


def test_pages_follow_each_other(site: Site) -> None:
    whole = site.get("/v1/songs", {"query": "genre:rock", "limit": 500}).json
    pages = [
        site.get("/v1/songs", {"query": "genre:rock", "limit": 8, "offset": offset}).json["songs"]
        for offset in (0, 8, 16, 24)
    ]
    assert [one for page in pages for one in page] == whole["songs"] and whole["total"] == 20


def test_similar_songs_are_those_of_the_command_line(site: Site) -> None:
    from organizer.library.storage.database import Database
    from organizer.work.arranging import recommending

    with Database(site.library) as db:
        expected = recommending.similar_and_why(db, site.songs[3], 5)
    answer = site.get("/v1/similar", {"songs": site.songs[3], "limit": 5}).json
    assert [one["id"] for one in answer["songs"]] == [one.track.id for one in expected]
    assert [one["distance"] for one in answer["songs"]] == [round(one.distance, 6) for one in expected]


def test_a_path_begins_and_ends_where_it_was_asked_to(site: Site) -> None:
    from tests.serving.conftest import TOKEN

    ends = [site.songs[0], site.songs[1]]
    answer = site.get("/v1/path", {"songs": ends}).json
    if answer.get("songs"):  # songs that are away are led around, so the two ends may be all
        assert [answer["songs"][0]["id"], answer["songs"][-1]["id"]] == ends
    assert TOKEN not in str(answer)


@pytest.mark.parametrize(
    ("path", "asked", "status", "code", "parameter"),
    [
        ("/v1/songs", {"limt": 1}, 400, "bad_parameter", "limt"),
        ("/v1/songs", {"limit": "many"}, 400, "bad_parameter", "limit"),
        ("/v1/songs", {"limit": 0}, 400, "bad_parameter", "limit"),
        ("/v1/songs", {"limit": [1, 2]}, 400, "bad_parameter", "limit"),
        ("/v1/songs", {"offset": -1}, 400, "bad_parameter", "offset"),
        ("/v1/songs", {"offset": "9" * 30}, 400, "bad_parameter", "offset"),
        ("/v1/songs", {"offset": 2**63 - 1}, 200, None, None),
        ("/v1/songs", {"descending": "perhaps"}, 400, "bad_parameter", "descending"),
        ("/v1/songs", {"query": "bpm:x..y"}, 400, "bad_parameter", "query"),
        ("/v1/songs", {"query": "sort:nothing"}, 400, "bad_parameter", "query"),
        ("/v1/songs", {"order": "nothing"}, 400, "bad_parameter", "order"),
        ("/v1/songs", {"query": "a" * 5000}, 400, "bad_parameter", "query"),
        ("/v1/songs", {"query": b"\xff"}, 400, "bad_parameter", None),
        ("/v1/songs", {"query": "a\0b"}, 400, "bad_parameter", "query"),
        ("/v1/songs", {"query": "(a " * 900 + ")" * 900}, 400, "bad_parameter", "query"),
        ("/v1/similar", [("songs", 1)] * (MOST_PARAMETERS + 1), 400, "bad_parameter", None),
        ("/v1/similar", {}, 400, "bad_parameter", "songs"),
        ("/v1/similar", {"songs": ["1"] * 501}, 400, "bad_parameter", "songs"),
        ("/v1/similar", {"songs": "no such song"}, 400, "bad_parameter", "songs"),
        ("/v1/similar", {"songs": 10**9}, 404, "not_found", None),
        ("/v1/path", {"songs": "1"}, 400, "bad_parameter", "songs"),
        ("/v1/songs/99999", {}, 404, "not_found", None),
        ("/v1/songs/1", {"song": 2}, 400, "bad_parameter", None),
        ("/v1/groups/x", {}, 400, "bad_parameter", "number"),
        ("/v1/groups/77", {}, 404, "not_found", None),
        ("/v1/regions/none", {}, 404, "not_found", None),
        ("/v1/playlists/none", {}, 404, "not_found", None),
        ("/v1/playlists/Broken", {}, 400, None, None),
        ("/v1/", {}, 404, "not_found", None),
        ("/v1/songs/../../../etc/passwd", {}, 400, None, None),
        ("/v1/songs/%2Fetc%2Fpasswd/audio", {}, 400, None, None),
        ("/v2/songs", {}, 404, "not_found", None),
    ],
)
def test_what_cannot_be_answered_says_why(
    site: Site, path: str, asked: object, status: int, code: str | None, parameter: str | None
) -> None:
    answer = site.get(path, asked)
    assert answer.status == status
    if status != 200:
        jsonschema.validate(answer.json, ERROR)
        assert code in (None, answer.json["error"]["code"])
        assert parameter in (None, answer.json["error"].get("parameter"))


def test_a_name_that_is_not_text_comes_as_text_and_its_address_byte_for_byte(site: Site) -> None:
    answer = site.get("/v1/songs", {"query": "title:odd"})
    (song,) = answer.json["songs"]
    assert song["id"] == site.odd and song["reference"].endswith("/\N{REPLACEMENT CHARACTER} odd.wav")
    assert unquote_to_bytes(song["uri"]).endswith(b"/\xff odd.wav")
    assert b"\\ud" not in answer.body
    assert site.get(f"/v1/songs/{site.odd}").json["path"] == song["reference"]


def test_sound_comes_whole_and_in_part(site: Site) -> None:
    path = f"/v1/songs/{site.odd}/audio"
    whole = site.get(path)
    assert (whole.status, whole.headers["content-type"], whole.body[:4]) == (200, "audio/wav", b"RIFF")
    part = site.get(path, headers={"Range": "bytes=8-11"})
    assert (part.status, part.body) == (206, b"WAVE")
    assert part.headers["content-range"] == f"bytes 8-11/{len(whole.body)}"
    assert site.get(path, headers={"Range": "bytes=99999999-"}).status == 416
    away = site.get(f"/v1/songs/{site.songs[0]}/audio")
    assert (away.status, away.json["error"]["code"]) == (404, "not_found")


def test_a_cover_comes_only_as_a_picture(site: Site) -> None:
    folder = site.library.parent / "music"
    path = f"/v1/songs/{quote('One - Odd')}/cover"
    assert site.get(path).status == 404
    picture = folder / "cover.png"
    picture.write_bytes(b"<html><script>alert(1)</script></html>")
    assert site.get(path).status == 404
    picture.write_bytes(b"\x89PNG\r\n\x1a\n and more")
    assert (answer := site.get(path)).status == 200 and answer.headers["content-type"] == "image/png"
    picture.unlink()


def test_songs_that_come_while_it_is_served_are_there_at_once(site: Site) -> None:
    from organizer.base.model import Tags
    from organizer.library import tracks
    from organizer.library.storage.database import Database

    before = site.get("/v1").json["songs"]
    with Database(site.library) as db:
        added = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1, Tags(title="Brand new"))]).added
        assert site.get("/v1").json["songs"] == before + 1
        assert site.get("/v1/songs", {"query": "brand"}).json["songs"][0]["id"] == added[0]
        with db.write() as connection:
            connection.execute("DELETE FROM tracks WHERE id = ?", added)
    assert site.get("/v1").json["songs"] == before
