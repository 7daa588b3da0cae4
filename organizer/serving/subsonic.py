"""What OpenSubsonic clients ask: similar songs and paths (``sonicSimilarity``), search, playlists, sound.

A part of the protocol, read-only: ``METHODS`` is what there is; all else fails as clients expect.
"""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from organizer.api import queries
from organizer.api.documents import as_json, moment
from organizer.api.parameters import NotFoundError, Parameter, ParameterError
from organizer.api.problems import problem
from organizer.base.errors import OrganizerError, UsageError
from organizer.base.model import Track
from organizer.base.reporting.version import __version__
from organizer.library import tracks
from organizer.library.playlists import playlists as saved
from organizer.library.storage.database import Database
from organizer.serving import media
from organizer.serving.library import ServedLibrary
from organizer.serving.responses import document
from organizer.serving.running import Threads
from organizer.serving.token import same

VERSION = "1.16.1"
USER = "organizer"
_EXTENSIONS = ("apiKeyAuthentication", "formPost", "sonicSimilarity")
_LARGEST_FORM = 1 << 16

Given = Mapping[str, str]
Answer = dict[str, Any]


class SubsonicError(OrganizerError):
    """An error of the protocol, with its number."""

    code = 0


def _error(code: int, text: str) -> SubsonicError:
    error = SubsonicError(text)
    error.code = code
    return error


