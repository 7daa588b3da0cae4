"""What templates do to fields: ``{title:upper}``. Each function takes its arguments and returns what is done
to the values of a field, one after the other; values that become empty are dropped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TypeAlias

from organizer.base.folding import fold

#: What is done to the values of a field.
Function: TypeAlias = Callable[[tuple[str, ...]], tuple[str, ...]]

_ARTICLE = re.compile(r"(the|a|an|der|die|das|les|le|la|los|las|el)\s+(.+)", re.IGNORECASE | re.DOTALL)
_DIGITS = re.compile(r"\s*(\d+)")
#: Letters that have no accent to take off, in plain letters; ``fold`` knows more, and makes all small.
_LETTERS = str.maketrans(
    dict(zip("øØłŁđĐðÐı’‘“”–—‐\N{NO-BREAK SPACE}", "oOlLdDdDi''\"\"--- ", strict=True))
    | {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "…": "..."}
)


def digits(width: int) -> Function:
    """A number with at least so many digits: ``{track:02}``."""

    def one(text: str) -> str:
        number = _DIGITS.match(text)
        return text if number is None else number[1].zfill(width) + text[number.end() :]

    return _each(one)


def cut(length: int) -> Function:
    """At most so many characters, whole words if it can: ``{title:cut(40)}``."""
    if not isinstance(length, int) or length < 1:
        raise ValueError
    return _each(lambda text: shortened(text, length))


def shortened(text: str, length: int) -> str:
    """A text of at most so many characters: whole words, where that costs less than half of it. No accent is
    torn from its letter."""
    if len(text) <= length:
        return text
    end = length
    while end and (
        unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f" or text[end - 1] == "\u200d"
    ):
        end -= 1
    piece = text[: end or length]
    word = re.search(r"\s+\S*$", piece)
    if word and not text[len(piece)].isspace() and word.start() * 2 >= length:
        piece = piece[: word.start()]
    return piece.rstrip(" ,;:-–(")


def first(count: int = 1) -> Function:
    """The first letter, or so many of them: ``{artist:first}``, ``{artist:first(2)}``."""
    if not isinstance(count, int) or count < 1:
        raise ValueError
    return _each(lambda text: unicodedata.normalize("NFC", text.strip())[:count])


def initial() -> Function:
    """The letter to file it under, A–Z or another script's, # for digits and signs: ``{artist:initial}``."""

    def one(text: str) -> str:
        article = _ARTICLE.fullmatch(text.strip())
        plain = fold(article[2] if article else text)
        letter = next((sign for sign in plain if sign.isalnum()), "#")
        return letter.upper()[:1] if letter.isalpha() else "#"

    return _each(one)


def sort() -> Function:
    """As it is filed, the article at the end: ``{artist:sort}`` is “Beatles, The”."""

    def one(text: str) -> str:
        article = _ARTICLE.fullmatch(text.strip())
        return f"{article[2]}, {article[1]}" if article else text

    return _each(one)


def upper() -> Function:
    """In capitals: ``{title:upper}``."""
    return _each(str.upper)


def lower() -> Function:
    """In small letters: ``{title:lower}``."""
    return _each(str.lower)


def title() -> Function:
    """Each word with a capital: ``{title:title}``."""
    return _each(lambda text: re.sub(r"[^\W\d_][^\s\-/(\[]*", lambda word: capital(word[0].lower()), text))


def sentence() -> Function:
    """The first letter a capital, the others small: ``{title:sentence}``."""
    return _each(lambda text: capital(text.lower()))


def capital(text: str) -> str:
    """The first letter as a capital, all else as it is."""
    return text[:1].upper() + text[1:]


def ascii_letters() -> Function:
    """With plain letters for those with accents, where there are such: ``{title:ascii}``."""
    return _each(in_ascii)


def in_ascii(text: str) -> str:
    """A text in ASCII: letters lose their accents; what has no plain letter becomes an underscore."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    bare = "".join([sign for sign in plain if not unicodedata.combining(sign)])
    return "".join([sign if sign.isascii() else "_" for sign in bare])


def replace(old: str, new: str) -> Function:
    """Another text in the place of one: ``{title:replace("feat.", "ft")}``."""
    if not isinstance(old, str) or not isinstance(new, str) or not old:
        raise ValueError
    return _each(lambda text: text.replace(old, new))


def join(between: str) -> Function:
    """Several values with this between them: ``{artist:join(" & ")}``."""
    if not isinstance(between, str):
        raise ValueError
    return lambda values: (between.join(values),) if values else ()


def only(number: int) -> Function:
    """One of several values: ``{artist:only(1)}``."""
    if not isinstance(number, int) or number < 1:
        raise ValueError
    return lambda values: values[number - 1 : number]


#: By the name that is typed.
FUNCTIONS: dict[str, Callable[..., Function]] = {
    "digits": digits,
    "cut": cut,
    "first": first,
    "initial": initial,
    "sort": sort,
    "upper": upper,
    "lower": lower,
    "title": title,
    "sentence": sentence,
    "ascii": ascii_letters,
    "replace": replace,
    "join": join,
    "only": only,
}


def _each(one: Callable[[str], str]) -> Function:
    return lambda values: tuple(text for text in (one(value) for value in values) if text)
