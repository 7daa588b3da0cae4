"""What the analysis, groups and regions say of songs, as text for a field of choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from organizer.base.descriptors import BY_NAME, readable
from organizer.base.errors import OrganizerError, UsageError, printable
from organizer.base.fields.tag_names import MORE_LISTS, NAMED_FIELDS, in_language
from organizer.base.language import tr
from organizer.base.model import LIST_FIELDS, TagEdit, Track
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.tags.assigning import field_named

if TYPE_CHECKING:
    from organizer.work.jobs import JobContext

#: Numbers from 0 to 1, written from 1 to 10 as programs for disc jockeys do.
NUMBERS: Mapping[str, str] = {
    "energy": tr("Energy"),
    "danceability": tr("Danceability"),
    "valence": tr("Valence"),
}

#: All that can be written, and what it is called.
KINDS: Mapping[str, str] = {
    "energy": tr("Energy, 1 to 10"),
    "danceability": tr("Danceability, 1 to 10"),
    "valence": tr("Valence (how cheerful), 1 to 10"),
    "mood-words": tr("Mood words, as calm or cheerful"),
    "sound-words": tr("Sound words that can be trusted, as jazz"),
    "group": tr("Name of the group"),
    "region": tr("Names of the regions"),
}

#: Of which numbers mood is a matter, and from where on they are worth a word.
_MOODS, _LITTLE, _MUCH = ("energy", "valence", "danceability"), 1 / 3, 2 / 3
_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written where."""

    kind: str  #: one of ``KINDS``
    field: str
    append: bool = False  #: behind what the field has


def wanted(kind: str, field: str, *, append: bool = False) -> Wanted:
    """The same, checked. Raises ``UsageError``."""
    if kind not in KINDS:
        raise UsageError(
            tr("there is no “{kind}” to write", kind=printable(kind)),
            remedy=tr("one of {names}", names=", ".join(KINDS)),
        )
    if not field.strip():
        raise UsageError(
            tr("say which field {kind} goes into", kind=kind),
            remedy=tr("for example grouping, comment, mood or TXXX:Energy"),
        )
    return Wanted(kind, field_named(field), append)


def values_of_songs(db: Database, songs: Sequence[Track], kind: str) -> dict[int, tuple[str, ...]]:
    """What there is to write of each song, by its id; songs of which nothing is known are left out."""
    if kind in NUMBERS:
        numbers = {song.id: _number(song, kind) for song in songs}
        return {i: (str(_of_ten(number)),) for i, number in numbers.items() if number is not None}
    if kind == "mood-words":
        return {song.id: words for song in songs if (words := mood_words(song))}
    if kind == "sound-words":
        return _sound_words(db, [song.id for song in songs])
    if kind == "region":
        from organizer.library.places import regions

        named = regions.of_songs(db)
        return {song.id: named[song.id] for song in songs if song.id in named}
    return _groups(db, songs)


def edits(
    db: Database, songs: Iterable[Track], what: Wanted, context: JobContext | None = None
) -> list[TagEdit]:
    """The edits that write it. Where it is appended, what the files have in the field is read first."""
    there = [song for song in songs if song.available]
    known = values_of_songs(db, there, what.kind)
    made = []
    for song in there:
        if context is not None:
            context.check_cancelled()
        if song.id not in known:
            continue
        value = _value(known[song.id], what)
        if what.append:
            value = _behind(_in_file(song.path, what.field), value, what)
        made.append(TagEdit(song.id, song.path, {what.field: value}))
    return made


def _in_file(path: str, field: str) -> tuple[str, ...]:
    """What the file has in a field, also in one of a free name, which each kind of tag spells its own way. A
    file that cannot be read has nothing: the preview says why."""
    try:
        return tags.outlook(path, {field: "?"}).old.values(field)
    except OrganizerError:
        return ()


