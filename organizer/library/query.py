"""The search language of the search box and the command line, turned into SQL (grammar: ``query_grammar``).

Words match title, artist, album and genre from their beginnings, inside a text in scripts without spaces;
case, accents and width do not matter (``folding``). ``"a phrase"`` matches as a whole; ``field:value``
matches one field, ``field:="value"`` the whole of it, ``field:""`` the songs without one; ``bpm:90..120`` a
range, either end open; ``sound:jazz`` the songs that have this word, ``sound:jazz>0.4`` by its number; ``-``
in front of any of them excludes; ``or`` and brackets combine them. All terms must hold. Empty means all, and
nothing else does: signs are text. ``sort:`` and ``limit:`` are about the whole (``lists.query_order``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from organizer.base.descriptors import ANALYZED, OF_TABLES, not_analyzed
from organizer.base.errors import OrganizerError, UsageError, printable
from organizer.base.folding import SEPARATOR, fold, words
from organizer.base.language import tr
from organizer.base.musical_keys import camelot_of
from organizer.library import sound_words
from organizer.library.lists import more_tags, song_covers
from organizer.library.lists.analysis_columns import (
    DESCRIPTOR_COLUMNS,
    ESTIMATED_PLACE,
    PLACE_ON_WHEEL,
    REPLAY_GAIN,
    TEMPO,
    YEAR,
)
from organizer.library.lists.more_tags import SEARCHED
from organizer.library.lists.query_fields import help_of, instead, meant
from organizer.library.lists.query_grammar import Either, Every, Node, Not, Term, Value, read, wrong
from organizer.library.lists.query_names import Names, Sql
from organizer.library.lists.query_numbers import COMPARED, COUNTED
from organizer.library.lists.query_numbers import condition as number_condition
from organizer.library.lists.query_order import LIKE, LIMIT, SORT, Ordering, taken_out
from organizer.library.plays import query_times
from organizer.library.plays.columns import LAST_PLAYED, PLAYS, SKIPS, STARS
from organizer.library.sound_words import Word

#: Fields of text that are kept folded, and the column that says whether there is any.
_FOLDED = {
    "title": ("f.title", "t.title"),
    "artist": ("f.artist", "t.artist"),
    "album": ("f.album", "t.album"),
    **dict.fromkeys(("albumartist", "album_artist"), ("f.album_artist", "t.album_artist")),
    "genre": ("f.genre", "t.genre"),
    "mood": ("f.mood", "t.mood"),
    "grouping": ("f.grouping", "t.grouping"),
    "comment": ("f.comment", "t.comment"),
    "path": ("f.path", "f.path"),
}

#: Fields of text that hold little but digits and plain letters.
_PLAIN = {name: f"LOWER(COALESCE(t.{name}, ''))" for name in ("date", "track", "disc", "isrc", "format")}

_PLAIN |= dict.fromkeys(("originaldate", "original_date"), more_tags.ORIGINAL_DATE)
_DATES = ("date", "originaldate", "original_date")

#: Fields of numbers.
_NUMBER = {
    **{name: DESCRIPTOR_COLUMNS[name] for name in ANALYZED},
    "replay_gain": REPLAY_GAIN,
    "bpm": TEMPO,
    "tagged_bpm": "t.tagged_tempo",
    "tempo_ratio": "d.tempo / t.tagged_tempo",
    "duration": "NULLIF(t.duration, 0)",
    "length": "NULLIF(t.duration, 0)",
    "bitrate": "t.bitrate / 1000.0",
    "samplerate": "t.sample_rate",
    "channels": "t.channels",
    "year": YEAR,
    "cell": "c.cell",
    "group": "g.number",
    "rating": STARS,
    **dict.fromkeys(("plays", "played"), PLAYS),
    "skips": SKIPS,
}
#: Fields of times, in seconds since 1970.
_TIME = {"added": "t.added", **dict.fromkeys(("lastplayed", "last_played"), LAST_PLAYED)}

#: Fields of text that begin with a number ("3/12"), for ranges.
_PLACES = ("track", "disc")

#: Fields of keys: their place on the wheel, and the texts that stand for none or for no key.
_KEYS = {
    **dict.fromkeys(("key", "camelot"), (PLACE_ON_WHEEL, ("t.key", DESCRIPTOR_COLUMNS["key"]))),
    "tagged_key": ("NULLIF(f.camelot, '')", ("t.key",)),
    "estimated_key": (ESTIMATED_PLACE, (DESCRIPTOR_COLUMNS["key"],)),
}

_REGION, _PLAYLIST = "region", "playlist"
#: The songs of the regions that a condition on ``r`` leaves.
_IN_REGION = """f.track_id IN (
  SELECT song.id FROM regions r JOIN region_songs part ON part.region_id = r.id AND part.standing != 'out'
  JOIN tracks song ON song.audio_hash = part.audio_hash{where})"""

#: The songs of the playlists that a condition on ``r`` leaves.
_IN_PLAYLIST = """f.track_id IN (
  SELECT item.track_id FROM playlists r JOIN playlist_items item ON item.playlist_id = r.id{where})"""
_NAMED = {_REGION: _IN_REGION, _PLAYLIST: _IN_PLAYLIST}

#: Fields that are so or not.
_EITHER = {
    "pinned": "f.track_id IN (SELECT song.id FROM pins JOIN tracks song USING (audio_hash))",
}
_YES_OR_NO = {"yes": "{}", "no": "NOT {}"}

_COMPARABLE = (sound_words.FIELD, LIKE)  #: fields whose values are names that a number may follow
_ONE_OF_A_KIND = (*_COMPARABLE, song_covers.FIELD, SORT, LIMIT)
FIELDS = tuple(
    sorted({*_FOLDED, *_PLAIN, *SEARCHED, *_NUMBER, *_TIME, *_KEYS, *_NAMED, *_EITHER, *_ONE_OF_A_KIND})
)

_PLAYED = "played"
_SHADED = (_PLAYED, "group")  #: numbers that something else may stand for
#: How near songs are to be that are like others, and how many can be asked for.
_NEAR = re.compile(r"(?:<=?|\.\.)\s*(0(?:\.\d{0,6})?|1(?:\.0*)?|\.\d{1,6})")
_MOST_LIKE = 10_000

#: Signs that stand between words, as in "Artist - Title": beside words they are not looked for.
_BETWEEN = frozenset("-&+/,.·•:;~_|")


@dataclass(frozen=True, slots=True)
class Query:
    """A search as SQL: a condition on the tables of ``track_rows.JOINED``, and its parameters."""

    condition: str = "1"
    parameters: tuple[object, ...] = ()
    ordering: Ordering = Ordering()
    near: tuple[int, ...] = ()  #: songs that are like others, the nearest first, where these are asked for


@dataclass(frozen=True, slots=True)
class _Known:
    """What only this library has."""

    columns: dict[str, str]  #: field → number of tables
    words: Sequence[Word]  #: for sound
    names: Names
    near: list[int]  #: gathers the songs that are like others


_NO_NAMES = Names()


def parse(
    text: str, *, of_tables: Collection[str] = (), sound: Sequence[Word] = (), names: Names = _NO_NAMES
) -> Query:
    """``of_tables``: numbers that only imported tables tell; a space in their names is "_" in a field.
    ``sound``: the words that songs have.

    Raises ``UsageError`` for an unknown field, a range that is none, and what the grammar does not allow.
    """
    table_columns = {_of_table(field_name(name)): name for name in of_tables if '"' not in name}

    def is_field(name: str) -> bool:
        return (folded := fold(name)) in FIELDS or folded in table_columns

    # SQL text ends at a NUL
    tree = read(text.replace("\0", "\N{REPLACEMENT CHARACTER}"), is_field, has_numbers, _searches)
    tree, ordering = taken_out(tree)
    if tree is None:
        return Query(ordering=ordering)
    known = _Known(table_columns, sound, names, [])
    condition, parameters = _sql(tree, known)
    return Query(condition, parameters, ordering, tuple(known.near))


def kind_of(field: str) -> str:
    """What is asked of a field: "text", "plain" text with ranges, "number", "time", "key", "name", "either",
    "sound", "like" or "cover"; "words" of none, and "" of one that the library does not have."""
    kinds: dict[str, Collection[str]] = {
        **{"text": (*_FOLDED, *SEARCHED), "plain": _PLAIN, "number": _NUMBER, "time": _TIME, "key": _KEYS},
        **{"name": _NAMED, "either": _EITHER, "sound": (sound_words.FIELD,), "like": (LIKE,)},
        song_covers.FIELD: (song_covers.FIELD,),
    }
    name = fold(field)
    return next((kind for kind, fields in kinds.items() if name in fields), "") if name else "words"


def is_listed(field: str) -> bool:
    """Whether the values of a field are taken apart at commas."""
    name = fold(field)
    return name in COUNTED or name in _TIME or name in _KEYS or name in _EITHER


def has_numbers(field: str) -> bool:
    """Whether the values of a field are names that a comparison may follow: sound:jazz>0.4."""
    return fold(field) in _COMPARABLE


def _searches(field: str) -> str:
    """What to write with a field that has no value."""
    known = fold(field)
    searches = help_of(known).searches
    if known in (SORT, LIMIT, LIKE):
        return searches
    return tr("{searches}, or {empty} for the songs without one", searches=searches, empty=f'{field}:""')


def field_name(name: str) -> str:
    """A number of a table as the name of a field: "Danceability (0-1)" is danceability_0_1."""
    return re.sub(r"\W+", "_", fold(name)).strip("_")


def _of_table(field: str) -> str:
    """The field of a number of a table: where the library has a field of this name, it goes before."""
    return f"table_{field}" if field in FIELDS else field


def _sql(node: Node, known: _Known) -> Sql:
    if isinstance(node, Not):
        condition, parameters = _sql(node.node, known)
        return f"NOT COALESCE({condition}, 0)", parameters
    if isinstance(node, Either):
        return _combined(" OR ", (_sql(one, known) for one in node.nodes))
    if isinstance(node, Every):
        return _every(node.nodes, known)
    return _term(node, known)


def _combined(operator: str, parts: Iterable[Sql]) -> Sql:
    conditions, parameters = zip(*parts, strict=True)
    joined = operator.join(f"({condition})" for condition in conditions)
    return f"({joined})", tuple(value for values in parameters for value in values)


def _every(nodes: Sequence[Node], known: _Known) -> Sql:
    """All of these; their words are looked up at once."""
    matches: list[str] = []
    rest: list[Node] = []
    for node in nodes:
        plain = isinstance(node, Term) and not node.field and len(node.values) == 1
        match = _match(node.values[0]) if plain and isinstance(node, Term) else ""
        if match:
            matches.append(match)
        else:
            rest.append(node)
    asked = [node for node in rest if not is_between(node)]
    if not matches and not asked:
        asked = rest  # signs alone are text
    parts = [_looked_up(" AND ".join(dict.fromkeys(matches)))] if matches else []
    return _combined(" AND ", (*parts, *(_sql(node, known) for node in asked)))


def is_between(node: Node) -> bool:
    """Whether a node is a sign as it stands between words: beside others it is not looked for."""
    return (
        isinstance(node, Term)
        and not node.field
        and not node.values[0].quoted
        and fold(node.values[0].text) in _BETWEEN
    )


def _term(term: Term, known: _Known) -> Sql:
    field = fold(term.field)
    if not term.field:
        return _combined(" OR ", (_words(value, term.at) for value in term.values))
    if field in _KEYS:
        return _combined(" OR ", (_key(field, value) for value in _listed(term.values)))
    if field in _SHADED:
        return _combined(" OR ", (_shaded(field, value, term.at, known) for value in _listed(term.values)))
    if field in _FOLDED:
        return _combined(" OR ", (_text(field, value, term) for value in term.values))
    if field in _PLAIN:
        return _combined(" OR ", (_plain(field, value, term.at) for value in term.values))
    if field in SEARCHED:
        return _combined(" OR ", (more_tags.condition(SEARCHED[field], value) for value in term.values))
    if field in _NUMBER:
        values = _listed(term.values) if field in COUNTED else term.values
        return _combined(
            " OR ", (number_condition(_NUMBER[field], field, value, term.at) for value in values)
        )
    if field in _TIME:
        return _combined(" OR ", (_time(field, value, term.at) for value in _listed(term.values)))
    if field in _NAMED:
        return _combined(" OR ", (_in_named(field, value, known) for value in term.values))
    if field in _EITHER:
        return _combined(" OR ", (_either(field, value, term.at) for value in _listed(term.values)))
    if field == song_covers.FIELD:
        return _combined(" OR ", (song_covers.condition(value, term.at) for value in term.values))
    if field == sound_words.FIELD:
        return _combined(" OR ", (_sound(value, known.words, term.at) for value in term.values))
    if field == LIKE:
        return _like(term, known)
    if field in known.columns:
        name = known.columns[field].replace("'", "''")
        column = f"""(SELECT max(json_extract(r.numbers, '$."{name}"'))
          FROM table_rows r WHERE r.track_id = f.track_id)"""
        column = f"COALESCE({DESCRIPTOR_COLUMNS[field]}, {column})" if field in OF_TABLES else column
        return _combined(" OR ", (number_condition(column, field, value, term.at) for value in term.values))
    if field in OF_TABLES:
        cause, remedy = not_analyzed(field)
        raise wrong(cause, term.at, remedy)
    raise _unknown(term, [*FIELDS, *known.columns])


def _unknown(term: Term, known: list[str]) -> UsageError:
    """The error of a field that there is not: what may have been meant, with what was asked of it."""
    value = printable(term.values[0].text)[:40]
    asked = f'"{value}"' if not value or re.search(r"[\s,|]", value) else value
    near = [f"{name}:{asked}" for name in meant(fold(term.field), known)]
    remedy = instead(near, f'"{printable(term.field)}:{value}"')
    return wrong(tr("unknown field “{field}”", field=printable(term.field)), term.at, remedy)


def _match(value: Value) -> str:
    """Words as the index of words takes them: the last from its beginning. Empty for signs."""
    return f'"{" ".join(texts)}" *' if (texts := words(value.text)) else ""


def _looked_up(match: str) -> Sql:
    return "f.track_id IN (SELECT rowid FROM song_words WHERE song_words MATCH ?)", (match,)


def _words(value: Value, at: int) -> Sql:
    """Words from their beginnings; signs where they stand."""
    if match := _match(value):
        return _looked_up(match)
    if not (signs := fold(value.text)):
        if value.text.isascii():
            raise wrong(
                tr("there is nothing between the quotes"),
                at,
                tr('write "two words", or genre:"" for the songs without a genre'),
            )
        return "0", ()  # what nobody can see is in no song
    columns = ("f.title", "f.artist", "f.album_artist", "f.album", "f.genre")
    return " OR ".join(f"INSTR({column}, ?) > 0" for column in columns), (signs,) * len(columns)


def _text(field: str, value: Value, term: Term) -> Sql:
    column, raw = _FOLDED[field]
    folded = fold(value.text)
    if not folded:
        if value.text.strip():
            return "0", ()
        return f"COALESCE({raw}, '') = ''", ()
    apart = f"'{SEPARATOR}'"
    if ";" in folded:  # several values as they are shown
        column = f"REPLACE({column}, {apart}, '; ')"
    if not value.whole:
        return f"INSTR({column}, ?) > 0", (folded,)
    return f"INSTR({apart} || {column} || {apart}, ?) > 0", (f"{SEPARATOR}{folded}{SEPARATOR}",)


def _plain(field: str, value: Value, at: int) -> Sql:
    column, folded = _PLAIN[field], fold(value.text)
    if not folded:
        return ("0" if value.text.strip() else f"{column} = ''"), ()
    if value.whole:
        return f"{column} = ?", (folded,)
    low, dots, high = folded.partition("..")
    compared = None if value.quoted else COMPARED.fullmatch(folded)
    if field in _PLACES and (compared or dots) and not value.quoted:
        return number_condition(f"CAST(NULLIF({column}, '') AS INTEGER)", field, value, at)
    if field in _DATES and compared:
        bound = compared[2].strip()
        return f"{column} != '' AND SUBSTR({column}, 1, {len(bound)}) {compared[1]} ?", (bound,)
    if field in _DATES and dots and not value.quoted:
        conditions = [f"{column} != ''"] + [f"{column} >= ?"] * bool(low)
        conditions += [f"SUBSTR({column}, 1, {len(high)}) <= ?"] * bool(high)
        return " AND ".join(conditions), tuple(bound for bound in (low, high) if bound)
    return f"INSTR({column}, ?) > 0", (folded,)


def _key(field: str, value: Value) -> Sql:
    """A key in any spelling. A small letter alone may be meant either way."""
    place, texts = _KEYS[field]
    if not value.text.strip():
        return " AND ".join(f"COALESCE({text}, '') = ''" for text in texts), ()
    text = value.text.strip()
    bare = re.fullmatch(r"[a-h](#|♯|b|♭)?", text) is not None
    places = {camelot_of(text), camelot_of(text.capitalize())} if bare else {camelot_of(text)}
    places.discard("")
    if not places:  # what is no key is found as it stands in the tag
        return f"LOWER({texts[0]}) = ?", (fold(text),)
    return f"{place} IN ({', '.join('?' * len(places))})", tuple(sorted(places))


def _in_named(field: str, value: Value, known: _Known) -> Sql:
    """The songs of the regions or playlists with this name, or in none."""
    songs = _NAMED[field]
    if not (folded := fold(value.text)):
        return ("0" if value.text.strip() else f"NOT {songs.format(where='')}"), ()
    compared = "fold(r.name) = ?" if value.whole else "INSTR(fold(r.name), ?) > 0"
    stored: Sql = songs.format(where=f" WHERE {compared}"), (folded,)
    smart = known.names.smart(folded, value.whole) if field == _PLAYLIST else ()
    return _combined(" OR ", (stored, *smart)) if smart else stored


def _shaded(field: str, value: Value, at: int, known: _Known) -> Sql:
    """A number, or what else may stand for it: the name of a group, a time for "played"."""
    text = fold(value.text).strip()
    if field == _PLAYED:
        timed = text == "never" or query_times.bounds(text, datetime.now()) is not None
        if timed and re.search(r"[a-z]|\d-\d", text):
            return _time("lastplayed", value, at)
    elif re.search(r"[^\W\d]", text) and (numbers := known.names.groups(text, value.whole)):
        return f"{_NUMBER[field]} IN ({', '.join('?' * len(numbers))})", tuple(numbers)
    return number_condition(_NUMBER[field], field, value, at)


def _like(term: Term, known: _Known) -> Sql:
    """The songs most like those that are named, and these themselves."""
    compared = term.values[-1].compared.strip()
    count, near = (int(compared), None) if compared.isdecimal() else (None, _NEAR.fullmatch(compared))
    if any(not value.text.strip() for value in term.values):
        raise wrong(tr("no song is named"), term.at, tr("write {searches}", searches=help_of(LIKE).searches))
    if compared and count is None and near is None:
        cause = tr("“{compared}” is neither how many nor how near", compared=printable(compared)[:40])
        raise wrong(cause, term.at, tr('write like:"artist - title":40, or <0.3 for how near, from 0 to 1'))
    if count == 0 or (count or 0) > _MOST_LIKE:
        raise wrong(
            tr("like: names 1 to {n} songs", n=_MOST_LIKE),
            term.at,
            tr('write like:"artist - title":40'),
        )
    try:
        songs = known.names.like(
            [value.text for value in term.values], count, float(near[1]) if near else None
        )
    except OrganizerError as error:
        raise wrong(error.cause, term.at, error.remedy) from error
    known.near.extend(songs)
    return "f.track_id IN (SELECT value FROM json_each(?))", (json.dumps(list(songs)),)


def _either(field: str, value: Value, at: int) -> Sql:
    """The songs of which this is so, or not so."""
    said = fold(value.text)
    if said not in _YES_OR_NO:
        raise wrong(
            tr("“{text2}” is not yes or no", text2=printable(value.text)),
            at,
            tr("write {field}:yes or {field}:no", field=field),
        )
    return _YES_OR_NO[said].format(_EITHER[field]), ()


def _listed(values: Iterable[Value]) -> list[Value]:
    """The values, those with commas taken apart."""
    return [
        Value(part, value.quoted, value.whole)
        for value in values
        for part in (value.text.strip(",").split(",") if value.text.strip(",") else [value.text])
    ]


def _sound(value: Value, words: Sequence[Word], at: int) -> Sql:
    """The songs that have a word, or whose number for it is compared."""
    if not value.text.strip():
        return f"NOT {sound_words.some_song('1', words)}", ()
    word = sound_words.named(words, value.text)
    if word is None:
        parts = [part for part in value.text.split(",") if part.strip()]
        if len(parts) < 2:
            error = sound_words.unknown(words, value.text)
            raise wrong(error.cause, at, error.remedy)
        apart = (Value(part, compared=value.compared) for part in parts)
        return _combined(" OR ", (_sound(one, words, at) for one in apart))
    number = sound_words.number(word, words)
    if not value.compared:
        return sound_words.some_song(f"{number} >= ?", words), (word.threshold,)
    compared = Value(value.compared.replace(",", "."), whole=True)
    condition, limits = number_condition(number, word.measure, compared, at)
    bounds = [limit for limit in limits if isinstance(limit, float)]
    if any(not 0.0 <= limit <= 1.0 for limit in bounds):
        raise wrong(
            tr("the numbers of words go from 0 to 1"), at, tr("write {search}>0.4", search=word.search)
        )
    if len(bounds) == 2 and bounds[0] == bounds[1]:  # as it is shown, with two digits
        bounds = [bounds[0] - 0.005, bounds[1] + 0.005]
    return sound_words.some_song(condition, words), tuple(bounds)


def _time(field: str, value: Value, at: int) -> Sql:
    """A time, a period or a range of times; ``never``: none."""
    column, text = _TIME[field], fold(value.text).strip()
    if text in ("", "never", "none"):
        return f"{column} IS NULL", ()
    ends = query_times.bounds(text, datetime.now())
    if ends is None:
        shown = printable(f"{field}:{value.text}")[:80]
        raise wrong(tr("“{shown}” is not a time", shown=shown), at, query_times.remedy(field))
    conditions = [
        f"{column} {sign} ?" for sign, end in zip((">=", "<"), ends, strict=True) if end is not None
    ]
    if not conditions:
        return f"{column} IS NOT NULL", ()
    return " AND ".join(conditions), tuple(end for end in ends if end is not None)
