"""Songs without a length; and what the check of lossless files measured: lossy sources, and broken ends."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from organizer.base.errors import printable
from organizer.base.language import number, tr
from organizer.base.model import clock
from organizer.library.lists.tidying import Row
from organizer.library.sounds import checks
from organizer.library.sounds.checks import LOSSLESS, SoundCheck
from organizer.library.storage.database import Database
from organizer.work.tidying.albums import number_of
from organizer.work.tidying.findings import Finding

#: The kinds that come of the check.
KINDS = ("lossy-source", "cut-off")
#: Seconds, or this share, by which a file may be shorter than it says.
_SHORTER, _SHORTER_SHARE = 0.5, 0.002
#: An end within so many dB of the rest of the song, and louder than this, is no end; a song that begins more
#: quietly than the last does not go on from the one before it.
_AT_LEVEL, _LOUD, _QUIET = 6.0, -30.0, -50.0


def without_length(rows: Sequence[Row]) -> Iterator[Finding]:
    """Songs whose container tells no length, or 0."""
    for row in rows:
        if row.duration < 0.05:
            why = tr("The file tells no length, or 0: nothing may be in it, or it may be damaged")
            yield Finding("no-length", row.path, _name(row), why, (row.id,))


def is_lossless(row: Row) -> bool:
    """Whether the file is of a format without loss."""
    return row.format in LOSSLESS


def unchecked(db: Database, rows: Sequence[Row]) -> int:
    """How many lossless files were not checked yet."""
    known = set(checks.sounds(db))
    return sum(is_lossless(row) and row.sound not in known for row in rows)


def checked(db: Database, rows: Sequence[Row]) -> Iterator[Finding]:
    """What was measured of the sound of these songs."""
    known = checks.known(db)
    if not known:
        return
    after = _next_songs(rows)
    for row in rows:
        check = known.get(row.sound) if row.sound else None
        if check is None:
            continue
        if check.codec and is_lossless(row):
            yield Finding("lossy-source", row.path, _name(row), _of_lossy(row, check), (row.id,))
        end = _cut_off(check, _check_of(after.get(row.id), known), row.id in after)
        if end:
            yield Finding("cut-off", row.path, _name(row), end, (row.id,))


def _name(row: Row) -> str:
    title = row.title or printable(os.path.basename(row.path))
    return f"{row.artist[0]} - {title}" if row.artist else title


def _of_lossy(row: Row, check: SoundCheck) -> str:
    values = {"format": row.format, "codec": check.codec, "share": round(100 * check.share)}
    before = (
        tr(
            "This {format} went through {codec} before: the rounding of its frames is seen in {share}% of "
            "the song, and nothing lies above {edge} kHz.",
            edge=number(check.cutoff / 1000, 1),
            **values,
        )
        if check.cutoff
        else tr(
            "This {format} went through {codec} before: the rounding of its frames is seen in {share}% of "
            "the song.",
            **values,
        )
    )
    return f"{before} {tr('A file from the original would sound as good or better')}"


def _cut_off(check: SoundCheck, following: SoundCheck | None, has_following: bool) -> str:
    """Why the end is thought broken; empty where it is not. Songs that go on in the next one of their album
    end at full level, too: where that is not known, nothing is said."""
    missing = check.claimed - check.decoded
    if check.claimed and missing > max(_SHORTER, _SHORTER_SHARE * check.claimed):
        return tr(
            "The file says it lasts {claimed}, but ends after {decoded}",
            claimed=clock(check.claimed),
            decoded=clock(check.decoded),
        )
    if check.damage:
        return tr(
            "Decoding ends after {decoded}: {damage}", decoded=clock(check.decoded), damage=check.damage
        )
    loud = check.end_level > max(_LOUD, check.level - _AT_LEVEL)
    if loud and has_following and following is not None and following.start_level < _QUIET:
        return tr(
            "The sound ends at full level, without fading, and the next song of the album begins in silence"
        )
    return ""


def _check_of(row: Row | None, known: dict[str, SoundCheck]) -> SoundCheck | None:
    return known.get(row.sound) if row is not None and row.sound else None


def _next_songs(rows: Sequence[Row]) -> dict[int, Row]:
    """By song the next of its album, in its folder."""
    places = {}
    for row in rows:
        track = number_of(row.track)[0]
        if track is not None and row.album:
            places[row.folder, row.album, row.disc, track] = row
    return {
        row.id: following
        for (folder, album, disc, track), row in places.items()
        if (following := places.get((folder, album, disc, track + 1))) is not None
    }
