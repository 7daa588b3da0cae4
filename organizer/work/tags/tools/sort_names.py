"""Names as they are sorted: “Beatles, The”; people only where that is asked for: “McCartney, Paul”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from organizer.base.errors import UsageError
from organizer.base.fields.tag_names import label_of
from organizer.base.language import tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import NOTHING, Outcome, Song, Tool, field_name

#: The field that holds the sort name of another.
SORT_FIELDS = {
    "artist": "artist_sort",
    "album_artist": "album_artist_sort",
    "title": "title_sort",
    "album": "album_sort",
    "composer": "composer_sort",
}
ARTICLES = ("The", "A", "An")

#: What belongs to the name behind it: “van Beethoven, Ludwig” is looked up under B or V, never apart.
_PARTICLES = frozenset("van von de der den du da di del della des la le ten ter zu zum bin ibn al el".split())
_BEHIND = frozenset("jr jr. sr sr. ii iii iv".split())
_NO_PERSON = re.compile(
    r"[\d&/+,!]|\b(?:and|the|und|et|y|of|feat\.?|band|orchestra|quartet|trio|choir|ensemble)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class SortName(Tool):
    """Sort names."""

    kind = "sort-name"
    label = tr("Sort names")
    about = tr("Fills sort names: The Beatles as “Beatles, The”; or turns such names round again.")

    field: str = parameter(
        "artist",
        tr("Of the field"),
        "choice",
        choices={name: label_of(name) for name in SORT_FIELDS},
    )
    into: str = parameter(
        "sort",
        tr("Write to"),
        "choice",
        choices={
            "sort": tr("Its sort name"),
            "itself": tr("The field itself"),
            "back": tr("The field itself, “The” in front again"),
        },
    )
    articles: tuple[str, ...] = parameter(
        ARTICLES, tr("Articles"), "words", tr("What goes behind: The, A, An; Die, Der, Das; Les, La, Le")
    )
    persons: bool = parameter(
        False,
        tr("People by their last name"),
        "flag",
        tr("Two or three words without an article are taken for a person: McCartney, Paul"),
    )
    same: bool = parameter(
        False, tr("Also where it is the same"), "flag", tr("A sort name for Radiohead, too")
    )

    def problem(self) -> str:
        """Whether the field can be written."""
        try:
            field_name(self.target)
        except UsageError as error:
            return error.cause
        return ""

    @property
    def target(self) -> str:
        """The field that is written."""
        return SORT_FIELDS[self.field] if self.into == "sort" else self.field

    def looks_at(self) -> tuple[str, ...]:
        """The field and its sort name."""
        return self.field, self.target

    def of(self, song: Song) -> Outcome:
        """The song with its sort name."""
        values = song.get(self.field)
        if self.into == "back":
            new = tuple(in_front(value, self.articles) for value in values)
        else:
            new = tuple(sort_name(value, self.articles, persons=self.persons) for value in values)
        if not new or new == song.get(self.target) or (new == values and not self.same):
            return NOTHING
        return Outcome({self.target: new})


def sort_name(name: str, articles: tuple[str, ...] = ARTICLES, *, persons: bool = False) -> str:
    """A name as it is sorted."""
    first, blank, rest = name.partition(" ")
    if blank and rest.strip() and first.casefold() in {article.casefold() for article in articles}:
        return name if rest.casefold().endswith(f", {first.casefold()}") else f"{rest.strip()}, {first}"
    elided = next(
        (a for a in articles if a.endswith(("'", "’")) and name.casefold().startswith(a.casefold())), ""
    )
    if elided and len(name) > len(elided):
        return f"{name[len(elided) :]}, {name[: len(elided)]}"
    return _person(name) if persons else name


def in_front(name: str, articles: tuple[str, ...] = ARTICLES) -> str:
    """A name with its article in front again."""
    rest, comma, last = name.rpartition(", ")
    if comma and last.casefold() in {article.casefold() for article in articles}:
        return f"{last}{'' if last.endswith(chr(39)) or last.endswith('’') else ' '}{rest}"
    return name


def _person(name: str) -> str:
    words = name.split()
    if not 2 <= len(words) <= 4 or _NO_PERSON.search(name):
        return name
    behind = [words.pop()] if words[-1].lower() in _BEHIND and len(words) > 2 else []
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return ", ".join(filter(None, (" ".join(words[at:]), " ".join(words[:at]), *behind)))
