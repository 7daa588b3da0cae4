"""Who joins in: “feat.” from the title to the artists, and the other way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from organizer.base.language import tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import NOTHING, Outcome, Song, Tool, Values
from organizer.work.tags.tools.splitting import split_names

#: In brackets: any of the words, at the front of them.
_BRACKETED = re.compile(
    r"\s*[(\[{]\s*(?P<says>featuring|feat\.?|ft\.?|f\./|w/|with)\s*(?<=[\s./])"
    r"(?P<who>[^()\[\]{}]*(?:\([^()]*\)[^()\[\]{}]*)?)[)\]}]",
    re.IGNORECASE,
)
#: Without brackets: never “with”, and up to the next bracket or “ - ”.
_BARE = re.compile(
    r"(?<=\S)\s+(?P<says>featuring|feat\.|ft\.|feat|ft)\s+(?P<who>[^\s()\[\]][^()\[\]]*?)(?=\s*(?:[(\[]|\s[-–—]\s|$))",
    re.IGNORECASE,
)
_OF_ARTIST = re.compile(
    r"(?<=\S)\s*[(\[]?\s*(?<=[\s(\[])(?P<says>featuring|feat\.?|ft\.?)\s+(?P<who>[^()\[\]]+?)\s*[)\]]?\s*$",
    re.IGNORECASE,
)
#: “at Ft. Worth”, “6 ft deep”: a fort, and feet.
_BEFORE_FORT = frozenset("at from in near of the to for on de live".split())
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten twelve twenty fifty hundred thousand many few".split()
)
#: “(with strings)”, “(with Intro)”: no artist.
_NO_ARTIST = re.compile(
    r"(?:(?:an?|the|my|your|his|her|no|all|more|extra|full|alternate|spoken|studio)\s+)?"
    r"(?:strings?|lyrics|intro(?:duction)?|outro|interview|commentary|orchestra|band|choir|chorus|vocals?|rap|"
    r"(?:\w+\s+)?(?:ending|version|mix|introduction|intro|outro|solo|drums?|piano|guitars?|voices?|applause|love|me|you|us|him|them))\b.*",
    re.IGNORECASE,
)
_APART = (",", "&", "and", "/", ";", "x", "+")


@dataclass(frozen=True)
class Featuring(Tool):
    """“feat.” from title to artists, or the other way."""

    kind = "featuring"
    label = tr("Move “feat.”")
    about = tr(
        "Takes “(feat. …)” out of the title into the artists, or the other way; “with” in brackets only."
    )

    way: str = parameter(
        "artists",
        tr("Move to"),
        "choice",
        choices={
            "artists": tr("Artists, as values of their own"),
            "artist": tr("Artist, as “A feat. B”"),
            "title": tr("Title, as “Song (feat. B)”"),
        },
    )
    split: bool = parameter(
        True,
        tr("Each one by itself"),
        "flag",
        tr("“B & C” are two artists; names such as Simon & Garfunkel stay whole"),
    )

    def of(self, song: Song) -> Outcome:
        """Title and artists with the guests where they belong."""
        return self._to_title(song) if self.way == "title" else self._to_artist(song)

    def _to_artist(self, song: Song) -> Outcome:
        titles = []
        guests: list[str] = []
        for title in song.get("title"):
            rest, who = without_guests(title)
            titles.append(rest)
            guests += self._each(who)
        artists = list(song.get("artist"))
        if self.way == "artists":  # “A feat. B” as one text becomes two values, too
            for at, artist in enumerate([*artists]):
                match = _OF_ARTIST.search(artist)
                if match and _is_guest(match, artist):
                    artists[at] = artist[: match.start()].strip()
                    guests += self._each(match["who"].strip())
        known = " \0 ".join(artists).casefold()
        guests = [each for each in dict.fromkeys(guests) if not _names(each, known)]
        if self.way == "artists":
            artists += guests
        elif guests and artists:
            artists[-1] = f"{artists[-1]} feat. {_enumerated(guests)}"
        elif guests:
            return Outcome(misfit=tr("it names nobody but guests: there is no artist"))
        return _changed(song, title=tuple(titles), artist=tuple(artists))

    def _to_title(self, song: Song) -> Outcome:
        if not song.get("title"):
            return NOTHING
        artists, guests = [], []
        for artist in song.get("artist"):
            match = _OF_ARTIST.search(artist)
            if match and _is_guest(match, artist):
                artists.append(artist[: match.start()].strip())
                guests += self._each(match["who"].strip())
            else:
                artists.append(artist)
        guests += artists[1:]
        titles = list(song.get("title"))
        known = titles[0].casefold()
        guests = [each for each in dict.fromkeys(guests) if not _names(each, known)]
        if guests:
            titles[0] = f"{titles[0]} (feat. {_enumerated(guests)})"
        return _changed(song, title=tuple(titles), artist=tuple(artists[:1]))

    def _each(self, who: str) -> list[str]:
        if not who:
            return []
        return split_names(who, _APART) if self.split else [who]


def without_guests(title: str) -> tuple[str, str]:
    """A title without its guests, and who they are; the title as it is, and nothing, where none are named."""
    for pattern in (_BRACKETED, _BARE):
        for match in pattern.finditer(title):
            who = match["who"].strip(" .,;")
            if who and _is_guest(match, title):
                rest = f"{title[: match.start()].rstrip()} {title[match.end() :].lstrip()}".strip()
                if rest:
                    return rest, match["who"].strip(" ,;")
    return title, ""


def _is_guest(match: re.Match[str], text: str) -> bool:
    says, who = match["says"].lower(), match["who"].strip()
    bracketed = "(" in match[0][:3] or "[" in match[0][:3] or "{" in match[0][:3]
    if says in ("with", "w/"):
        return bracketed and not _NO_ARTIST.fullmatch(who) and not who[:1].islower()
    before = text[: match.start()].split()
    last = before[-1].lower() if before else ""
    if (
        says.startswith("ft")
        and (last in _BEFORE_FORT or last in _NUMBERS or last[-1:].isdigit())
        and not bracketed
    ):
        return False
    if says in ("feat", "ft") and not bracketed:
        # “Little Feat live”, “a feat of strength”: a word of the title
        return (
            match["says"].islower()
            and who.split()[0].lower() not in ("of", "to", "for", "and", "in")
            and last not in ("a", "the", "no", "great", "this")
        )
    return True


def _names(guest: str, known: str) -> bool:
    """Whether a text names this guest already."""
    return re.search(rf"(?<!\w){re.escape(guest.casefold())}(?!\w)", known) is not None


def _enumerated(names: list[str]) -> str:
    return " & ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _changed(song: Song, **values: Values) -> Outcome:
    new = {name: value for name, value in values.items() if value != song.get(name)}
    return Outcome(new) if new else NOTHING
