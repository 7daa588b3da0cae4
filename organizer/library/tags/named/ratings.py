"""Ratings as players write them: half stars, 0–10, and back. docs/tagging.md says which player reads what."""

from __future__ import annotations

from organizer.base.errors import TagError
from organizer.base.language import tr
from organizer.library.tags.listening import popm_byte, popm_stars, text_stars
from organizer.library.tags.named.raw import Raw

_SHARED = {1: 1, 2: 1, 3: 13, 4: 25, 5: 38, 6: 50, 7: 63, 8: 75, 9: 87, 10: 99}
_SIGNS = "★*"


def half_stars(raw: Raw) -> str:
    """The rating that a tag tells; "" where it tells none. FMPS_Rating goes before all others: it alone is
    exact."""
    ranked = sorted(raw.texts, key=lambda key: "fmps" not in key)
    for key in ranked:
        plain = key.rpartition(":")[2] if key.startswith(("txxx:", "----:")) else key.split(":")[0]
        if plain in ("fmps_rating", "fmps/rating", "rating", "rate", "wm/shareduserrating"):
            for text in raw.texts[key]:
                if (stars := text_stars(plain, text)) is not None:
                    return _half(stars)
    for email, number in raw.ratings:
        if number:
            return _half(popm_stars(email, number))
    return ""


def _half(stars: float) -> str:
    return str(min(10, max(1, round(2 * stars))))


def read(text: str) -> str:
    """What a person wrote, half stars or "3.5 stars" or "★★★½", as half stars; "" for none. Raises
    ``TagError`` for what is no rating."""
    plain = text.strip().lower()
    if plain and not plain.strip(_SIGNS + "½"):
        return _checked(2 * sum(map(plain.count, _SIGNS)) + plain.count("½"), text)
    for word in ("stars", "star"):
        if plain.endswith(word):
            try:
                return _checked(2 * float(plain.removesuffix(word).strip().replace(",", ".")), text)
            except ValueError:
                break
    if plain in ("", "none"):
        return ""
    return _checked(int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 4 else -1, text)


def _checked(half: float, text: str) -> str:
    if half != int(half) or not 0 <= half <= 10:
        raise TagError(
            tr("“{text}” is no rating", text=text[:40]),
            remedy=tr("write half stars, 0 to 10, or “3.5 stars”"),
        )
    return str(int(half)) if half else ""


def written(key: str, half: str, old: str = "") -> str:
    """The text of this key for a rating; ``old``: what it holds now, whose scale stays where it can."""
    number, plain = int(half), key.lower()
    if "fmps" in plain:
        return f"{number / 10:.1f}"
    if plain.endswith("shareduserrating"):
        return str(_SHARED[number])
    if plain.startswith("rating:"):  # a share, as Quod Libet writes it
        return f"{number / 10:.1f}"
    if old.strip() in ("1", "2", "3", "4", "5") and number % 2 == 0:  # stars
        return str(number // 2)
    return str(10 * number)


__all__ = ["half_stars", "popm_byte", "read", "written"]
