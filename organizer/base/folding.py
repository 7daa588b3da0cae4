"""Text as it is compared: one folding for searches, fields, orders and joins.

Conventions: ``fold`` makes alike what people take for the same text (case, accents, width, the form of
Unicode, hiragana and katakana, typographic quotes and dashes) and keeps signs. ``words`` are the pieces that
a search looks for from their beginnings; in scripts that are written without spaces every character is a
word, so that a phrase of them is found anywhere. ``order_key`` sorts by folded text, numbers by their value.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Keeps several values in one field apart; no tag holds it.
SEPARATOR = "\x1f"

#: Letters that Unicode does not take apart into a letter and a mark, and signs with a plain twin.
_PLAIN = str.maketrans(
    {
        "ø": "o", "ɵ": "o", "ł": "l", "ƚ": "l", "ɫ": "l", "đ": "d", "ð": "d", "ɖ": "d", "ɗ": "d", "ħ": "h",
        "ŧ": "t", "ƭ": "t", "ʈ": "t", "ŋ": "n", "ɲ": "n", "ƞ": "n", "ı": "i", "ɨ": "i", "ȷ": "j", "ɉ": "j",
        "æ": "ae", "œ": "oe", "þ": "th", "ĸ": "k", "ƙ": "k", "ƀ": "b", "ɓ": "b", "ƈ": "c", "ȼ": "c",
        "ɇ": "e", "ƒ": "f", "ǥ": "g", "ɠ": "g", "ƥ": "p", "ɍ": "r", "ʉ": "u", "ʋ": "v", "ⱳ": "w", "ƴ": "y",
        "ɏ": "y", "ƶ": "z", "ȥ": "z", "ⱥ": "a", "ə": "e", "ǝ": "e",
        **dict.fromkeys("’‘‛ʼʹ′", "'"), **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"), "⁄": "/", "∕": "/", "♯": "#",
        # Arabic letters as Persian and Urdu keyboards have them, and the stroke that stretches words
        "ی": "ي", "ى": "ي", "ک": "ك", "ة": "ه", "ـ": "",
        # digits of other scripts
        **{chr(zero + n): str(n) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for n in range(10)},
    }
)  # fmt: skip

#: Katakana to the hiragana of the same sound.
_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}

#: The catalan "l·l" is spelt with and without its dot.
_DOTTED = re.compile("(?<=l)·(?=l)")

#: Scripts that are written without spaces: Thai, Lao, Tibetan, Burmese, Khmer, Chinese, Japanese …
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f"
    "\u3005-\u3007\u3031-\u3035\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48f\ua980-\ua9df\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_PIECES = re.compile(f"[{_UNSPACED}]|[^{_UNSPACED}]+")
_SPACE = re.compile(rf"[^\S{SEPARATOR}]+")
#: Bytes of names that are not UTF-8, as ``os.fsdecode`` has them.
_BYTES = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"\d+")
_ASCII_WORD = re.compile("[a-z0-9]+")


def fold(text: str) -> str:
    """The text as it is compared; the same for every spelling that people take for the same. Signs stay."""
    if not text.isascii():
        text = _folded(text)
    elif text.isprintable():  # nearly all are, and hold no white space but the space
        return " ".join(text.lower().split())
    return _SPACE.sub(" ", text.lower()).strip(" ")


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    text = _BYTES.sub("\N{REPLACEMENT CHARACTER}", text)
    text = unicodedata.normalize("NFKD", text).replace("\N{COMBINING GREEK YPOGEGRAMMENI}", "").casefold()
    text = unicodedata.normalize("NFKD", text)
    bare = "".join([letter for letter in text if letter.isascii() or not _is_dropped(letter)])
    bare = bare.translate(_PLAIN).translate(_HIRAGANA)
    # Hangul and the voiced kana are put together again
    return _DOTTED.sub("", unicodedata.normalize("NFC", bare))


def _is_dropped(letter: str) -> bool:
    """Accents, nuktas and other marks on letters, and what is invisible; not vowels of a script."""
    mark = unicodedata.combining(letter)
    if mark >= 200 or 10 <= mark <= 36 or mark in (1, 7):
        return True
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"


def words(text: str) -> list[str]:
    """The words of a text, folded: letters, digits and their marks. None for text of signs alone."""
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    spaced = "".join(
        [letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in folded]
    )
    return [piece for word in spaced.split() for piece in _PIECES.findall(word)]


def order_key(text: str) -> str:
    """What sorts texts as people do: folded, and numbers in them by their value ("2" before "10")."""
    return _DIGITS.sub(_counted, fold(text))


def _counted(digits: re.Match[str]) -> str:
    """A number with its length in front, so that longer ones come later."""
    try:
        number = str(int(digits[0])) if len(digits[0]) < 100 else digits[0]
    except ValueError:  # digits that are no number, such as those in circles
        return digits[0]
    size = len(number)
    return f"{size}{number}" if size < 10 else f":{size:06}{number}"
