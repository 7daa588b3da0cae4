"""Upper and lower case of titles and names, without breaking AC/DC, McCartney or roman numerals."""
# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from organizer.base.language import tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import NOTHING, Outcome, Song, Tool, mapped

#: Words that stay small inside of titles, by language.
SMALL: Mapping[str, frozenset[str]] = {
    "english": frozenset(
        "a an and as at but by en feat feat. featuring for from ft ft. if in into nor n of on or per the to v v. via vs vs. with".split()
    ),
    "french": frozenset(
        "à au aux avec ce ces dans de des du en et la le les ou par pour sans sur un une".split()
    ),
    "german": frozenset(
        "am an auf aus bei das dem den der des die ein eine einem einen einer eines für im in ins mit oder "
        "ohne um und vom von vor zu zum zur".split()
    ),
    "spanish": frozenset("a al con de del e el en la las lo los o para por que sin un una y".split()),
    "italian": frozenset(
        "a al alla con da dal dalla de dei del della delle di e ed gli i il in la le lo nel nella o per un una".split()
    ),
    "portuguese": frozenset(
        "a à ao aos as com da das de do dos e em na nas no nos o os ou para por um uma".split()
    ),
    "dutch": frozenset("aan de den der een en het in met of op 't te ten ter uit van voor".split()),
}

_LANGUAGES = {
    "none": tr("Every word large"),
    "english": tr("English"),
    "french": tr("French"),
    "german": tr("German"),
    "spanish": tr("Spanish"),
    "italian": tr("Italian"),
    "portuguese": tr("Portuguese"),
    "dutch": tr("Dutch"),
}

#: Abbreviations that are written large wherever they stand by themselves.
_LARGE = frozenset(
    """ABBA ABC AC AFI AFX BBC BTS CD CIA CNN DC DJ DNA DVD EBM EDM ELO ELP EP EPMD FBI FM GBH HIV HQ IBM IDM INXS
    JFK KGB KLF KMFDM LCD LFO LGBT LL LP LSD LTJ MC MF MGMT MTV NASA NBA NIN NOFX NWA NYC OMD OST PJ PVRIS
    RHCP RMX SBTRKT SOAD SOS STS TLC TNT TSOL TTC TV UB40 UFO UK UNKLE USA USSR VHS VIP XTC XXL YMCA ZZ""".split()
)

#: Names with “Mac” in front that go on with a capital; after “Mc” all do.
_MACS = frozenset(
    "macarthur maccoll macdonald macdougall macgowan macgregor macisaac maclean macleod macmillan macneil macpherson macrae".split()
)

_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
#: Small letters that are numbers by themselves; “vi”, “xi” and “mix” are words of some language, too.
_SMALL_ROMAN = frozenset("ii iii iv vii viii ix xii xiii xiv xvi xvii xviii xix".split())
_BEFORE_ROMAN = frozenset(
    "act book chapter chapitre disc episode kapitel no no. number op op. opus part parte pt pt. scene side symphony teil vol vol. volume".split()
)

_WORD = re.compile(r"[^\s\-‐-―/\\()\[\]{}<>«»“”„‟\"¿¡+&|,;:!?…~_=]+|[\s\S]")
_ENDS_CLAUSE = frozenset(":.!?;—–/|")
_OPENS = frozenset("([{<«“„\"‘'¿¡")
_APOSTROPHES = "'’ʼ`´"
#: “O’Connor”, “D’Angelo”: what goes on with a capital behind the apostrophe.
_ELIDED = frozenset("odl")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?\.?")


