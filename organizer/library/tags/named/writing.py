"""What an edit of a field makes of the keys that hold it, in tags of keys and texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from organizer.base.model import TagValue, values_of
from organizer.library.tags.named import ratings
from organizer.library.tags.named.keys import APE, ASF, KEYS, MP4, VORBIS, keys_of

#: (keys that hold the same, their new values); no values: they go.
Part = tuple[tuple[str, ...], tuple[str, ...]]

#: What players read, beside what is exact: written together where a file has no rating.
_RATINGS = {
    VORBIS: ("fmps_rating", "rating"),
    APE: ("FMPS_RATING", "RATING"),
    MP4: (KEYS[MP4]["rating"][0], "rate"),
    ASF: KEYS[ASF]["rating"],
}


def parts(kind: str, name: str, value: TagValue, present: Mapping[str, Sequence[str]]) -> list[Part]:
    """What is written for a field. ``present``: what the tag holds now, by keys in small letters."""
    keys, texts = keys_of(kind, name), values_of(value)
    if name == "rating":
        return _rating_parts(kind, texts, present)
    result: list[Part] = [(keys, texts)]
    if name == "performer":  # with their parts in the names of keys
        result += [((key,), ()) for key in present if key.startswith("performer:")]
    return result


def _rating_parts(kind: str, texts: tuple[str, ...], present: Mapping[str, Sequence[str]]) -> list[Part]:
    known = dict.fromkeys((*KEYS[kind]["rating"], *(key for key in present if key.startswith("rating:"))))
    if not texts:
        return [((key,), ()) for key in known]
    keys = [key for key in known if key in _RATINGS[kind] or key.lower() in present]
    return [
        ((key,), (ratings.written(key, texts[0], next(iter(present.get(key.lower(), ())), "")),))
        for key in keys
    ]
