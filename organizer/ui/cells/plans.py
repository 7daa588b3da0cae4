"""What filling down, pasting and copying comes to: worked out from the songs, without a window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from organizer.base.fields.tag_names import in_sentence
from organizer.base.language import number, plural, tr
from organizer.base.model import EDITABLE_FIELDS, Track
from organizer.library import sound_words, tracks
from organizer.library.sound_words import Word
from organizer.library.storage.database import Database
from organizer.library.tags.values import line
from organizer.ui.songs.columns import COLUMNS, GROUP_COLUMN, WORD_COLUMN
from organizer.work.jobs import JobContext

#: The fields of the columns whose cells are tags, by their numbers.
FIELDS = {number: column.order for number, column in enumerate(COLUMNS) if column.order in EDITABLE_FIELDS}

#: Unsaved texts of fields, by songs.
Drafts = Mapping[int, Mapping[str, str]]
#: For each song the texts of fields; None: as its file says.
Entries = dict[int, dict[str, str | None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be entered, and why some songs are left out."""

    entries: Entries = field(default_factory=dict)
    left_out: int = 0
    reason: str = ""  #: of the first that is left out


def refusal(song: Track) -> str:
    """Why the tags of a song cannot be edited; "" when they can."""
    if not song.has_file:
        return tr(
            "“{title}” is known from a table alone: it has no file whose tags could be edited",
            title=song.title,
        )
    if song.away:
        return tr("“{title}” is away: its tags can be edited when its file is there again", title=song.title)
    return ""


def text_of(song: Track, name: str, drafts: Drafts) -> str:
    """A field of a song as it is edited: what was entered and not written yet, else what the file says."""
    draft = drafts.get(song.id, {}).get(name)
    return line(name, getattr(song.tags, name)) if draft is None else draft


def entry(song: Track, name: str, text: str) -> str | None:
    """What is to be entered for this text: None where the file says the same."""
    return None if text == line(name, getattr(song.tags, name)) else text


def filled(context: JobContext, db: Database, ids: Sequence[int], name: str, drafts: Drafts) -> Plan:
    """The first song's text of a field for all others."""
    songs = tracks.get_many(db, ids)
    if not songs or songs[0].id != ids[0]:
        return Plan()  # it has just left the library
    text = text_of(songs[0], name, drafts)
    return _plan(context, songs[1:], [[text]] * (len(songs) - 1), [name])


def pasted(
    context: JobContext,
    db: Database,
    ids: Sequence[int],
    names: Sequence[str | None],
    rows: Sequence[Sequence[str]],
) -> Plan:
    """Rows of cells for songs in order; ``names``: the field of each column, None for one that is no tag."""
    by_id = {song.id: song for song in tracks.get_many(db, ids)}
    there = [(by_id[i], row) for i, row in zip(ids, rows, strict=True) if i in by_id]
    return _plan(context, [song for song, _ in there], [row for _, row in there], names)


def copied(
    context: JobContext,
    db: Database,
    ids: Sequence[int],
    columns: Sequence[int],
    drafts: Drafts,
    groups: Mapping[int, str],
    word: Word | None,
) -> list[list[str]]:
    """The cells of these songs; tags whole, as they would be edited."""
    songs = tracks.get_many(db, ids)
    context.check_cancelled()
    numbers = sound_words.of_songs(db, list(ids)) if word is not None and WORD_COLUMN in columns else {}

    def cell(song: Track, column: int) -> str:
        if column in FIELDS:
            return text_of(song, FIELDS[column], drafts)
        if column == GROUP_COLUMN:
            return "" if song.group is None else groups.get(song.group, "")
        if column == WORD_COLUMN:
            return (
                number(numbers[song.id][word.position], 2) if word is not None and song.id in numbers else ""
            )
        return COLUMNS[column].text(song)

    return [[cell(song, column) for column in columns] for song in songs]


def sentence_of(plan: Plan) -> str:
    """What is said of the songs that are left out; "" when there are none."""
    if plan.left_out <= 1:
        return plan.reason
    return plural(
        "{n} song left out: it is away, or known from a table alone",
        "{n} songs left out: they are away, or known from a table alone",
        plan.left_out,
    )


def labels(names: Sequence[str]) -> str:
    """Fields as a sentence lists them: "Title, album artist"."""
    text = ", ".join(in_sentence(name) for name in names)
    return text[:1].upper() + text[1:]


def _plan(
    context: JobContext,
    songs: Sequence[Track],
    rows: Sequence[Sequence[str]],
    names: Sequence[str | None],
) -> Plan:
    entries: Entries = {}
    left_out, reason = 0, ""
    for song, row in zip(songs, rows, strict=True):
        if why := refusal(song):
            left_out, reason = left_out + 1, reason or why
            continue
        for name, text in zip(names, row, strict=False):
            if name is not None:
                entries.setdefault(song.id, {})[name] = entry(song, name, _fit(name, text))
    context.check_cancelled()
    return Plan(entries, left_out, reason)


def _fit(name: str, text: str) -> str:
    """Blanks around a cell are no part of it, and only a comment has lines."""
    return text.strip() if name == "comment" else " ".join(text.split())
