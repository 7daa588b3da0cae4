"""Names that are one name spelled two ways.

``key`` folds what people are careless about: case, accents, punctuation, blanks, "&" and "and", and "Beatles,
The". Letters, digits and mathematical or money signs stay: "Low" and "Lo", "Pink" and "P!nk", "ABC" and "AB+"
are different names. "The" in front is folded by ``core`` only, which asks for more evidence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from organizer.base.folding import fold
from organizer.base.language import listing, plural, tr

_INVERTED = re.compile(r"^(.+), (the|a|an|der|die|das|les?|la|los|el)$")
_AND = re.compile(r"\s*&\s*|\s\+\s|\s'?n'?\s(?=\S)")
_PARTS = re.compile(r"\S+")


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The same for all spellings of a name; of a name of signs alone, the name itself."""
    folded = fold(text)
    joined = "".join(_pieces(folded))
    return joined or folded


@lru_cache(maxsize=65536)
def core(text: str) -> str:
    """As ``key``, and without "the" in front."""
    own = key(text)
    return own[3:] if own.startswith("the") and re.match(r"the\s+\w|.*, the$", fold(text)) else own


def _pieces(folded: str) -> list[str]:
    """The letters, digits and signs that count, with a blank where digits would run together."""
    inverted = _INVERTED.match(folded)
    if inverted:
        folded = f"{inverted[2]} {inverted[1]}"
    folded = _AND.sub(" and ", folded)
    pieces: list[str] = []
    for word in _PARTS.findall(_without_punctuation(folded)):
        if pieces and pieces[-1][-1].isdigit() and word[0].isdigit():
            pieces.append(" ")
        pieces.append(word)
    return pieces


def _without_punctuation(folded: str) -> str:
    """Points and apostrophes go ("R.E.M.", "Guns N'"), other punctuation is a blank; other signs stay."""
    return "".join(
        letter
        if letter.isalnum() or letter in "#%@" or unicodedata.category(letter)[0] in "MS"
        else ""
        if letter in ".'"
        else " "
        for letter in folded
    )


#: How two spellings can differ, from the least to the most.
CASE, ACCENTS, SIGNS, INVERTED, PUNCTUATION, BLANKS, THE = range(7)
_WORDS = (
    tr("upper and lower case"),
    tr("accents"),
    tr("how signs are written"),
    tr("where “The” stands"),
    tr("punctuation"),
    tr("blanks"),
    tr("“The” in front"),
)


def difference(one: str, other: str) -> int:
    """In what two spellings differ, the most of it."""
    one, other = (unicodedata.normalize("NFC", text).strip() for text in (one, other))
    if one.casefold() == other.casefold():
        return CASE
    if _without_marks(one) == _without_marks(other):
        return ACCENTS
    one, other = fold(one), fold(other)
    if one == other:
        return SIGNS
    if key(one) != key(other):
        return THE
    if any(_INVERTED.match(text) for text in (one, other)):
        return INVERTED
    if [p for p in _pieces(one) if p != " "] == [p for p in _pieces(other) if p != " "]:
        return PUNCTUATION
    return BLANKS


def _without_marks(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def only_in(differences: Iterable[str]) -> str:
    """That spellings differ only in this."""
    return tr("they differ only in {differences}", differences=listing(list(dict.fromkeys(differences))))


def counted(spelling: str, songs: int) -> str:
    """ "“Radiohead” (12 songs)"."""
    return plural("“{name}” ({n} song)", "“{name}” ({n} songs)", songs, name=spelling)


def difference_in_words(one: str, other: str) -> str:
    """ "upper and lower case", "accents" …"""
    if fold(one) != fold(other) and key(one) == key(other) and ("&" in one) != ("&" in other):
        return tr("“&” and “and”")
    return _WORDS[difference(one, other)]
