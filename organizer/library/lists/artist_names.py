"""Who made a song, so that one artist is one however a tag spells it.

"The Beatles", "Beatles" and "beatles" are one; "Ada feat. Bob" are Ada and Bob. Names that stand for no one
in particular, such as "Various Artists", name nobody.
"""

from __future__ import annotations

import re
from functools import lru_cache

from organizer.base.folding import SEPARATOR, fold

_GUESTS = re.compile(r"\s*[(\[]?\b(?:feat|ft|featuring)\b\.?\s+|\s+(?:&|vs\.?)\s+|\s*;\s*|\s+/\s+")
_ARTICLE = re.compile(r"^(?:the|die|les|los|las)\s+(?=\S)")
_SIGNS = re.compile(r"[^\w\s]+")
_NOBODY = frozenset(
    {"", "various", "various artists", "va", "v a", "unknown", "unknown artist", "artist", "diverse", "n a"}
)


@lru_cache(maxsize=8192)
def artists_of(text: str) -> tuple[str, ...]:
    """The artists of a tag, each as it is compared; none where it names nobody."""
    names = []
    for value in text.split(SEPARATOR):
        for part in _GUESTS.split(fold(value)):
            plain = " ".join(_SIGNS.sub(" ", part).split()) or part.strip()
            name = _ARTICLE.sub("", plain)
            if plain not in _NOBODY and name not in names:
                names.append(name)
    return tuple(names)
