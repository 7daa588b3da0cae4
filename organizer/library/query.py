"""The search language of the search box and the command line, turned into SQL (grammar: ``query_grammar``).

Words match title, artist, album and genre from their beginnings, inside a text in scripts without spaces;
case, accents and width do not matter (``folding``). ``"a phrase"`` matches as a whole; ``field:value``
matches one field, ``field:="value"`` the whole of it, ``field:""`` the songs without one; ``bpm:90..120`` a
range, either end open; ``sound:jazz`` the songs that have this word, ``sound:jazz>0.4`` by its number; ``-``
in front of any of them excludes; ``or`` and brackets combine them. All terms must hold. Empty means all, and
nothing else does: signs are text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from organizer.base.descriptors import ANALYZED, DESCRIPTOR_FIELDS, OF_TABLES, REPLAY_GAIN_LEVEL, not_analyzed
from organizer.base.errors import printable
from organizer.base.folding import SEPARATOR, fold, words
from organizer.base.musical_keys import camelot_of
from organizer.library import sound_words
from organizer.library.query_grammar import Either, Every, Node, Not, Term, Value, read, wrong
from organizer.library.sound_words import Word

#: What analysis stored of a song ``t``: from the ear (``d``), from the whole song on demand (``m``), and its
#: key by a key finder of the person's own (``k``).
JOIN_ANALYSIS = """LEFT JOIN descriptors d ON d.audio_hash = t.audio_hash AND t.audio_hash != ''
  LEFT JOIN measured m ON m.audio_hash = t.audio_hash AND t.audio_hash != ''
  LEFT JOIN model_keys k ON k.audio_hash = d.audio_hash AND k.key IS NOT NULL"""

_MEASURED = ("loudness", "loudness_range", "true_peak")

#: Each descriptor as SQL over ``JOIN_ANALYSIS``: what was measured goes before what was estimated.
DESCRIPTOR_COLUMNS = {
    name: f"COALESCE(m.{name}, d.{name})" if name in _MEASURED else f"d.{name}" for name in DESCRIPTOR_FIELDS
} | {
    "loudness_measured": "m.audio_hash IS NOT NULL",
    "key": "COALESCE(k.key, d.key)",
    "key_confidence": "COALESCE(k.confidence, d.key_confidence)",
    "camelot": "CASE WHEN k.key IS NOT NULL THEN k.camelot ELSE d.camelot END",
    "key_by_model": "k.key IS NOT NULL",
}
REPLAY_GAIN = f"({REPLAY_GAIN_LEVEL} - {DESCRIPTOR_COLUMNS['loudness']})"

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

_YEAR = "(CASE WHEN t.date GLOB '[0-9][0-9][0-9][0-9]*' THEN CAST(SUBSTR(t.date, 1, 4) AS INTEGER) END)"

#: Tempo and key as they are shown (see ``tempo_and_key``): what the tag tells, else the estimate.
TEMPO = "COALESCE(t.tagged_tempo, d.tempo)"
_ESTIMATED_PLACE = "COALESCE(k.camelot, d.camelot, CASE WHEN d.key IS NOT NULL THEN camelot_of(d.key) END)"
PLACE_ON_WHEEL = f"COALESCE(NULLIF(f.camelot, ''), {_ESTIMATED_PLACE})"

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
    "year": _YEAR,
    "cell": "c.cell",
    "group": "g.number",
}
#: Numbers that are what they are, not rounded; several can be named with commas.
_COUNTED = ("group", "cell", "year", "channels")
_CLOCKED = ("duration", "length")

#: Fields of text that begin with a number ("3/12"), for ranges.
_PLACES = ("track", "disc")

#: Fields of keys: their place on the wheel, and the texts that stand for none or for no key.
_KEYS = {
    **dict.fromkeys(("key", "camelot"), (PLACE_ON_WHEEL, ("t.key", DESCRIPTOR_COLUMNS["key"]))),
    "tagged_key": ("NULLIF(f.camelot, '')", ("t.key",)),
    "estimated_key": (_ESTIMATED_PLACE, (DESCRIPTOR_COLUMNS["key"],)),
}

FIELDS = tuple(sorted({*_FOLDED, *_PLAIN, *_NUMBER, *_KEYS, sound_words.FIELD}))

_DIGITS = r"[+-]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:e[+-]?\d{1,2})?"
_EXACT_NUMBER = re.compile(_DIGITS)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2}(?:\.\d{0,6})?)")
_COMPARED = re.compile(r"(>=|<=|>|<)(.+)")

#: Signs that stand between words, as in "Artist - Title": beside words they are not looked for.
_BETWEEN = frozenset("-&+/,.·•:;~_|")


@dataclass(frozen=True, slots=True)
class Query:
    """A search as SQL: a condition on ``t``, ``d``, ``m``, ``c``, ``g``, ``f``, and its parameters."""

    condition: str = "1"
    parameters: tuple[object, ...] = ()


_Sql = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What only this library has."""

    columns: dict[str, str]  #: field → number of tables
    words: Sequence[Word]  #: for sound


