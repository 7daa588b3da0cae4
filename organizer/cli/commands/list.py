"""``organizer list``: songs with their tags and descriptors, or those that failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from organizer.base import tempo_and_key
from organizer.base.descriptors import OF_TABLES, Descriptors, not_analyzed
from organizer.base.errors import UsageError
from organizer.base.language import number, tr, tr_as
from organizer.base.model import FloatArray, IntArray, Track, clock
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import asked
from organizer.cli.terminal import decimals, note, print_json, print_table, right, song
from organizer.library import sound_words, tracks
from organizer.library.lists.query_order import Key
from organizer.library.sound_words import Word
from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.work.arranging import word_offer
from organizer.work.playing import rediscovering

#: The estimates that the table has room for; --json and export have them all.
_LISTED = {
    "energy": tr("Energy"),
    "danceability": tr("Danceability"),
    "acousticness": tr("Acousticness"),
    "valence": tr("Valence"),
}


def _run(options: Options) -> int:
    with open_library(options) as db:
        if options.failed:
            return _list_failures(db, options)
        query = asked(options)
        if options.sort in OF_TABLES and options.sort not in tables.number_names(db):
            cause, remedy = not_analyzed(options.sort)
            raise UsageError(cause, remedy=remedy)
        if options.sort == rediscovering.NAME:
            ids, remark = _rediscovered(db, query, descending=options.descending)
        else:
            ids, remark = _asked(db, query, options), ""
        offered = word_offer.offer(db, query, len(ids))
        ids = ids[: options.limit]
        listed = tracks.get_many(db, ids.tolist())
        words = sound_words.vocabulary(db)
        numbers = sound_words.of_songs(db, ids.tolist()) if words else {}
        if options.json:
            print_json([song(track, **_words(words, numbers.get(track.id))) for track in listed])
        else:
            _print_tracks(listed, words, numbers)
        if remark:
            note(remark)
        if offered is not None:
            note(offered.text)
        return 0


def _asked(db: Database, query: str, options: Options) -> IntArray:
    """The songs that fit, in the order of ``--sort``, else of the search, else by artist."""
    wanted = tracks.parsed(db, query)
    order = options.sort or "artist"
    if options.sort and wanted.ordering:
        ordering = replace(wanted.ordering, keys=(Key(order, options.descending),))
        wanted = replace(wanted, ordering=ordering)
    return tracks.query(db, wanted, order=order, descending=options.descending)


def _rediscovered(db: Database, query: str, *, descending: bool) -> tuple[IntArray, str]:
    """Songs in the order *rediscover*, and what is to be said of it."""
    order = rediscovering.rediscover(db, tracks.matching(db, query))
    return order.ids[::-1] if descending else order.ids, order.remark


def _words(words: Sequence[Word], numbers: FloatArray | None) -> dict[str, object]:
    """The numbers of a song's words by their names, None for a song that the network does not know; nothing
    without words."""
    if not words:
        return {}
    if numbers is None:
        return {"words": None}
    return {"words": {word.name: round(float(numbers[word.position]), 4) for word in words}}


def _list_failures(db: Database, options: Options) -> int:
    failures = tracks.failures(db)
    if options.json:
        print_json([asdict(failure) for failure in failures])
    else:
        print_table(
            (tr("Path"), tr("Stage"), tr("Reason"), tr("What to do")),
            [(f.path, f.stage, f.reason, f.remedy) for f in failures],
        )
    return 0


def _print_tracks(listed: Sequence[Track], words: Sequence[Word], numbers: dict[int, FloatArray]) -> None:
    tags = (
        tr_as("of a song", "Title"),
        tr("Artist"),
        tr("Album"),
        tr("Genre"),
        right(tr("Time")),
        right(tr("BPM")),
        tr_as("of music", "Key"),
        tr("Camelot"),
        right(tr("LUFS")),
    )
    estimates = map(right, _LISTED.values())
    heads = (tr("Sounds like"),) if words else ()
    used = any(track.plays or track.rating is not None for track in listed)
    own = (right(tr("Rating")), right(tr("Plays"))) if used else ()
    sounds = [_sounds_like(words, numbers.get(track.id)) for track in listed]
    print_table(
        (*tags, *estimates, right(tr("Group")), *own, *heads, tr("Path")),
        [_row(track, text if words else None, used=used) for track, text in zip(listed, sounds, strict=True)],
    )


def _sounds_like(words: Sequence[Word], numbers: FloatArray | None) -> str:
    """The words that stand out of a song."""
    return (
        ""
        if numbers is None
        else ", ".join(word.name for word, _ in sound_words.standing_out(words, numbers))
    )


def _row(track: Track, sounds_like: str | None, *, used: bool) -> tuple[object, ...]:
    values = track.descriptors
    return (
        track.title,
        track.artist,
        track.album,
        track.tags.text("genre"),
        clock(track.info.duration),
        tempo_and_key.tempo(track).text,
        (key := tempo_and_key.key(track)).text,
        f"{tempo_and_key.ABOUT if key.source == 'estimate' else ''}{key.camelot}" if key.camelot else "",
        _loudness(values) if values else "",
        *(decimals(getattr(values, name, None), 2) for name in _LISTED),
        "" if track.group is None else track.group,
        *((_stars(track.rating), track.plays) if used else ()),
        *(() if sounds_like is None else (sounds_like,)),
        track.reference,
    )


def _stars(rating: int | None) -> str:
    return "" if rating is None else number(rating / 2, rating % 2)


def _loudness(values: Descriptors) -> str:
    """With ≈ in front while it is an estimate."""
    if values.loudness is None:
        return ""
    return f"{'' if values.loudness_measured else '≈ '}{number(values.loudness, 1)}"


COMMANDS = {"list": _run}
