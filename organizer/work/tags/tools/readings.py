"""The ways in which a text may have been read wrongly, and what it says when it is read rightly.

Bytes of one encoding were taken for another: “Ïåñíÿ” is “Песня” in CP1251 taken for Latin-1, “MotÃ¶rhead” is
UTF-8. ``readings`` gives every reading that makes sense, the surest first; what is written properly has none.
Nothing is decided here: how sure a reading is goes with it, and a person chooses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from organizer.work.tags.tools.letters import (
    CENTRAL,
    CYRILLIC_PAIRS,
    GREEK,
    HANGUL,
    KANJI,
    SIMPLIFIED,
    TRADITIONAL,
)

#: Encodings that a text may have been written in, by the name that people know, and Python's.
WRITTEN = {
    "UTF-8": "utf-8",
    "CP1251": "cp1251",
    "CP866": "cp866",
    "KOI8-R": "koi8-r",
    "Shift-JIS": "cp932",
    "EUC-JP": "euc-jp",
    "GBK": "gbk",
    "Big5": "cp950",
    "EUC-KR": "cp949",
    "CP1250": "cp1250",
    "CP1253": "cp1253",
    "CP1252": "cp1252",
}
#: Encodings that its bytes were taken for.
TAKEN = ("cp1252", "cp1251", "cp866", "mac-roman")

#: Below this a reading is not worth showing.
LEAST = 0.3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says in another encoding, and how sure that is."""

    text: str
    written: str  #: the name of the encoding, a key of ``WRITTEN``
    sure: float  #: from 0 to 1


def bytes_of(text: str, taken: str) -> bytes | None:
    """The bytes that were taken for this text; None where none could be.

    Of CP1252: what it does not have are the control signs that Latin-1 has in their place.
    """
    if taken == "cp1252":
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError:
            pass
        table = _cp1252()
        try:
            return bytes(table[sign] if sign in table else _latin(sign) for sign in text)
        except ValueError:
            return None
    try:
        return text.encode(taken)
    except UnicodeEncodeError:
        return None


@lru_cache(maxsize=1)
def _cp1252() -> dict[str, int]:
    table = {}
    for byte in range(0x80, 0xA0):
        try:
            table[bytes([byte]).decode("cp1252")] = byte
        except UnicodeDecodeError:
            continue
    return table


def _latin(sign: str) -> int:
    number = ord(sign)
    if number > 0xFF:
        raise ValueError(sign)
    return number


def read_as(text: str, written: str, taken: str = "cp1252") -> str | None:
    """What a text says in this encoding; None where it cannot be that."""
    raw = bytes_of(text, taken)
    if raw is None:
        return None
    try:
        read = raw.decode(WRITTEN[written])
    except UnicodeDecodeError:
        return None
    return None if read == text else read


@lru_cache(maxsize=20_000)
def readings(text: str) -> tuple[Reading, ...]:
    """Every reading of a text that makes sense, the surest first; none of what is written properly."""
    if text.isascii():
        return ()
    proposed: list[Reading] = []
    western = bytes_of(text, "cp1252") is not None
    for taken in TAKEN[:1] if western else TAKEN[1:]:
        if (read := read_as(text, "UTF-8", taken)) is not None:
            sure = _sure_of_utf8(text, read)
            again = readings(read) if sure >= 0.5 else ()  # spoiled twice over
            if again and again[0].written == "UTF-8" and again[0].sure >= 0.9:
                read = again[0].text
            proposed.append(Reading(read, "UTF-8", sure))
    if western:
        proposed += (
            Reading(read, written, _judges()[written](text, read))
            for written in WRITTEN
            if written != "UTF-8" and (read := read_as(text, written)) is not None
        )
    best: dict[str, Reading] = {}
    for each in sorted(proposed, key=lambda one: -one.sure):
        if each.sure >= LEAST and _is_printable(each.text):
            best.setdefault(each.text, each)
    return _weighed(tuple(best.values()))


def possible(text: str) -> tuple[Reading, ...]:
    """Every reading of a text for a person to choose from: those that make sense, the surest first, then
    whatever else its bytes can be read as, of which nothing is sure."""
    if text.isascii():
        return ()
    found = {each.text: each for each in readings(text)}
    for taken in TAKEN:
        for written in WRITTEN:
            read = read_as(text, written, taken)
            if read is not None and read not in found and _is_printable(read):
                found[read] = Reading(read, written, 0.0)
        if bytes_of(text, taken) is not None:
            break  # what else it may have been taken for is no likelier
    return tuple(found.values())


