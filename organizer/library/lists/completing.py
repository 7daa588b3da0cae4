"""What may follow in a search: fields, and values of the field that is written; and taking terms out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from organizer.base.folding import fold
from organizer.base.language import plural, tr
from organizer.library.lists.query_fields import HELPS
from organizer.library.lists.vocabulary import Vocabulary, Word

_OPENING, _CLOSING = '"“„', '"”“'
_FIELD = re.compile(r"([^\W\d]\w{0,99}):")
_PLAIN = re.compile(r'[^\s"“”„(),|=<>:\\-][^\s"“”„(),|<>:\\]*')
#: Bare words are completed to values of these, once so many letters are there.
_OF_WORDS, _LETTERS = ("artist", "album", "genre"), 2
#: Of each of them so many.
_EACH = 3


@dataclass(frozen=True, slots=True)
class Completion:
    """What may be written, and what is said of it."""

    text: str  #: stands in the place of what was typed
    shown: str
    about: str
    ends: bool = False  #: the term is whole with it


@dataclass(frozen=True, slots=True)
class Offer:
    """Completions of what stands between two places of the search."""

    start: int
    end: int
    completions: tuple[Completion, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """What is being written: the field it is of, "" for a word, and its letters so far."""

    field: str
    typed: str
    start: int
    end: int


_NOWHERE = _Place("", "", 0, 0)


def complete(
    text: str, cursor: int, vocabulary: Vocabulary, fields: Collection[str], *, most: int = 12
) -> Offer:
    """What may be meant at a place of a search, the likeliest first; ``fields``: all that can be searched."""
    place = _place(text, cursor, fields)
    folded = fold(place.typed)
    if place.field:
        words = _begun(vocabulary.of(place.field), folded, most)
        found = [_value(place.field, word) for word in words if word.text != place.typed]
        if not found and not place.typed:
            found = _examples(place.field)
    else:
        found = [
            Completion(
                f"{name}:",
                f"{name}:",
                tr("{about}, as {search}", about=help_.about, search=f"{name}:{help_.examples[0]}"),
            )
            for name, help_ in HELPS.items()
            if folded and name in fields and name.startswith(folded)
        ]
        if len(folded) >= _LETTERS:
            found = found[: most // 2]
            for field in _OF_WORDS:
                for word in _begun(vocabulary.of(field), folded, _EACH):
                    shown = f"{field}:{_quoted(word.text)}"
                    found.append(Completion(shown, shown, _songs(word), ends=True))
    return Offer(place.start, place.end, tuple(found[:most]))


def apply(text: str, offer: Offer, completion: Completion) -> tuple[str, int]:
    """The search with a completion in its place, and where one writes on."""
    rest = text[offer.end :]
    new = text[: offer.start] + completion.text
    if completion.ends and not rest.startswith((" ", ")", "|", ",")):
        new += " "
    elif completion.ends and rest.startswith(" "):
        return new + rest, len(new) + 1
    return new + rest, len(new)


def without(pieces: Sequence[tuple[str, bool]], at: int) -> str:
    """A search without one of its parts: (text, whether "or" stands before it)."""
    left = list(pieces)
    _, either = left.pop(at)
    if either and at < len(left):
        left[at] = (left[at][0], True)
    return "".join(
        piece if number == 0 else f" or {piece}" if either else f" {piece}"
        for number, (piece, either) in enumerate(left)
    )


def _place(text: str, cursor: int, fields: Collection[str]) -> _Place:
    """The value or word that the cursor stands in or behind."""
    start, quoted, opened = 0, False, 0
    for at, letter in enumerate(text[:cursor]):
        if quoted:
            quoted = letter not in _CLOSING
        elif letter in _OPENING and (at == 0 or text[at - 1] in " :,=|(-"):
            quoted, opened = True, at
        elif letter.isspace() or letter in "(|":
            start = at + 1
    if text.startswith("-", start) and start < cursor:
        start += 1
    match = _FIELD.match(text, start, cursor)
    field = fold(match[1]) if match is not None and fold(match[1]) in fields else ""
    if quoted:
        end = next((at + 1 for at in range(cursor, len(text)) if text[at] in _CLOSING), len(text))
        return _Place(field, text[opened + 1 : cursor], opened, end) if field else _NOWHERE
    end = next((at for at in range(cursor, len(text)) if text[at].isspace() or text[at] in "),|"), len(text))
    if not field:
        return _Place("", text[start:cursor], start, end)
    start = max(match.end(), text.rfind(",", start, cursor) + 1)  # type: ignore[union-attr]
    start += text.startswith("=", start) and start < cursor
    if text[start:cursor].endswith(tuple(_CLOSING)) and cursor > start + 1:
        return _NOWHERE  # behind a value in quotes
    return _Place(field, text[start:cursor], start, end)


def _begun(words: Sequence[Word], folded: str, most: int) -> list[Word]:
    """Values that begin so, then those of which a word does."""
    first: list[Word] = []
    second: list[Word] = []
    inside = f" {folded}"
    for word in words:
        if word.folded.startswith(folded):
            first.append(word)
            if len(first) == most:
                return first
        elif len(second) < most and inside in word.folded:
            second.append(word)
    return [*first, *second][:most]


def _value(field: str, word: Word) -> Completion:
    return Completion(_quoted(word.text), f"{field}:{_quoted(word.text)}", _songs(word), ends=True)


def _songs(word: Word) -> str:
    count = plural("{n} song", "{n} songs", word.songs) if word.songs else ""
    return " · ".join(filter(None, (word.about, count)))


def _examples(field: str) -> list[Completion]:
    """For a field of numbers: how a search with it looks."""
    help_ = HELPS.get(field)
    if help_ is None:
        return []
    return [Completion(example, f"{field}:{example}", help_.about, ends=True) for example in help_.examples]


def _quoted(text: str) -> str:
    """A value as it is written: in quotes where it would not be one value otherwise."""
    if _PLAIN.fullmatch(text) and text.lower() != "or":
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
