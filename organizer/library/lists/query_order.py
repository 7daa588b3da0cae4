"""``sort:`` and ``limit:`` of searches: in which order songs come, and how many of them.

    sort:plays  sort:-rating,plays  sort:random:7  sort:sound:jazz     "-": the largest first
    limit:25  limit:90min  limit:2GB  limit:2/artist  limit:25,90min   all of these bounds hold

Both are about the whole search: they stand outside of brackets, each once, wherever that is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from organizer.base.errors import printable
from organizer.base.folding import fold
from organizer.base.language import tr
from organizer.library.lists.query_grammar import Either, Every, Node, Not, Term, wrong

SORT, LIMIT = "sort", "limit"
RANDOM, LIKE = "random", "like"

#: Seconds and bytes of one of each unit.
_SECONDS = {"s": 1, "sec": 1, "min": 60, "h": 3600, "hour": 3600, "hours": 3600, "d": 86_400}
_BYTES = {"kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]*)")
_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2})")
_CAP = re.compile(r"(\d{1,6})\s*(?:/|per\s*)\s*(artist|album|genre)")
_SEED = re.compile(rf"{RANDOM}(?::(\d{{1,9}}))?")
_REMEDY = tr("write limit:25, limit:90min, limit:2GB or limit:2/artist, or several: limit:25,90min")
#: Another order of some, as people write it.
_ALSO = {
    "lastplayed": "last_played",
    "played": "plays",
    "year": "date",
    "length": "duration",
}


@dataclass(frozen=True, slots=True)
class Key:
    """What songs are sorted by: an order (``sorting.ORDERS``), "random" or "like"."""

    name: str
    down: bool = False
    seed: int = 0  #: of an order by chance: the same seed is the same order
    at: int = 0  #: of the field in the search, from 1

    @property
    def text(self) -> str:
        """As it is written behind ``sort:``."""
        seed = f":{self.seed}" if self.name == RANDOM else ""
        return f"{'-' if self.down else ''}{self.name}{seed}"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many songs at most; None: no bound."""

    songs: int | None = None
    seconds: float | None = None
    size: float | None = None  #: bytes
    caps: tuple[tuple[str, int], ...] = ()  #: of each artist, album or genre so many songs

    def __bool__(self) -> bool:
        return bool(self.caps) or any(bound is not None for bound in (self.songs, self.seconds, self.size))

    @property
    def text(self) -> str:
        """As it is written behind ``limit:``."""
        parts = [] if self.songs is None else [str(self.songs)]
        if self.seconds is not None:
            whole = self.seconds % 60 == 0
            parts.append(f"{self.seconds / 60:.0f}min" if whole else f"{_short(self.seconds)}s")
        if self.size is not None:
            unit = next(name for name in ("gb", "mb", "kb") if self.size >= _BYTES[name] or name == "kb")
            parts.append(f"{_short(self.size / _BYTES[unit])}{unit.upper()}")
        return ",".join([*parts, *(f"{most}/{of}" for of, most in self.caps)])


@dataclass(frozen=True, slots=True)
class Ordering:
    """The order of a search and its end; the order of the library and no end where it asks for none."""

    keys: tuple[Key, ...] = ()
    limit: Limit = Limit()

    def __bool__(self) -> bool:
        return bool(self.keys or self.limit)

    @property
    def text(self) -> str:
        """As it is written in a search."""
        parts = [f"{SORT}:" + ",".join(quoted(key.text) for key in self.keys)] if self.keys else []
        return " ".join([*parts, *([f"{LIMIT}:{self.limit.text}"] if self.limit else [])])


def _short(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


def quoted(text: str) -> str:
    """The name of an order as one value of a search."""
    return text if re.fullmatch(r"[\w:+&-]+", text) else f'"{text}"'


def taken_out(tree: Node | None) -> tuple[Node | None, Ordering]:
    """What a search asks of songs, and apart from it their order and its end. Raises ``UsageError``."""
    terms: list[Term] = []
    rest = _without(tree, terms, outside=True) if tree is not None else None
    keys: tuple[Key, ...] = ()
    limit = Limit()
    seen: set[str] = set()
    for term in terms:
        name = fold(term.field)
        if name in seen:
            raise wrong(
                tr("“{name}:” is there twice", name=name),
                term.at,
                tr("write it once, as in {example}", example=_example(name)),
            )
        seen.add(name)
        if name == SORT:
            keys = _keys(term)
        else:
            limit = _limit(term)
    return rest, Ordering(keys, limit)


def _example(name: str) -> str:
    return "sort:-rating,plays" if name == SORT else "limit:25,90min"


def _without(node: Node, terms: list[Term], *, outside: bool) -> Node | None:
    """The tree without the terms of this module, which are put into the list."""
    if isinstance(node, Term):
        if fold(node.field) not in (SORT, LIMIT):
            return node
        if not outside or node.inside:
            cause = tr("“{field}:” is about the whole search", field=node.field)
            raise wrong(cause, node.at, tr("write it outside of brackets, and without a minus"))
        terms.append(node)
        return None
    if isinstance(node, Not):
        _without(node.node, terms, outside=False)
        return node
    left = [one for each in node.nodes if (one := _without(each, terms, outside=outside)) is not None]
    if len(left) < 2:
        return left[0] if left else None
    return Every(tuple(left)) if isinstance(node, Every) else Either(tuple(left))


def _parts(term: Term) -> list[str]:
    """The values, those with commas taken apart."""
    parts = [value.text if value.quoted else fold(value.text) for value in term.values]
    return [part.strip() for text in parts for part in text.split(",") if part.strip()]


def _keys(term: Term) -> tuple[Key, ...]:
    keys = []
    for part in _parts(term):
        down = part.startswith("-")
        name = part[down:].strip()
        name = _ALSO.get(name, name)
        if chance := _SEED.fullmatch(name):
            keys.append(Key(RANDOM, seed=int(chance[1] or 0), at=term.at))
        else:
            keys.append(Key(name, down, at=term.at))
    if not keys:
        raise wrong(tr("“sort:” names no order"), term.at, tr("write sort:plays or sort:-rating"))
    return tuple(keys)


def _limit(term: Term) -> Limit:
    songs: int | None = None
    seconds = size = None
    caps: dict[str, int] = {}
    for part in _parts(term):
        text = fold(part)
        if cap := _CAP.fullmatch(text):
            caps[cap[2]] = int(cap[1])
            continue
        if clock := _CLOCK.fullmatch(text):
            seconds = 3600.0 * int(clock[1] or 0) + 60.0 * int(clock[2]) + int(clock[3])
            continue
        amount = _AMOUNT.fullmatch(text)
        unit = amount[2].removesuffix("s") if amount is not None and len(amount[2]) > 1 else ""
        unit = "min" if unit in ("minute", "min") else unit or (amount[2] if amount is not None else "")
        if amount is not None and unit in ("", "song") and float(amount[1]).is_integer():
            songs = int(float(amount[1]))
        elif amount is not None and unit in _SECONDS:
            seconds = float(amount[1]) * _SECONDS[unit]
        elif amount is not None and unit in _BYTES:
            size = float(amount[1]) * _BYTES[unit]
        else:
            raise wrong(tr("“limit:{part}” is no limit", part=printable(part)[:60]), term.at, _REMEDY)
    limit = Limit(songs, seconds, size, tuple(caps.items()))
    if not limit or 0 in (songs, seconds, size, *caps.values()):
        raise wrong(tr("a limit is a number over 0"), term.at, _REMEDY)
    return limit