def parse(text: str, *, of_tables: Collection[str] = (), sound: Sequence[Word] = ()) -> Query:
    """``of_tables``: numbers that only imported tables tell; a space in their names is "_" in a field.
    ``sound``: the words that songs have.

    Raises ``UsageError`` for an unknown field, a range that is none, and what the grammar does not allow.
    """
    table_columns = {field_name(name): name for name in of_tables if '"' not in name}

    def is_field(name: str) -> bool:
        return (folded := fold(name)) in FIELDS or folded in table_columns

    def has_numbers(name: str) -> bool:
        return fold(name) == sound_words.FIELD

    # SQL text ends at a NUL
    tree = read(text.replace("\0", "\N{REPLACEMENT CHARACTER}"), is_field, has_numbers)
    if tree is None:
        return Query()
    return Query(*_sql(tree, _Known(table_columns, sound)))


def field_name(name: str) -> str:
    """A number of a table as the name of a field: "Danceability (0-1)" is danceability_0_1."""
    return re.sub(r"\W+", "_", fold(name)).strip("_")


def _sql(node: Node, known: _Known) -> _Sql:
    if isinstance(node, Not):
        condition, parameters = _sql(node.node, known)
        return f"NOT COALESCE({condition}, 0)", parameters
    if isinstance(node, Either):
        return _combined(" OR ", (_sql(one, known) for one in node.nodes))
    if isinstance(node, Every):
        return _every(node.nodes, known)
    return _term(node, known)


def _combined(operator: str, parts: Iterable[_Sql]) -> _Sql:
    conditions, parameters = zip(*parts, strict=True)
    joined = operator.join(f"({condition})" for condition in conditions)
    return f"({joined})", tuple(value for values in parameters for value in values)


def _every(nodes: Sequence[Node], known: _Known) -> _Sql:
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
    asked = [node for node in rest if not _is_between(node)]
    if not matches and not asked:
        asked = rest  # signs alone are text
    parts = [_looked_up(" AND ".join(dict.fromkeys(matches)))] if matches else []
    return _combined(" AND ", (*parts, *(_sql(node, known) for node in asked)))


def _is_between(node: Node) -> bool:
    return (
        isinstance(node, Term)
        and not node.field
        and not node.values[0].quoted
        and fold(node.values[0].text) in _BETWEEN
    )


def _term(term: Term, known: _Known) -> _Sql:
    field = fold(term.field)
    if not term.field:
        return _combined(" OR ", (_words(value, term.at) for value in term.values))
    if field in _KEYS:
        return _combined(" OR ", (_key(field, value) for value in _listed(term.values)))
    if field in _FOLDED:
        return _combined(" OR ", (_text(field, value, term) for value in term.values))
    if field in _PLAIN:
        return _combined(" OR ", (_plain(field, value, term.at) for value in term.values))
    if field in _NUMBER:
        values = _listed(term.values) if field in _COUNTED else term.values
        return _combined(" OR ", (_number(_NUMBER[field], field, value, term.at) for value in values))
    if field == sound_words.FIELD:
        return _combined(" OR ", (_sound(value, known.words, term.at) for value in term.values))
    if field in known.columns:
        name = known.columns[field].replace("'", "''")
        column = f"""(SELECT max(json_extract(r.numbers, '$."{name}"'))
          FROM table_rows r WHERE r.track_id = f.track_id)"""
        column = f"COALESCE({DESCRIPTOR_COLUMNS[field]}, {column})" if field in OF_TABLES else column
        return _combined(" OR ", (_number(column, field, value, term.at) for value in term.values))
    if field in OF_TABLES:
        cause, remedy = not_analyzed(field)
        raise wrong(cause, term.at, remedy)
    from difflib import get_close_matches

    near = get_close_matches(field[:40], [*FIELDS, *known.columns], 1)
    meant = f"did you mean {near[0]}? " if near else ""
    raise wrong(f"unknown field “{printable(term.field)}”", term.at, f"{meant}one of {', '.join(FIELDS)}")


def _match(value: Value) -> str:
    """Words as the index of words takes them: the last from its beginning. Empty for signs."""
    return f'"{" ".join(texts)}" *' if (texts := words(value.text)) else ""


