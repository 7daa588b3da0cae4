"""The questions that programs may ask: declared once, for HTTP, for MCP and for their descriptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from organizer.api import proposing, queries, schemas
from organizer.api.documents import Document
from organizer.api.parameters import Parameter, read
from organizer.api.schemas import Schema
from organizer.library.storage.database import Database

_SONG = "a number of a song, “artist - title”, a path, or a search that one song fits"
_QUERY = (
    "a search as in the window: words of title, artist, album or genre; field:value such as genre:jazz, "
    'artist:"nina simone", year:1960..1969, bpm:90..120, key:8A, rating:4..; -word leaves out; or, and '
    'brackets; playlist:NAME, group:NAME, like:"artist - title"; sort:FIELD and limit:N. Empty: all songs'
)
_ORDERS = "artist, title, album, genre, date, added, duration, bpm, rating, plays, path, or any number"


def _limit(default: int, high: int = 500) -> Parameter:
    return Parameter("limit", "how many at most", "integer", default, low=1, high=high)


_OFFSET = Parameter("offset", "how many to leave out before them", "integer", 0)
_PAGE = (_limit(50), _OFFSET)


@dataclass(frozen=True, slots=True)
class Question:
    """What can be asked."""

    name: str  #: of the tool
    address: str  #: below the version: "/songs/{song}"
    about: str
    answer: Callable[..., Document]
    returns: Schema
    parameters: tuple[Parameter, ...] = ()
    writes: bool = False  #: it keeps something in the library

    def ask(self, db: Database, given: Mapping[str, object]) -> Document:
        """The answer; raises ``OrganizerError``."""
        return self.answer(db, **read(self.parameters, given))


def _named(name: str, about: str, *, kind: str = "text") -> Parameter:
    return Parameter(name, about, "integer" if kind == "integer" else "text", required=True, path=True)


QUESTIONS: tuple[Question, ...] = (
    Question("about", "", "What answers, and what the library has.", queries.about, schemas.ABOUT),
    Question(
        "search_songs",
        "/songs",
        "The songs that fit a search, a page of them.",
        queries.songs,
        schemas.SONGS,
        (
            Parameter("query", _QUERY, default=""),
            Parameter("order", f"where the search asks for none: {_ORDERS}", default="artist"),
            Parameter("descending", "the largest or last first", "flag", False),
            *_PAGE,
        ),
    ),
    Question(
        "song_details",
        "/songs/{song}",
        "All that is known of a song: tags, tempo, key, what the analysis measured, group, regions.",
        queries.song,
        schemas.SONG_DETAILS,
        (_named("song", _SONG),),
    ),
    Question(
        "similar_songs",
        "/similar",
        "The songs that sound most like some songs (and not like others), the nearest first, and why.",
        queries.similar,
        schemas.SIMILAR,
        (
            Parameter("songs", f"songs that others are to be like: of each {_SONG}", "texts", required=True),
            Parameter("unlike", "songs that they are not to be like", "texts"),
            _limit(10),
        ),
    ),
    Question(
        "path_between_songs",
        "/path",
        "A way of songs that leads by small steps from one song to another.",
        queries.path,
        schemas.PATH,
        (
            Parameter(
                "songs",
                f"where it begins, passes and ends: two or more, of each {_SONG}",
                "texts",
                required=True,
            ),
            Parameter("limit", "how many songs it has, the ends among them", "integer", low=2, high=500),
        ),
    ),
    Question(
        "groups",
        "/groups",
        "The groups of songs that sound alike, with typical songs of each.",
        queries.groups,
        schemas.GROUPS,
    ),
    Question(
        "group_songs",
        "/groups/{number}",
        "The songs of a group, a page of them.",
        queries.group,
        schemas.GROUP,
        (_named("number", "of the group", kind="integer"), *_PAGE),
    ),
    Question("regions", "/regions", "The named regions of the map.", queries.regions, schemas.REGIONS),
    Question(
        "region_songs",
        "/regions/{name}",
        "The songs of a region of the map, a page of them.",
        queries.region,
        schemas.REGION,
        (_named("name", "of the region"), *_PAGE),
    ),
    Question(
        "playlists",
        "/playlists",
        "The saved playlists, and the smart ones, which are searches.",
        queries.playlists,
        schemas.PLAYLISTS,
    ),
    Question(
        "playlist_songs",
        "/playlists/{name}",
        "The songs of a playlist in their order, a page of them.",
        queries.playlist,
        schemas.PLAYLIST,
        (_named("name", "of the playlist"), *_PAGE),
    ),
    Question(
        "map_places",
        "/map",
        "Where songs lie on the map, as columns: ids, x, y, cell.",
        queries.map_places,
        schemas.MAP,
        (_limit(10_000, 100_000), _OFFSET),
    ),
)

_EDIT = (
    Parameter("songs", f"which songs: of each {_SONG}", "texts", required=True),
    Parameter(
        "values",
        'fields and what they are to be, such as {"genre": ["Folk", "Live"], "date": "1971"}; an empty '
        "text removes one. Fields: title, artist, album_artist, album, genre, date, track, disc, bpm, key, "
        "mood, grouping, comment",
        "values",
        required=True,
    ),
)

#: What is asked where tags are to be edited: the first two only look.
EDITS: tuple[Question, ...] = (
    Question(
        "preview_tags",
        "/preview-tags",
        "What an edit of tags would change in the files of some songs. Nothing is written.",
        proposing.preview_tags,
        schemas.CHANGES,
        _EDIT,
    ),
    Question(
        "tag_proposals",
        "/tag-proposals",
        "The edits of tags that wait for a person to review them.",
        proposing.proposals,
        schemas.PROPOSALS,
    ),
    Question(
        "propose_tags",
        "/propose-tags",
        "Propose an edit of tags. It waits until the person has reviewed it in the window of Organizer; no "
        "file is changed before, and the person may leave it.",
        proposing.propose_tags,
        schemas.PROPOSED,
        (
            *_EDIT,
            Parameter("reason", "why, in a few words that the person sees", required=True),
            Parameter("source", "who proposes it", default=""),
        ),
        writes=True,
    ),
)
