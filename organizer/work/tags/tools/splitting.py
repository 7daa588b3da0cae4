"""One text into several values, and several values into one text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from organizer.base.language import tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import NOTHING, Outcome, Song, Tool

#: Names that hold what separates others; compared without case.
ONE_NAME = frozenset(
    name.strip().casefold()
    for name in """
    AC/DC | Earth, Wind & Fire | Earth, Wind and Fire | Tyler, the Creator | Emerson, Lake & Palmer |
    Crosby, Stills & Nash | Crosby, Stills, Nash & Young | Blood, Sweat & Tears | Peter, Paul & Mary |
    Peter, Paul and Mary | Simon & Garfunkel | Hall & Oates | Daryl Hall & John Oates | Me & My |
    Sam & Dave | Ike & Tina Turner | Sonny & Cher | Angus & Julia Stone | Above & Beyond |
    Hootie & the Blowfish | Kool & the Gang | Mumford & Sons | Of Monsters and Men | Belle & Sebastian |
    Belle and Sebastian | Iron & Wine | Matt & Kim | Tegan and Sara | She & Him | Coheed and Cambria |
    Chase & Status | Macklemore & Ryan Lewis | 10,000 Maniacs | Now, Now | Love and Rockets |
    Nick Cave & the Bad Seeds | Salt-N-Pepa | Ashford & Simpson | Seals & Crofts | Chas & Dave |
    Captain & Tennille | Brooks & Dunn | Big & Rich | Dan + Shay | Aly & AJ | Zager & Evans |
    Womack & Womack | Kruder & Dorfmeister | Marina and the Diamonds | Echo & the Bunnymen |
    Florence + the Machine | Florence and the Machine | Catfish and the Bottlemen
    """.split("|")
)

#: “Bob Marley & the Wailers”, “Iggy Pop and his Band”: one act, whatever its name.
_WITH_ITS_BAND = re.compile(
    r"\s(?:&|\+|and|y|und|et|e)\s+(?:the|his|her|their|los|las|die|les|i)\s", re.IGNORECASE
)


@dataclass(frozen=True)
class Split(Tool):
    """One text into several values."""

    kind = "split"
    label = tr("Split values")
    about = tr("Makes several values of one text. Names such as AC/DC or Earth, Wind & Fire stay whole.")

    fields: tuple[str, ...] = parameter(("artist",), tr("Fields"), "fields", tr("What is split"))
    separators: tuple[str, ...] = parameter(
        (";", "/"), tr("Separators"), "marks", tr("Signs or words, with blanks between them: ; / & and")
    )
    tight: bool = parameter(
        False,
        tr("Also without blanks around"),
        "flag",
        tr("Otherwise “/”, “&” and “+” separate only with blanks around: AC/DC stays"),
    )
    keep: tuple[str, ...] = parameter((), tr("Never split"), "words", tr("Further names that are one"))

    def problem(self) -> str:
        """Without a separator, nothing is split."""
        return "" if self.separators else tr("no separator is given: write for example ;")

    def of(self, song: Song) -> Outcome:
        """The fields with the values apart."""
        new = {}
        for name in self.fields:
            before = song.get(name)
            after = [part for text in before for part in self.parts(text)]
            if (values := tuple(dict.fromkeys(after))) != before and len(values) > 1:
                new[name] = values
        return Outcome(new) if new else NOTHING

    def parts(self, text: str) -> list[str]:
        """The values in a text."""
        return split_names(text, self.separators, tight=self.tight, keep=self.keep)


def split_names(
    text: str, separators: tuple[str, ...], *, tight: bool = False, keep: tuple[str, ...] = ()
) -> list[str]:
    """The names in a text, apart; those that are one in spite of a separator stay whole."""
    pattern = _pattern(separators, tight)
    if not pattern.search(text):
        return [text]
    one = {name.casefold() for name in keep}
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\0{len(held) - 1}\0"

    rest = _protected(tuple(sorted(one))).sub(hold, text)
    parts = []
    for part in pattern.split(rest):
        whole = re.sub(r"\0(\d+)\0", lambda match: held[int(match[1])], part).strip()
        if whole:
            parts.append(whole)
    return parts or [text]


@lru_cache(maxsize=64)
def _protected(keep: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted({*ONE_NAME, *keep}, key=len, reverse=True)
    known = "|".join(map(re.escape, names))
    # the name stands by itself: between separators, or at an end
    return re.compile(rf"(?<![^\W_])(?:{known})(?![^\W_])|{_WITH_ITS_BAND.pattern}", re.IGNORECASE)


@lru_cache(maxsize=64)
def _pattern(separators: tuple[str, ...], tight: bool) -> re.Pattern[str]:
    choices = []
    for mark in sorted(separators, key=len, reverse=True):
        escaped = re.escape(mark)
        if any(map(str.isalnum, mark)):
            choices.append(rf"\s+{escaped}\s+")  # a word
        elif tight or mark in (";", "|", "\\", "、", "；", "·", "•"):
            choices.append(rf"\s*{escaped}\s*")
        elif mark in (",", "，"):
            choices.append(rf"\s*{escaped}(?!\d)\s+" if mark == "," else rf"\s*{escaped}\s*")
        else:
            choices.append(rf"\s+{escaped}\s+")
    return re.compile("|".join(choices) or r"(?!)", re.IGNORECASE)


@dataclass(frozen=True)
class Join(Tool):
    """Several values into one text."""

    kind = "join"
    label = tr("Join values")
    about = tr("Makes one text of several values, for players that read only one.")

    fields: tuple[str, ...] = parameter(("artist",), tr("Fields"), "fields", tr("What is joined"))
    separator: str = parameter("; ", tr("Between them"), "text", examples=("; ", " / ", ", ", " & "))

    def problem(self) -> str:
        """Without anything between them, values would run into each other."""
        return "" if self.separator else tr("nothing would stand between the values: write for example ;")

    def of(self, song: Song) -> Outcome:
        """The fields with their values as one text."""
        new = {}
        for name in self.fields:
            before = song.get(name)
            if len(before) > 1:
                new[name] = (self.separator.join(before),)
        return Outcome(new) if new else NOTHING