def _weighed(proposed: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Readings that are as good as each other are each half as sure."""
    total = sum(each.sure**4 for each in proposed)
    weighed = (
        Reading(each.text, each.written, round(each.sure * (each.sure**4 / total) ** 0.5, 3))
        for each in proposed
    )
    return tuple(each for each in weighed if each.sure >= LEAST)


def _is_printable(text: str) -> bool:
    return not any(
        unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs") for sign in text if sign not in "\n\r\t"
    )


#: A word of letters, with the signs that wrong readings put between them.
_RUN = re.compile(r"[^\s\-–—()\[\]{}/.,:;!?\"“”„…+&'’|*#0-9]+")


def _sure_of_utf8(text: str, read: str) -> float:
    """UTF-8 is strict: what can be read as it hardly ever is anything else, but for “É…” and its like."""
    new = [sign for sign in read if ord(sign) > 0x7F]
    if not new or not _is_printable(read):
        return 0.0
    odd = sum(not _is_usual(sign) for sign in new)
    if odd * 2 >= len(new):
        return 0.2
    pairs = len(text) - len(read)
    lone = [sign for sign in new if ord(sign) < 0x800]
    if len(new) == 1 and lone and _could_be_meant(text):
        return 0.25
    return 0.97 if pairs > 1 or not odd else 0.9


#: What typographers put behind a word, and what may be a second byte.
_BEHIND = frozenset("…’”“‘–—™‹›•®°»«ºª©¹²³·\u00a0¡¿§±´£¥¢¤¬¯¸¨¦¶µ¼½¾")
#: The same behind “Â” and “Ã”, which stand in front of all accented letters that were spoiled.
_BEHIND_FIRST = frozenset("…’”“‘–—")


def _could_be_meant(text: str) -> bool:
    """“CAFÉ…”, “PÅ…”: a capital with an accent, at the end of a word in capitals, and a sign behind it."""
    for match in re.finditer(r"[\u00c2-\u00df](.)", text):
        start = match.start()
        before = text[start - 1 : start]
        after = text[match.end() : match.end() + 1]
        fits = not before or before.isupper() or not before.isalpha()
        behind = _BEHIND_FIRST if text[start] in "ÂÃ" else _BEHIND
        if fits and match[1] in behind and (match[1] == "’" or not after.isalpha()):
            return True
    return False


def _is_usual(sign: str) -> bool:
    """Whether names and titles hold such a sign: no phonetics, no letters for private use."""
    number = ord(sign)
    if number < 0xC0:
        return sign in "¡¿°´·«»½¼¾²³£¥©®§ªº\u00a0±×¢µ¶¹"
    if 0x0180 <= number < 0x0370:
        return 0x01A0 <= number <= 0x01B0 or 0x0218 <= number <= 0x021B or 0x0300 <= number <= 0x036F
    return unicodedata.category(sign)[0] in "LNPSMZ"


def _words(text: str) -> list[str]:
    return _RUN.findall(text)


_LETTERS = {"CYRILLIC": re.compile("[\u0400-\u04ff]+"), "GREEK": re.compile("[\u0370-\u03ff]+")}


def _alphabet(name: str) -> Callable[[str, str], float]:
    """How sure a reading in Cyrillic or Greek letters is."""
    whole_word = _LETTERS[name].fullmatch

    def judge(text: str, read: str) -> float:
        letters = good = known = pairs = 0
        for word in _words(read):
            if word.isascii():
                continue  # “Live” in between
            letters += len(word)
            if not whole_word(word) or not _is_cased(word) or not _is_word(word, name):
                continue  # letters of two alphabets, or signs, in one word
            good += len(word)
            small = word.lower()
            if len(small) == 1:
                known += small in _ALONE
                pairs += 1
            for at in range(len(small) - 1):
                pairs += 1
                known += _fits(small[at : at + 2], name)
        if letters < 2 or not good or len(set(read.lower())) < 2:
            return 0.0
        share, fit = good / letters, known / max(pairs, 1)
        if share < 0.8 or fit < 0.5:
            return 0.0
        # three letters prove little
        size = min(1.0, 0.55 + 0.08 * good) if good > 3 else 0.18 * (good > 2) * good
        return round(share**2 * min(1.0, fit * 1.15) * size * _oddness(text), 3)

    return judge


_ALONE = frozenset("авиоусякщіїйєηοω")


def _fits(pair: str, name: str) -> bool:
    if name == "CYRILLIC":
        return pair in CYRILLIC_PAIRS
    vowels = "αεηιουωάέήίόύώϊϋ"
    return all(sign in GREEK for sign in pair) and (
        pair[0] in vowels or pair[1] in vowels or pair in _GREEK_PAIRS
    )


_GREEK_PAIRS = frozenset(
    "στ μπ ντ γκ γγ τσ τζ ρχ ρτ λλ σσ σκ σπ κλ κρ πρ πλ τρ χρ χτ φτ φρ γρ δρ βρ θρ ρδ ρσ νδ μφ κτ πτ".split()
)


_GREEK_ACCENTS = re.compile("[άέήίόύώΐΰ]")


def _is_word(word: str, name: str) -> bool:
    """Whether a Greek word has one accent, and an ending of such; a Cyrillic one begins as words do."""
    small = word.lower()
    if name == "CYRILLIC":
        return small[0] not in "ьъы"
    accents = len(_GREEK_ACCENTS.findall(small))
    if accents > 1 or "σ" in small[-1:] or "ς" in small[:-1]:
        return False
    plain = word.isupper() or len(small) < 4
    return small[-1] in "αεηιουωάέήίόύώςνρξψ" and (accents == 1 or plain)


def _is_cased(word: str) -> bool:
    """Small, large, or large in front: of the wrong Cyrillic encoding the cases are mixed."""
    return word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())


def _oddness(text: str) -> float:
    """How little a text can be meant as it stands: words of accented letters alone, signs inside of words."""
    odd = whole = 0
    for word in _words(text):
        high = sum(ord(sign) > 0x7F for sign in word)
        if not high:
            continue
        whole += len(word)
        letters = sum(sign.isalpha() and ord(sign) > 0x7F for sign in word)
        ascii_letters = sum(sign.isalpha() for sign in word) - letters
        signs = high - letters
        # ÆØÅ and ÄÖÜ are words, too; the same letter many times is a joke
        if (signs and (high > 1 or ascii_letters)) or (
            high > 2 and not ascii_letters and len(set(word.lower())) > 1
        ):
            odd += len(word)
        elif high == 2 and not ascii_letters:
            odd += 1
    return 0.0 if not whole else odd / whole if odd / whole < 0.5 else 1.0


def _east(common: frozenset[str], *, kana: bool = False) -> Callable[[str, str], float]:
    """How sure a reading in Chinese, Japanese or Korean signs is."""

    def judge(text: str, read: str) -> float:
        new = [sign for sign in read if ord(sign) > 0x7F]
        east = known = rare = 0
        for sign in new:
            number = ord(sign)
            if 0x3040 <= number <= 0x30FF:
                east += 1
                known += kana
            elif 0x4E00 <= number <= 0x9FFF or 0xAC00 <= number <= 0xD7A3:
                east += 1
                known += sign in common
            elif 0x3000 <= number <= 0x303F or 0xFF01 <= number <= 0xFF5E:
                continue
            else:
                rare += 1  # half-width kana, box drawings, Cyrillic of the Chinese standard
        if not east or rare * 3 > east or _mixes(read):
            return 0.0
        fit = known / (east + rare)
        if fit < 0.4 or east < 2:
            return 0.0
        size = min(1.0, 0.62 + 0.09 * east)
        return round(min(1.0, 0.35 + 0.75 * fit) * size * _foreign(text), 3)

    return judge


def _mixes(read: str) -> bool:
    """Whether western letters touch eastern signs in most words, as when “Björk” is read as Chinese."""
    touching = len(
        re.findall(
            r"[A-Za-z][\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]|[\u4e00-\u9fff\uac00-\ud7a3][a-z]", read
        )
    )
    return touching > max(1, sum(ord(sign) > 0x7F for sign in read) // 3)


def _foreign(text: str) -> float:
    """How little a text can be meant as it stands: runs of signs and accented letters."""
    high = [match[0] for match in re.finditer(r"[^\x00-\x7f]+", text)]
    total = sum(map(len, high))
    if not total:
        return 0.0
    odd = 0
    for run in high:
        signs = sum(not sign.isalpha() for sign in run)
        controls = sum(0x80 <= ord(sign) < 0xA0 or ord(sign) > 0xFF for sign in run)
        if controls or (signs and len(run) > 1) or (len(run) > 2 and len(set(run.lower())) > 1):
            odd += len(run)
        elif signs:
            odd += 0.7  # type: ignore[assignment]
    share = odd / total
    return min(1.0, share * 1.4) if share >= 0.4 else 0.0


def _central(text: str, read: str) -> float:
    """How sure a reading in letters of Polish, Czech, Hungarian … is."""
    new = [
        (was, now)
        for was, now in zip(text, read, strict=True)
        if was != now and not ("\x80" <= was < "\xa0" and not now.isalpha())
    ]
    written = [sign for sign in read if sign.isalpha()]
    if not new or sum(map(str.isascii, written)) < 0.2 * len(written):
        return 0.0
    if re.search(r"[^\W_][¤¦§¨¬¯¶±«»\xad][^\W_]|[©\xad][^\W_]", read):
        return 0.0
    letters = sum(now in CENTRAL or now.lower() in CENTRAL for _, now in new)
    if letters < len(new) * 0.75:
        return 0.0
    if not all(_is_cased(word) or not word.isalpha() for word in _words(read)):
        return 0.0
    # “³” or “¿” within a word is none of western languages; “ø” may be Danish, “õ” Estonian, “è” Italian
    signs = 0
    for at, (was, now) in enumerate(zip(text, read, strict=True)):
        if was == now or (was.isalpha() and ord(was) >= 0xC0):
            continue
        neighbours = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
        signs += any(sign.isalpha() for sign in neighbours) and not _is_set_off(text, at)
    kinds = {was for was, _ in new if was in "øìùòïèÈØÌÙÒ"}
    if signs:
        return min(0.97, 0.82 + 0.05 * signs + 0.02 * len(new))
    if len(kinds) >= 3 or ({"ø", "Ø"} & kinds and {"ì", "ù", "è"} & kinds):
        return 0.9
    return 0.0  # “Dvoøák” may be meant: who knows better says so


def _western(text: str, read: str) -> float:
    """How sure it is that control signs are the quotation marks and dashes of Windows: “Don\x92t”."""
    controls = [now for was, now in zip(text, read, strict=True) if "\x80" <= was < "\xa0"]
    if not controls or any("\x80" <= now < "\xa0" for now in controls):
        return 0.0
    usual = sum(sign in "’‘“”„…–—™•€ŠšŽžŒœŸ" for sign in controls)
    plain = sum(sign.isascii() for sign in text) / len(text)
    return round(usual / len(controls) * min(1.0, plain * 1.2) * 0.95, 3) if plain > 0.6 else 0.0


def _is_set_off(text: str, at: int) -> bool:
    """Whether a sign stands at the edge of a word: “¿Qué?”, “Blur²”, “it´s”."""
    before, after = text[at - 1 : at] if at else " ", text[at + 1 : at + 2] or " "
    if text[at] in "¿¡":
        return not before.isalpha()
    return (text[at] in "²³¹°ºª™®©´¥£¢µ" and not (before.isalpha() and after.isalpha())) or text[at] in "´·¥×"


@lru_cache(maxsize=1)
def _judges() -> dict[str, Callable[[str, str], float]]:
    cyrillic = _alphabet("CYRILLIC")
    return {
        "CP1251": cyrillic,
        "CP866": cyrillic,
        "KOI8-R": cyrillic,
        "CP1253": _alphabet("GREEK"),
        "CP1250": _central,
        "CP1252": _western,
        "Shift-JIS": _east(KANJI, kana=True),
        "EUC-JP": _east(KANJI, kana=True),
        "GBK": _east(SIMPLIFIED),
        "Big5": _east(TRADITIONAL),
        "EUC-KR": _east(HANGUL),
    }


def of_several(texts: Sequence[str]) -> dict[str, float]:
    """How sure each encoding is for texts that belong together, as those of a folder do: a short one says
    little by itself, but several that all make sense in one encoding say much."""
    spoiled = [text for text in dict.fromkeys(texts) if readings(text)]
    if len(spoiled) < 2:
        return {}
    return {
        each.written: each.sure
        for each in readings(" / ".join(spoiled[:_ENOUGH]))
        if each.written in _TOGETHER
    }


#: So many texts of a folder tell what the others are.
_ENOUGH = 30
#: “CP1250” is left out: songs of Danes and Italians in one folder would be taken for Czech ones.
_TOGETHER = frozenset({"CP1251", "CP866", "KOI8-R", "CP1253", "Shift-JIS", "EUC-JP", "GBK", "Big5", "EUC-KR"})