def _looked_up(match: str) -> _Sql:
    return "f.track_id IN (SELECT rowid FROM song_words WHERE song_words MATCH ?)", (match,)


def _words(value: Value, at: int) -> _Sql:
    """Words from their beginnings; signs where they stand."""
    if match := _match(value):
        return _looked_up(match)
    if not (signs := fold(value.text)):
        if value.text.isascii():
            raise wrong("there is nothing between the quotes", at, "write what to look for")
        return "0", ()  # what nobody can see is in no song
    columns = ("f.title", "f.artist", "f.album_artist", "f.album", "f.genre")
    return " OR ".join(f"INSTR({column}, ?) > 0" for column in columns), (signs,) * len(columns)


def _text(field: str, value: Value, term: Term) -> _Sql:
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


def _plain(field: str, value: Value, at: int) -> _Sql:
    column, folded = _PLAIN[field], fold(value.text)
    if not folded:
        return ("0" if value.text.strip() else f"{column} = ''"), ()
    if value.whole:
        return f"{column} = ?", (folded,)
    low, dots, high = folded.partition("..")
    compared = None if value.quoted else _COMPARED.fullmatch(folded)
    if field in _PLACES and (compared or dots) and not value.quoted:
        return _number(f"CAST(NULLIF({column}, '') AS INTEGER)", field, value, at)
    if field == "date" and compared:
        bound = compared[2].strip()
        return f"{column} != '' AND SUBSTR({column}, 1, {len(bound)}) {compared[1]} ?", (bound,)
    if field == "date" and dots and not value.quoted:
        conditions = [f"{column} != ''"] + [f"{column} >= ?"] * bool(low)
        conditions += [f"SUBSTR({column}, 1, {len(high)}) <= ?"] * bool(high)
        return " AND ".join(conditions), tuple(bound for bound in (low, high) if bound)
    return f"INSTR({column}, ?) > 0", (folded,)


def _key(field: str, value: Value) -> _Sql:
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


def _listed(values: Iterable[Value]) -> list[Value]:
    """The values, those with commas taken apart."""
    return [
        Value(part, value.quoted, value.whole)
        for value in values
        for part in (value.text.strip(",").split(",") if value.text.strip(",") else [value.text])
    ]


def _sound(value: Value, words: Sequence[Word], at: int) -> _Sql:
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
    condition, limits = _number(number, word.measure, compared, at)
    bounds = [limit for limit in limits if isinstance(limit, float)]
    if any(not 0.0 <= limit <= 1.0 for limit in bounds):
        raise wrong("the numbers of words go from 0 to 1", at, f"write {word.search}>0.4")
    if len(bounds) == 2 and bounds[0] == bounds[1]:  # as it is shown, with two digits
        bounds = [bounds[0] - 0.005, bounds[1] + 0.005]
    return sound_words.some_song(condition, words), tuple(bounds)


def _number(column: str, field: str, value: Value, at: int) -> _Sql:
    text = fold(value.text)
    if not text:
        return f"{column} IS NULL", ()
    low, dots, high = text.partition("..")
    if compared := _COMPARED.fullmatch(text):
        return f"{column} {compared[1]} ?", (_parsed(compared[2], field, value, at),)
    if not dots:
        exact = _parsed(text, field, value, at)
        # what is shown rounded to a whole number is found by that number
        rounded = exact.is_integer() and field not in _COUNTED and not value.whole
        width = 0.5 if rounded else 0.0
        return f"{column} BETWEEN ? AND ?", (exact - width, exact + width)
    bounds = [(">=", _parsed(low, field, value, at))] if low else []
    bounds += [("<=", _parsed(high, field, value, at))] if high else []
    if not bounds:
        return f"{column} IS NOT NULL", ()
    return " AND ".join(f"{column} {sign} ?" for sign, _ in bounds), tuple(b for _, b in bounds)


def _parsed(text: str, field: str, value: Value, at: int) -> float:
    text = text.strip()
    if field in _CLOCKED and (clock := _CLOCK.fullmatch(text)):
        return 3600.0 * int(clock[1] or 0) + 60.0 * int(clock[2]) + float(clock[3])
    if not _EXACT_NUMBER.fullmatch(text):
        shown = printable(f"{field}:{value.text}")[:80]
        example = "0.4 or 0.2..0.4" if ":" in field else f"90 or {field}:90..120"
        remedy = f"write {field}:{example}, decimals with a point"
        raise wrong(f"“{shown}” is not a number or a range", at, remedy)
    return float(text)
