"""Blanks, HTML entities, and fields that go."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from organizer.base.language import tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import EVERY, NOTHING, Outcome, Song, Tool, mapped

#: Fields of several lines, whose line breaks are meant.
_LINES = frozenset({"comment", "lyrics"})

#: At the ends of a text: blanks of any kind, and signs that nobody sees.
_ENDS = " \t\r\n\f\v\0\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_FRONT = re.compile(f"^[{_ENDS}]+")
_BACK = re.compile(f"[{_ENDS}]+$")
_BLANKS = re.compile("[ \t\r\n\f\v\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f]+")
_BLANKS_OF_LINE = re.compile("[ \t\f\v\u00a0\u2000-\u200a\u202f\u205f]+")
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f]")

#: With its semicolon only: “Simon&notes” and “R&B” are meant as they stand.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TWICE = 3


@dataclass(frozen=True)
class Trim(Tool):
    """Blanks at the ends and several in a row."""

    kind = "trim"
    label = tr("Trim blanks")
    about = tr("Takes blanks from both ends, makes one of several, and drops values that are there twice.")

    fields: tuple[str, ...] = parameter((EVERY,), tr("Fields"), "fields", tr("* is every field of text"))
    collapse: bool = parameter(True, tr("One blank for several"), "flag", tr("Inside of a text, too"))
    underscores: bool = parameter(
        False, tr("Underscores are blanks"), "flag", tr("Heart_of_Gold becomes Heart of Gold")
    )
    twice: bool = parameter(
        True, tr("Drop values that are there twice"), "flag", tr("Of fields with several values")
    )

    def of(self, song: Song) -> Outcome:
        """The fields without needless blanks."""
        new = {}
        for name in song.values if EVERY in self.fields else self.fields:
            before = song.get(name)
            after = tuple(filter(None, (self._trimmed(text, lines=name in _LINES) for text in before)))
            if self.twice:
                after = tuple(dict.fromkeys(after))
            if after != before:
                new[name] = after
        return Outcome(new) if new else NOTHING

    def _trimmed(self, text: str, *, lines: bool) -> str:
        if self.underscores:
            text = text.replace("_", " ")
        if (self.collapse and not text.isascii()) or not text.isprintable():
            text = _CONTROLS.sub("", text)
        text = _BACK.sub("", _FRONT.sub("", text))
        if self.collapse:
            text = (_BLANKS_OF_LINE if lines else _BLANKS).sub(" ", text)
        return text


@dataclass(frozen=True)
class Entities(Tool):
    """HTML entities as the letters that they stand for."""

    kind = "entities"
    label = tr("HTML entities")
    about = tr("Makes & of &amp;amp; and é of &amp;eacute;: what came out of web pages.")

    fields: tuple[str, ...] = parameter((EVERY,), tr("Fields"), "fields", tr("* is every field of text"))

    def of(self, song: Song) -> Outcome:
        """The fields without entities."""
        new = mapped(song, self.fields, without_entities)
        return Outcome(new) if new else NOTHING


def without_entities(text: str) -> str:
    """A text with letters for entities; what was written twice over (“&amp;amp;”) is read twice."""
    for _ in range(_TWICE):
        if "&" not in text:
            break
        after = _ENTITY.sub(_letter, text)
        if after == text:
            break
        text = after
    return text


def _letter(match: re.Match[str]) -> str:
    letter = html.unescape(match[0])
    # a surrogate or a control sign is none that a tag can hold
    wrong = not letter or any(unicodedata.category(sign) in ("Cc", "Cs", "Cn") for sign in letter)
    return match[0] if wrong or "\ufffd" in letter else letter


@dataclass(frozen=True)
class Remove(Tool):
    """Fields that go."""

    kind = "remove"
    label = tr("Remove fields")
    about = tr("Takes fields out, or all but some.")

    fields: tuple[str, ...] = parameter(("comment",), tr("Fields"), "fields", tr("What goes, or what stays"))
    others: bool = parameter(False, tr("All but these"), "flag", tr("Every other field goes"))

    def problem(self) -> str:
        """Without a field, nothing is said."""
        return "" if self.fields else tr("no field is named: name at least one")

    def of(self, song: Song) -> Outcome:
        """The song without these fields."""
        every = EVERY in self.fields
        gone = [name for name in song.values if (every or name in self.fields) != self.others]
        return Outcome(dict.fromkeys(gone, ())) if gone else NOTHING
