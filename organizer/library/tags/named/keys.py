"""Which key of each kind of tag holds a field with a name of ours, and what a file's own name means.

The keys are those that Picard, Mp3tag and mutagen's EasyID3 write. The first of a field is written where none
is there; every one that is there gets the value. Frames of ID3 have the names that ``raw`` gives them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from organizer.base.fields.picture import COVER
from organizer.base.fields.tag_names import MORE_FIELDS, in_language, plain_name
from organizer.base.model import EDITABLE_FIELDS
from organizer.library.tags.fields import APE_KEYS, ASF_KEYS, ID3_TEXTS, MP4_FREE_FORM, MP4_KEYS, VORBIS_KEYS

_FREE = MP4_FREE_FORM

#: ID3, Vorbis comments, APEv2, MP4, ASF: the keys of each field.
_TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    "subtitle": ("TIT3", "subtitle", "Subtitle", _FREE + "SUBTITLE", "WM/SubTitle"),
    "composer": ("TCOM", "composer", "Composer", "\xa9wrt", "WM/Composer"),
    "lyricist": ("TEXT", "lyricist|writer", "Lyricist", _FREE + "LYRICIST", "WM/Writer"),
    "conductor": ("TPE3", "conductor", "Conductor", _FREE + "CONDUCTOR", "WM/Conductor"),
    "performer": ("TMCL|TIPL|IPLS", "performer", "Performer", _FREE + "PERFORMER", "WM/Performer"),
    "remixer": ("TPE4", "remixer|mixartist", "MixArtist|Remixer", _FREE + "REMIXER", "WM/ModifiedBy"),
    "original_date": (
        "TDOR|TORY",
        "originaldate|originalyear",
        "OriginalDate|OriginalYear",
        _FREE + "ORIGINALDATE|" + _FREE + "ORIGINALYEAR",
        "WM/OriginalReleaseTime|WM/OriginalReleaseYear",
    ),
    "label": (
        "TPUB",
        "label|organization|publisher",
        "Label|Publisher",
        _FREE + "LABEL|" + _FREE + "PUBLISHER",
        "WM/Publisher",
    ),
    "catalog_number": (
        "TXXX:CATALOGNUMBER",
        "catalognumber|catalog",
        "CatalogNumber|Catalog",
        _FREE + "CATALOGNUMBER",
        "WM/CatalogNo",
    ),
    "media": ("TMED", "media|sourcemedia", "Media", _FREE + "MEDIA", "WM/Media"),
    "language": ("TLAN", "language", "Language", _FREE + "LANGUAGE", "WM/Language"),
    "compilation": ("TCMP", "compilation", "Compilation", "cpil", "WM/IsCompilation"),
    "rating": (
        "TXXX:FMPS_Rating|POPM",
        "fmps_rating|rating",
        "FMPS_RATING|RATING",
        _FREE + "FMPS_Rating|rate|" + _FREE + "RATING",
        "FMPS/Rating|WM/SharedUserRating",
    ),
    "lyrics": (
        "USLT",
        "lyrics|unsyncedlyrics|unsynced lyrics",
        "Lyrics|Unsynced lyrics",
        "\xa9lyr",
        "WM/Lyrics",
    ),
    "artist_sort": ("TSOP|XSOP", "artistsort", "ARTISTSORT", "soar", "WM/ArtistSortOrder"),
    "album_artist_sort": ("TSO2", "albumartistsort", "ALBUMARTISTSORT", "soaa", "WM/AlbumArtistSortOrder"),
    "title_sort": ("TSOT|XSOT", "titlesort", "TITLESORT", "sonm", "WM/TitleSortOrder"),
    "album_sort": ("TSOA|XSOA", "albumsort", "ALBUMSORT", "soal", "WM/AlbumSortOrder"),
    "composer_sort": ("TSOC", "composersort", "COMPOSERSORT", "soco", "WM/ComposerSortOrder"),
    "copyright": ("TCOP", "copyright", "Copyright", "cprt", "Copyright"),
    "encoded_by": ("TENC", "encodedby|encoded-by", "EncodedBy", "\xa9too", "WM/EncodedBy"),
    "isrc": ("TSRC", "isrc", "ISRC", _FREE + "ISRC", "WM/ISRC"),
    "musicbrainz_trackid": (
        "UFID:http://musicbrainz.org|TXXX:MusicBrainz Track Id",
        "musicbrainz_trackid",
        "MUSICBRAINZ_TRACKID",
        _FREE + "MusicBrainz Track Id",
        "MusicBrainz/Track Id",
    ),
    **{
        "musicbrainz_" + title.lower().replace(" ", "").replace("id", "") + "id": (
            "TXXX:MusicBrainz " + title,
            "musicbrainz_" + title.lower().replace(" ", ""),
            "MUSICBRAINZ_" + title.upper().replace(" ", ""),
            _FREE + "MusicBrainz " + title,
            "MusicBrainz/" + title,
        )
        for title in ("Album Id", "Artist Id", "Album Artist Id", "Release Group Id")
    },
    **{
        f"replaygain_{of}": (
            f"TXXX:REPLAYGAIN_{of.upper()}",
            f"replaygain_{of}",
            f"REPLAYGAIN_{of.upper()}",
            f"{_FREE}replaygain_{of}",
            f"REPLAYGAIN_{of.upper()}",
        )
        for of in ("track_gain", "track_peak", "album_gain", "album_peak")
    },
}

ID3, VORBIS, APE, MP4, ASF = "id3", "vorbis", "ape", "mp4", "asf"
_KINDS = (ID3, VORBIS, APE, MP4, ASF)

#: Kind of tag → field → its keys, in the spelling in which they are written.
KEYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    kind: {name: tuple(_TABLE[name][place].split("|")) for name in MORE_FIELDS}
    for place, kind in enumerate(_KINDS)
}

#: Keys of the fields that every list shows.
_SHOWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    ID3: {
        **{field: (frame,) for field, (frame, _) in ID3_TEXTS.items()},
        "date": ("TDRC", "TYER", "TDAT", "TIME"),
        "mood": ("TMOO", "TXXX:MOOD"),
        "grouping": ("GRP1", "TIT1"),
    },
    VORBIS: {
        **VORBIS_KEYS,
        "track": ("tracknumber", "tracktotal", "totaltracks"),
        "disc": ("discnumber", "disctotal", "totaldiscs"),
    },
    APE: APE_KEYS,
    MP4: MP4_KEYS,
    ASF: ASF_KEYS,
}

#: Keys that hold pictures, which are not edited as text.
PICTURES = frozenset({"metadata_block_picture", "coverart", "coverartmime", "wm/picture", "covr", "apic"})

#: Keys that hold a cover.
_COVER: Mapping[str, tuple[str, ...]] = {
    ID3: ("APIC",),
    VORBIS: ("metadata_block_picture", "coverart", "coverartmime"),
    APE: ("Cover Art (Front)", "Cover Art (Other)"),
    MP4: ("covr",),
    ASF: ("WM/Picture",),
}

_ID3_FRAME = re.compile(r"[A-Z][A-Z0-9]{3}(:.*)?", re.DOTALL)
_DESCRIBED = ("TXXX", "WXXX", "COMM", "USLT", "UFID", "PRIV", "POPM", "GEOB")


def keys_of(kind: str, name: str) -> tuple[str, ...]:
    """The keys of a field in this kind of tag; of one without a name of ours, its own."""
    if name == COVER:
        return _COVER[kind]
    known = KEYS[kind].get(name) or _SHOWN[kind].get(name)
    return known if known else (own_key(kind, name),)


@cache
def fields_by_key(kind: str) -> Mapping[str, str]:
    """Keys in small letters, and the field that each belongs to."""
    shown = {key.lower(): name for name in EDITABLE_FIELDS for key in _SHOWN[kind].get(name, ())}
    more = {key.lower(): name for name in MORE_FIELDS for key in KEYS[kind][name]}
    return more | shown


def own_key(kind: str, name: str) -> str:
    """The key by which a field without a name of ours is known in this kind of tag."""
    if (spoken := in_language(name)) is not None:
        field, language, description = spoken
        if kind != ID3:
            return name  # no such key: ``values.as_stored`` refuses it
        return f"{'COMM' if field == 'comment' else 'USLT'}:{description}:{language}"
    if kind == ID3:
        frame = (
            name.upper() if name.isascii() and len(name) == 4 and name.isalnum() and name.isupper() else name
        )
        if _is_frame(frame):
            return frame
        return "TXXX:" + _bare(name)
    if kind == MP4:
        if name.startswith("----:") or (len(name) == 4 and not name.isupper()):
            return name
        return _FREE + _bare(name)
    return _bare(name)


def _is_frame(name: str) -> bool:
    """Whether a name is that of a frame of ID3, with its description where it has one."""
    if not _ID3_FRAME.fullmatch(name):
        return False
    return ":" not in name or name[:4] in _DESCRIBED


def _bare(name: str) -> str:
    """A free name without what ID3 and MP4 put in front of it."""
    for prefix in ("TXXX:", _FREE):
        if name.upper().startswith(prefix.upper()):
            return name[len(prefix) :]
    return name.split(":", 2)[-1] if name.startswith("----:") else name


def canonical(name: str) -> str:
    """The field that a person means by a name: one with a name of ours, by whatever name programs and files
    have for it, or the name as it stands."""
    if plain := plain_name(name):
        return plain
    name = name.strip()
    if (spoken := in_language(name)) is not None:
        field, language, description = spoken
        return f"{field}:{language}" + (f":{description}" if description else "")
    parts = name.split(":")
    if parts[0] in ("COMM", "USLT") and len(parts) == 3 and len(parts[2]) == 3:
        field = "comment" if parts[0] == "COMM" else "lyrics"
        return f"{field}:{parts[2].lower()}" + (f":{parts[1]}" if parts[1] else "")
    for kind in _KINDS:
        known = fields_by_key(kind).get(name.lower())
        if known:
            return known
    return name