def check_login(given: Given, token: str) -> None:
    """Raises ``SubsonicError`` unless the request shows the token: as ``apiKey``, or as the password of any
    user name but none, plain or hashed with a salt."""
    key, user = given.get("apiKey"), given.get("u")
    plain, hashed, salt = given.get("p"), given.get("t"), given.get("s")
    if key is not None:
        if user is not None or plain is not None or hashed is not None:
            raise _error(43, "Multiple conflicting authentication mechanisms provided.")
        if not same(key, token):
            raise _error(44, "Invalid API key.")
        return
    if plain is not None and hashed is not None:
        raise _error(43, "Multiple conflicting authentication mechanisms provided.")
    if not user or (plain is None and (hashed is None or salt is None)):
        raise _error(10, "Required parameter is missing: apiKey, or u with t and s, or u with p.")
    if hashed is not None:
        right = hashlib.md5((token + str(salt)).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
        fits = len(str(salt)) >= 6 and same(hashed.lower(), right)
    else:
        fits = same(_decoded(str(plain)), token)
    if user != USER or not fits:
        raise _error(40, "Wrong username or password.")


def _decoded(password: str) -> str:
    if not password.startswith("enc:"):
        return password
    try:
        return binascii.unhexlify(password[4:]).decode("utf-8")
    except (ValueError, UnicodeDecodeError):
        return ""


# -- what is answered


def _child(track: Track) -> Answer:
    child: Answer = {
        "id": str(track.id),
        "isDir": False,
        "isVideo": False,
        "type": "music",
        "title": track.title,
        "album": track.album,
        "artist": track.artist,
        "genre": next(iter(track.tags.values("genre")), ""),
        "coverArt": str(track.id),
        "duration": round(track.info.duration),
        "bitRate": track.info.bitrate // 1000,
        "samplingRate": track.info.sample_rate,
        "channelCount": track.info.channels,
        "size": track.size,
        "suffix": media.suffix(track),
        "contentType": media.content_type(track),
        "playCount": track.plays,
        "created": moment(track.added),
        "mediaType": "song",
    }
    year, number = track.tags.text("date")[:4], track.tags.text("track").partition("/")[0]
    if year.isascii() and year.isdigit():
        child["year"] = int(year)
    if number.isascii() and number.isdigit() and len(number) < 9:
        child["track"] = int(number)
    if track.rating:
        child["userRating"] = max(1, round(track.rating / 2))
    return child


def _number(given: Given, name: str, default: int, high: int = 500) -> int:
    number: int = Parameter(name, "", "integer", high=high).read(given.get(name, default))
    return number


def _needed(given: Given, name: str) -> str:
    if not given.get(name):
        raise _error(10, f"Required parameter is missing: {name}")
    return given[name]


def _matches(db: Database, listed: Any) -> Answer:
    songs = {song.id: song for song in tracks.get_many(db, [one["id"] for one in listed])}
    return {
        "sonicMatch": [
            {
                "entry": _child(songs[one["id"]]),
                "similarity": round(min(1.0, max(0.0, 1 - one["distance"])), 6),
            }
            for one in listed
            if one["id"] in songs
        ]
    }


def _similar(db: Database, given: Given) -> Answer:
    count = _number(given, "count", 10)
    song = _needed(given, "id")
    return _matches(db, queries.similar(db, songs=[song], limit=count)["songs"] if count else [])


def _path(db: Database, given: Given) -> Answer:
    ends = [_needed(given, "startSongId"), _needed(given, "endSongId")]
    return _matches(db, queries.path(db, songs=ends, limit=max(2, _number(given, "count", 25)))["songs"])


def _song(db: Database, given: Given) -> Answer:
    return {"song": _child(queries.song_called(db, _needed(given, "id")))}


def _search(db: Database, given: Given) -> Answer:
    query = given.get("query", "").strip()
    count, offset = _number(given, "songCount", 20), _number(given, "songOffset", 0, 2**62)
    try:
        ids = tracks.query(db, "" if query == '""' else query).tolist()
    except UsageError:  # what is no search finds nothing
        ids = []
    return {
        "searchResult3": {"song": [_child(one) for one in tracks.get_many(db, ids[offset : offset + count])]}
    }


def _playlist(db: Database, name: str, kind: str) -> tuple[Answer, list[Track]]:
    songs = tracks.get_many(db, queries.playlist_ids(db, name))
    about = {
        "id": f"{kind}:{name}",
        "name": name,
        "owner": USER,
        "public": False,
        "readonly": True,
        "songCount": len(songs),
        "duration": round(sum(song.info.duration for song in songs)),
        "created": "1970-01-01T00:00:00Z",
        "changed": "1970-01-01T00:00:00Z",
    }
    return about, songs


def _playlists(db: Database, _given: Given) -> Answer:
    known: Any = queries.playlists(db)["playlists"]
    listed = [_playlist(db, one["name"], one["kind"])[0] for one in known if one["songs"] is not None]
    return {"playlists": {"playlist": listed}}


def _one_playlist(db: Database, given: Given) -> Answer:
    kind, _, name = _needed(given, "id").partition(":")
    about, songs = _playlist(db, name, "saved" if name in saved.names(db) else kind)
    return {"playlist": {**about, "entry": [_child(song) for song in songs]}}


def _nothing(_db: Database, _given: Given) -> Answer:
    return {}


def _extensions(_db: Database, _given: Given) -> Answer:
    return {"openSubsonicExtensions": [{"name": name, "versions": [1]} for name in _EXTENSIONS]}


METHODS: dict[str, Callable[[Database, Given], Answer]] = {
    "ping": _nothing,
    "getLicense": lambda _db, _given: {"license": {"valid": True}},
    "tokenInfo": lambda _db, _given: {"tokenInfo": {"username": USER}},
    "getMusicFolders": lambda _db, _given: {"musicFolders": {"musicFolder": [{"id": 0, "name": "Music"}]}},
    "getOpenSubsonicExtensions": _extensions,
    "getSonicSimilarTracks": _similar,
    "findSonicPath": _path,
    "getSong": _song,
    "search3": _search,
    "getPlaylists": _playlists,
    "getPlaylist": _one_playlist,
}
_FILES = ("stream", "download", "getCoverArt")


# -- how


def handler(library: ServedLibrary, threads: Threads, token: str) -> Callable[[Request], Awaitable[Response]]:
    """What answers below ``/rest/``."""

    def work(method: str, given: Given) -> Response:
        if method in _FILES:
            song = _needed(given, "id")
            if method == "getCoverArt":
                content, kind = media.cover(library.db, song)
                return Response(content, media_type=kind)
            path, kind = media.sound(library.db, song)
            sound: Response = FileResponse(path, media_type=kind)
            return sound
        return enveloped(METHODS[method](library.db, given), given)

    async def answer(request: Request) -> Response:
        given: dict[str, str] = dict(request.query_params)
        try:
            method = request.path_params["method"].removesuffix(".view")
            if request.method == "POST":
                given |= await _form(request)
            if method != "getOpenSubsonicExtensions":
                check_login(given, token)
            if method not in METHODS and method not in _FILES:
                raise _error(0, f"{method[:60]} is not supported: Organizer is read-only and answers a part")
            return await threads.call(work, method, given)
        except Exception as error:
            return enveloped({"error": {"code": _code(error), "message": problem(error).message}}, given)

    return answer


def _code(error: Exception) -> int:
    if isinstance(error, SubsonicError):
        return error.code
    return 70 if isinstance(error, NotFoundError) else 10 if isinstance(error, ParameterError) else 0


async def _form(request: Request) -> dict[str, str]:
    from urllib.parse import parse_qsl

    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_FORM:
            raise _error(0, "The form is too large.")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=1_000))


def enveloped(content: Answer, given: Given) -> Response:
    """An answer as JSON where ``f=json`` asks for it, else as XML."""
    whole = {
        "status": "failed" if "error" in content else "ok",
        "version": VERSION,
        "type": USER,
        "serverVersion": __version__,
        "openSubsonic": True,
        **content,
    }
    if given.get("f") == "json":
        return document({"subsonic-response": whole})
    whole = as_json(whole)
    whole["xmlns"] = "http://subsonic.org/restapi"
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + _xml("subsonic-response", whole)
    return Response(text.encode("utf-8", "xmlcharrefreplace"), media_type="text/xml")


def _xml(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        return f"<{name}>{escape(_text(value))}</{name}>"
    attributes = "".join(
        f" {key}={quoteattr(_text(one))}" for key, one in value.items() if not isinstance(one, dict | list)
    )
    children = "".join(
        _xml(key, one)
        for key, several in value.items()
        if isinstance(several, dict | list)
        for one in (several if isinstance(several, list) else [several])
    )
    return f"<{name}{attributes}>{children}</{name}>"


def _text(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    return "".join(sign if sign >= " " or sign in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for sign in text)