def nothing_known(kind: str) -> UsageError:
    """What is said where no song has anything of a kind."""
    if kind == "group":
        return UsageError(tr("no song is in a group"), remedy=tr("run “organizer groups” first"))
    if kind == "region":
        return UsageError(
            tr("no song is in a region"), remedy=tr("“organizer regions make NAME QUERY” makes one")
        )
    if kind == "sound-words":
        return UsageError(
            tr("no song has a word for its sound that can be trusted"),
            remedy=tr("a network that knows words has to listen first: see “organizer list --help”"),
        )
    remedy = tr("analyze the songs first")
    if kind == "mood-words":
        return UsageError(tr("nothing is known of mood words"), remedy=remedy)
    return UsageError(tr("nothing is known of {what}", what=readable(kind)), remedy=remedy)


def mood_words(song: Track) -> tuple[str, ...]:
    """Words for much and little energy, cheer and dance; what is in the middle is worth no word."""
    words = []
    for name in _MOODS:
        number, ends = _number(song, name), BY_NAME[name].ends
        if number is None or ends is None:
            continue
        if number >= _MUCH:
            words.append(ends[1])
        elif number <= _LITTLE and name != "danceability":  # "undanceable" is no mood
            words.append(ends[0])
    return tuple(words)


def _number(song: Track, name: str) -> float | None:
    descriptors = song.descriptors
    number: float | None = None if descriptors is None else getattr(descriptors, name)
    return number


def _of_ten(number: float) -> int:
    """0–1 as 1–10."""
    return round(1 + 9 * min(max(number, 0.0), 1.0))


def _sound_words(db: Database, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    from organizer.library import sound_words

    trusted = [word for word in sound_words.vocabulary(db) if word.trust == "measured"]
    made = {}
    for track_id, numbers in sound_words.of_songs(db, ids).items():
        words = tuple(word.name for word, _number in sound_words.standing_out(trusted, numbers))
        if words:
            made[track_id] = words
    return made


def _groups(db: Database, songs: Sequence[Track]) -> dict[int, tuple[str, ...]]:
    from organizer.library import maps

    grouping = maps.load_grouping(db)
    names = {group.number: group.name for group in grouping.groups} if grouping is not None else {}
    return {song.id: (names[song.group],) for song in songs if song.group in names}


def _is_list(field: str) -> bool:
    return field in LIST_FIELDS or field in MORE_LISTS


def _is_named(what: Wanted) -> bool:
    """Whether a number stands with its name: not alone in a field of its own, as TXXX:Energy."""
    return what.append or what.field in NAMED_FIELDS or in_language(what.field) is not None


def _value(values: tuple[str, ...], what: Wanted) -> tuple[str, ...]:
    """As it is written: of one text each, so that a semicolon in a name divides nothing."""
    if what.kind in NUMBERS:
        return (f"{NUMBERS[what.kind]} {values[0]}" if _is_named(what) else values[0],)
    return values if _is_list(what.field) else (_BETWEEN.join(values),)


def _behind(before: tuple[str, ...], value: tuple[str, ...], what: Wanted) -> tuple[str, ...]:
    """The value behind what is there; what was written of the same number earlier gives way, and what is
    there already is not written twice."""
    old = _without_number(before, what.kind)
    if not old:
        return value
    if _is_list(what.field) or len(old) > 1:
        return (*old, *(one for one in value if one not in old))
    parts = old[0].split(_BETWEEN)
    more = [one for text in value for one in text.split(_BETWEEN) if one not in parts]
    return (_BETWEEN.join([old[0], *more]),)


def _without_number(before: tuple[str, ...], kind: str) -> list[str]:
    if kind not in NUMBERS:
        return list(before)
    earlier = re.compile(rf"(?:^|{_BETWEEN}){NUMBERS[kind]} (?:10|[1-9])(?=$|{_BETWEEN})")
    left = (earlier.sub("", text).removeprefix(_BETWEEN) for text in before)
    return [text for text in left if text.strip()]
