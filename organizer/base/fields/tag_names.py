"""The fields of tags beyond those that every list shows, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Mapping

from organizer.base.language import tr, tr_as
from organizer.base.model import EDITABLE_FIELDS, FIELD_LABELS

#: Fields that have a name in every kind of tag, in the order in which they are shown.
MORE_LABELS: Mapping[str, str] = {
    "subtitle": tr("Subtitle"),
    "composer": tr("Composer"),
    "lyricist": tr("Lyricist"),
    "conductor": tr("Conductor"),
    "performer": tr("Performer"),
    "remixer": tr("Remixer"),
    "original_date": tr("Original date"),
    "label": tr_as("of records", "Label"),
    "catalog_number": tr("Catalogue number"),
    "media": tr_as("of records", "Media"),
    "language": tr("Language"),
    "compilation": tr_as("of records", "Compilation"),
    "rating": tr("Rating"),
    "lyrics": tr("Lyrics"),
    "artist_sort": tr("Artist sort"),
    "album_artist_sort": tr("Album artist sort"),
    "title_sort": tr("Title sort"),
    "album_sort": tr("Album sort"),
    "composer_sort": tr("Composer sort"),
    "copyright": tr("Copyright"),
    "encoded_by": tr("Encoded by"),
    "isrc": tr("ISRC"),
    "replaygain_track_gain": tr("ReplayGain track gain"),
    "replaygain_track_peak": tr("ReplayGain track peak"),
    "replaygain_album_gain": tr("ReplayGain album gain"),
    "replaygain_album_peak": tr("ReplayGain album peak"),
    "musicbrainz_trackid": tr("MusicBrainz track"),
    "musicbrainz_albumid": tr("MusicBrainz album"),
    "musicbrainz_artistid": tr("MusicBrainz artist"),
    "musicbrainz_albumartistid": tr("MusicBrainz album artist"),
    "musicbrainz_releasegroupid": tr("MusicBrainz release group"),
}
MORE_FIELDS = tuple(MORE_LABELS)
NAMED_FIELDS = (*EDITABLE_FIELDS, *MORE_FIELDS)

#: Those that the library stores when it reads a file, for searches; the others are read when asked for.
STORED_FIELDS = frozenset(
    "subtitle composer lyricist conductor performer remixer original_date label catalog_number media"
    " language lyrics copyright".split()
)
#: Of these, those that every library has read: a copyright is stored only where a file was read since it is.
RELIED_FIELDS = STORED_FIELDS - {"copyright"}

#: Fields of several lines.
LONG_FIELDS = frozenset({"comment", "lyrics"})

#: Fields whose values ";" separates where they are typed, beside ``LIST_FIELDS``.
MORE_LISTS = frozenset(
    "composer lyricist conductor performer remixer label catalog_number language isrc artist_sort"
    " album_artist_sort composer_sort musicbrainz_artistid musicbrainz_albumartistid".split()
)

#: How searches and other programs call fields.
ALIASES: Mapping[str, str] = {
    "albumartist": "album_artist",
    "year": "date",
    "tracknumber": "track",
    "discnumber": "disc",
    "tempo": "bpm",
    "initialkey": "key",
    "originaldate": "original_date",
    "originalyear": "original_date",
    "catalognumber": "catalog_number",
    "catalogue_number": "catalog_number",
    "publisher": "label",
    "unsyncedlyrics": "lyrics",
    "artistsort": "artist_sort",
    "albumartistsort": "album_artist_sort",
    "titlesort": "title_sort",
    "albumsort": "album_sort",
    "composersort": "composer_sort",
    "encodedby": "encoded_by",
    "musicbrainz_recordingid": "musicbrainz_trackid",
    "musicbrainz_releaseid": "musicbrainz_albumid",
}

#: A comment or lyrics in one language: "lyrics:deu", with a description "comment:eng:about".
_IN_LANGUAGE = re.compile(r"(comment|lyrics):([A-Za-z]{3})(?::(.*))?", re.DOTALL)


#: The same amid a sentence, where it is another word than on its own.
_AMID: Mapping[str, str] = {
    "title": tr_as("amid a sentence", "title"),
    "artist": tr_as("amid a sentence", "artist"),
    "album_artist": tr_as("amid a sentence", "album artist"),
    "album": tr_as("amid a sentence", "album"),
    "genre": tr_as("amid a sentence", "genre"),
    "date": tr_as("amid a sentence", "date"),
    "track": tr_as("amid a sentence", "track"),
    "disc": tr_as("amid a sentence", "disc"),
    "key": tr_as("amid a sentence", "key"),
    "mood": tr_as("amid a sentence", "mood"),
    "grouping": tr_as("amid a sentence", "grouping"),
    "comment": tr_as("amid a sentence", "comment"),
    "cover": tr_as("amid a sentence", "cover"),
    "subtitle": tr_as("amid a sentence", "subtitle"),
    "composer": tr_as("amid a sentence", "composer"),
    "lyricist": tr_as("amid a sentence", "lyricist"),
    "conductor": tr_as("amid a sentence", "conductor"),
    "performer": tr_as("amid a sentence", "performer"),
    "remixer": tr_as("amid a sentence", "remixer"),
    "original_date": tr_as("amid a sentence", "original date"),
    "label": tr_as("amid a sentence", "label"),
    "catalog_number": tr_as("amid a sentence", "catalogue number"),
    "media": tr_as("amid a sentence", "media"),
    "language": tr_as("amid a sentence", "language"),
    "compilation": tr_as("amid a sentence", "compilation"),
    "rating": tr_as("amid a sentence", "rating"),
    "lyrics": tr_as("amid a sentence", "lyrics"),
    "artist_sort": tr_as("amid a sentence", "artist sort"),
    "album_artist_sort": tr_as("amid a sentence", "album artist sort"),
    "title_sort": tr_as("amid a sentence", "title sort"),
    "album_sort": tr_as("amid a sentence", "album sort"),
    "composer_sort": tr_as("amid a sentence", "composer sort"),
    "copyright": tr_as("amid a sentence", "copyright"),
    "encoded_by": tr_as("amid a sentence", "encoded by"),
}


def label_of(name: str) -> str:
    """What a field is called for people; one without a name of ours by its own."""
    return FIELD_LABELS.get(name) or MORE_LABELS.get(name) or (tr("Cover") if name == "cover" else name)


def in_sentence(name: str) -> str:
    """The same amid a sentence."""
    return _AMID.get(name) or label_of(name)


def plain_name(name: str) -> str:
    """A name as people write it, as that of a field with a name of ours; "" where it is none."""
    folded = name.strip().lower().replace(" ", "_").replace("-", "_")
    folded = ALIASES.get(folded, folded)
    return folded if folded in FIELD_LABELS or folded in MORE_LABELS else ""


def in_language(name: str) -> tuple[str, str, str] | None:
    """ "lyrics:deu:about" as field, language and description; None for any other name."""
    match = _IN_LANGUAGE.fullmatch(name)
    return None if match is None else (match[1], match[2].lower(), match[3] or "")


def in_order(names: frozenset[str] | set[str] | Mapping[str, object]) -> list[str]:
    """The names as they are shown: those of ours in their order, then the others."""
    return [n for n in NAMED_FIELDS if n in names] + sorted(n for n in names if n not in _PLACES)


_PLACES = frozenset(NAMED_FIELDS)