@dataclass(frozen=True)
class Case(Tool):
    """Upper and lower case."""

    kind = "case"
    label = tr("Upper and lower case")
    about = tr(
        "Title case that leaves AC/DC, McCartney and roman numerals alone; sentence, upper or lower case."
    )

    fields: tuple[str, ...] = parameter(
        ("title", "album"), tr("Fields"), "fields", tr("Whose case changes; * is every field of text")
    )
    style: str = parameter(
        "title",
        tr("Case"),
        "choice",
        choices={
            "title": tr("Title Case"),
            "sentence": tr("Sentence case"),
            "upper": tr("UPPER CASE"),
            "lower": tr("lower case"),
        },
    )
    small: str = parameter(
        "english",
        tr("Small words of"),
        "choice",
        tr("“and”, “of” and the like stay small inside of titles"),
        choices=_LANGUAGES,
    )
    keep: tuple[str, ...] = parameter(
        (),
        tr("Words as they are"),
        "words",
        tr("Written exactly so, wherever they are: iLiKETRAiNS, k.d., deadmau5"),
    )

    def of(self, song: Song) -> Outcome:
        """The fields in their new case."""
        new = mapped(song, self.fields, self.changed)
        return Outcome(new) if new else NOTHING

    def changed(self, text: str) -> str:
        """A text in the new case."""
        return changed(text, self.style, self.small, self.keep)


@lru_cache(maxsize=50_000)
def changed(text: str, style: str, small: str = "english", keep: tuple[str, ...] = ()) -> str:
    """A text in title, sentence, upper or lower case."""
    exact = {word.casefold(): word for word in keep}
    if style == "upper":
        return _by_words(text, exact, lambda word: word.upper())
    if style == "lower":
        return _by_words(text, exact, lower)
    return _cased(text, exact, SMALL.get(small, frozenset()), sentence=style == "sentence")


def lower(word: str) -> str:
    """In small letters. “İ” is one letter still, not “i” with a dot that hangs on."""
    return word.replace("İ", "i").lower() if "İ" in word else word.lower()


def _by_words(text: str, exact: Mapping[str, str], change: Callable[[str], str]) -> str:
    if not exact:
        return change(text)
    return "".join(exact.get(part.casefold()) or change(part) for part in _WORD.findall(text))


def _cased(text: str, exact: Mapping[str, str], small: frozenset[str], *, sentence: bool) -> str:
    parts = _WORD.findall(text)
    words = [at for at, part in enumerate(parts) if any(map(str.isalpha, part))]
    if not words:
        return text
    end = max(at for at, part in enumerate(parts) if any(map(str.isalnum, part)))  # it may be a number
    letters = [sign for sign in text if sign.isalpha()]
    shouted = not any(sign.islower() for sign in letters) and any(sign.isupper() for sign in letters)
    new = list(parts)
    for at in words:
        if sentence and at != words[0] and lower(parts[at]) in _FEATURING:
            break  # names follow
        before = _before(parts, at)
        first = at == words[0] or before in _OPENS or _ends_clause(parts, at)
        last = at == end or _is_last(parts, at)
        earlier = next((parts[i] for i in reversed(words) if i < at), "")
        new[at] = _word(
            parts[at],
            exact,
            frozenset() if sentence else small,
            shouted=shouted,
            first=first,
            last=last,
            small_letters=sentence and not first,
            earlier=earlier,
        )
    return "".join(new)


def _word(
    word: str,
    exact: Mapping[str, str],
    small: frozenset[str],
    *,
    shouted: bool,
    first: bool,
    last: bool,
    small_letters: bool,
    earlier: str,
) -> str:
    """One word in its new case. ``small_letters``: as inside of a sentence; ``earlier``: the word before;
    ``shouted``: the whole text is in capitals, which say nothing of this word then."""
    if (kept := exact.get(word.casefold())) is not None:
        return kept
    plain = lower(word)
    bare = word.strip(_APOSTROPHES + ".")
    if _is_abbreviation(word, bare, shouted=shouted) or _is_roman(bare, lower(earlier), shouted=shouted):
        return word.upper() if not any(sign.isdigit() for sign in word) or bare.isupper() else word
    if not shouted and _has_inner_capital(bare):
        return word
    if (plain in _FEATURING and earlier) or (small and plain.strip(_APOSTROPHES) == "n"):
        return plain
    if plain in small and not first and not last:
        return plain
    if small_letters:
        i_alone = plain == "i" or plain[:2] in {"i" + sign for sign in _APOSTROPHES}
        return _large(plain) if i_alone else plain if not _is_mc(plain) else _large(plain)
    return _large(plain)


