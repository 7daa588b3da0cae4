"""Looks through the library for what is wrong, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from organizer.base.folding import order_key
from organizer.base.language import tr
from organizer.library.lists import tidying
from organizer.library.lists.tidying import Row
from organizer.library.storage.database import Database
from organizer.work.jobs import JobContext
from organizer.work.tidying import (
    album_fields,
    album_names,
    artists,
    missing,
    pictures,
    sounds,
    track_numbers,
)
from organizer.work.tidying.albums import Album, albums
from organizer.work.tidying.findings import KINDS, Finding


@dataclass(frozen=True, slots=True)
class Tidiness:
    """What is wrong in a library."""

    findings: tuple[Finding, ...]  #: by kind, in the order of ``KINDS``; without those that are ignored
    songs: int  #: that were looked at
    ignored: Mapping[str, int]  #: by kind, how many findings are not shown
    kinds_off: frozenset[str]  #: kinds that are ignored as a whole, and were not looked for
    unchecked: int  #: lossless files whose sound was not checked
    by_kind: Mapping[str, tuple[Finding, ...]] = field(init=False)
    states: Mapping[tuple[str, str], str] = field(init=False)  #: by kind and key
    proposed: int = field(init=False)  #: findings for which there is a proposal

    def __post_init__(self) -> None:
        by_kind: dict[str, list[Finding]] = {}
        for one in self.findings:
            by_kind.setdefault(one.kind, []).append(one)
        object.__setattr__(self, "by_kind", {kind: tuple(ones) for kind, ones in by_kind.items()})
        object.__setattr__(self, "states", {(one.kind, one.key): one.state for one in self.findings})
        object.__setattr__(self, "proposed", sum(bool(one.options) for one in self.findings))

    def of(self, kind: str) -> tuple[Finding, ...]:
        """The findings of a kind."""
        return self.by_kind.get(kind, ())


#: What finds several kinds at once, or one: by the kinds.
_OF_ROWS: Sequence[tuple[tuple[str, ...], Callable[[Sequence[Row]], Iterator[Finding]]]] = (
    (tuple(f"missing-{name}" for name in missing.FIELDS), missing.missing_fields),
    (("artist-spelling",), artists.artist_spellings),
    (("album-spelling",), album_names.album_spellings),
    (("genre-spelling",), artists.genre_spellings),
    (("disc-in-album",), album_names.discs_in_names),
    (("album-artist",), album_fields.album_artists),
    (("compilation",), album_fields.compilations),
    (("no-length",), sounds.without_length),
)
_OF_ALBUMS: Sequence[tuple[str, Callable[[Sequence[Album]], Iterator[Finding]]]] = (
    ("years", album_fields.years),
    ("tracks-missing", track_numbers.missing_tracks),
    ("tracks-doubled", track_numbers.doubled_tracks),
)


def look(
    context: JobContext,
    db: Database,
    *,
    kinds: Collection[str] | None = None,
    on_first: Callable[[Tidiness], object] | None = None,
) -> Tidiness:
    """Find what is wrong, of these kinds or of all that are not ignored.

    ``on_first`` gets what the library tells, before files are opened for their covers.
    """
    ignored = tidying.ignored(db)
    off = frozenset(kind for kind, subject in ignored if not subject)
    wanted = [
        kind.name for kind in KINDS if (kind.name in kinds if kinds is not None else kind.name not in off)
    ]
    context.report(0, len(KINDS), tr("Reading the library"))
    rows = tidying.rows(db)
    unchecked = sounds.unchecked(db, rows)
    listed: list[Finding] = []
    hidden: dict[str, int] = {}

    def take(findings: Iterable[Finding]) -> None:
        for finding in findings:
            context.check_cancelled()
            if finding.kind not in wanted:
                continue
            if ignored.get((finding.kind, finding.key)) == finding.state:
                hidden[finding.kind] = hidden.get(finding.kind, 0) + 1
            else:
                listed.append(finding)

    def result() -> Tidiness:
        rank = {kind.name: number for number, kind in enumerate(KINDS)}
        order = sorted(listed, key=lambda one: (rank[one.kind], order_key(one.subject), one.key))
        return Tidiness(tuple(order), len(rows), dict(hidden), off, unchecked)

    for number, (names, find) in enumerate(_OF_ROWS):
        context.report(number, len(KINDS), tr("Comparing names"))
        if not set(wanted).isdisjoint(names):
            take(find(rows))
    grouped = albums(rows)
    for kind, of_albums in _OF_ALBUMS:
        if kind in wanted:
            take(of_albums(grouped))
    if not set(wanted).isdisjoint(sounds.KINDS):
        take(sounds.checked(db, rows))
    if "cover" in wanted:
        if on_first is not None:
            on_first(result())
        take(pictures.without_covers(context, db, grouped))
    return result()