def _large(word: str) -> str:
    """A word in small letters with its capitals: Hello, O’Connor, McCartney, Rock’n’Roll, ’Til, 2nd."""
    start = next((at for at, sign in enumerate(word) if sign.isalnum()), None)
    if start is None or word[start].isdigit():
        return word
    rest = word[start:]
    for sign in _APOSTROPHES:
        head, found, tail = rest.partition(sign)
        if found and head in _ELIDED and len(tail) > 2:
            return word[:start] + head.title() + sign + _large(tail)
        if found and tail.startswith(f"n{sign}"):
            return word[:start] + _large(head) + f"{sign}n{sign}" + _large(tail[2:])
    if _is_mc(rest):
        cut = 2 if rest.startswith("mc") else 3
        return word[:start] + rest[0].upper() + rest[1:cut] + rest[cut].upper() + rest[cut + 1 :]
    return word[:start] + rest[0].title() + rest[1:]


def _is_mc(word: str) -> bool:
    return (len(word) > 4 and word.startswith("mc") and word.isalpha()) or word in _MACS


def _is_abbreviation(word: str, bare: str, *, shouted: bool) -> bool:
    """Whether a word is one that is written in capitals: R.E.M., NASA in “Songs for NASA”, DJ, MGMT."""
    if _DOTTED.fullmatch(word):
        return True
    if bare.upper() in _LARGE and (shouted or bare.isupper() or bare.upper() not in _ALSO_WORDS):
        return True
    letters = [sign for sign in bare if sign.isalpha()]
    if not letters or not bare.isupper() or len(bare) < 2:
        return False
    if not shouted:
        return True
    return (
        len(letters) > 1
        and bare.isascii()
        and not any(sign in "AEIOUY" for sign in letters)
        and len(bare) < 6
    )


#: Of the abbreviations, those that are words or names in small letters, too.
_ALSO_WORDS = frozenset({"AFI", "STS", "NIN", "LL", "OMD", "EBM"})


def _is_roman(bare: str, earlier: str, *, shouted: bool) -> bool:
    if not bare or _ROMAN.fullmatch(bare.upper()) is None:
        return False
    if bare.isupper():
        return len(bare) > 1 or not shouted or earlier in _BEFORE_ROMAN or bare == "I"
    return bare in _SMALL_ROMAN or (lower(bare) == bare and earlier in _BEFORE_ROMAN)


def _has_inner_capital(bare: str) -> bool:
    """McCartney, iPhone, deMars; not “Hello”, and not what only begins with a capital behind an apostrophe."""
    return any(sign.isupper() for sign in bare[1:])


def _before(parts: list[str], at: int) -> str:
    return parts[at - 1][-1:] if at else ""


def _ends_clause(parts: list[str], at: int) -> bool:
    """Whether something new begins with this word: after “: ”, “. ”, “ - ”, “/ ”."""
    signs = []
    for earlier in reversed(parts[:at]):
        if len(earlier) > 1 or earlier.isalnum():
            break
        signs.append(earlier)
    between = "".join(reversed(signs))
    if any(sign in _ENDS_CLAUSE for sign in between) or " - " in between:
        return True
    previous = parts[at - len(signs) - 1] if len(signs) < at else ""
    if not between.strip() and previous.endswith((".", "!", "?", ":")) and len(previous) > 3:
        return lower(previous) not in _DOT_INSIDE and not _DOTTED.fullmatch(previous)
    return any(sign in _OPENS for sign in between)


#: Words that say who joins in, always small: but where one is the first.
_FEATURING = frozenset({"feat.", "ft.", "feat"})
_DOT_INSIDE = frozenset("feat. vol. vs. mrs. prod. feat orig.".split())


def _is_last(parts: list[str], at: int) -> bool:
    """Whether something ends with this word: before “ (”, “: ”, “ - ”, “)”."""
    signs = []
    for later in parts[at + 1 :]:
        if len(later) > 1 or later.isalnum():
            break
        signs.append(later)
    between = "".join(signs)
    return (
        " (" in between or " [" in between or ": " in between or " - " in between or between[:1] in (")", "]")
    )
