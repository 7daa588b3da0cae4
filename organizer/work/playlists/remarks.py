"""What to say of a list by rules: rules that could not be met and why, and what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from organizer.analysis.playing.order_figures import KeySteps, Near, RampError, largest_gap
from organizer.base.errors import printable
from organizer.base.model import IntArray, clock
from organizer.work.playlists.figures import Figures
from organizer.work.playlists.rule_songs import LEAST_RANGE, RuleSongs
from organizer.work.playlists.rules import Rules, Slope

#: A list may be off by so many seconds before it is said.
_OFF = 30.0
_UNITS = {"tempo": " BPM", "energy": ""}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Songs that are not in the list."""

    why: str
    songs: int


def songs_text(count: int) -> str:
    """ "1 song", "1,200 songs"."""
    return f"{count:,} song" if count == 1 else f"{count:,} songs"


def reasons(left_out: Iterable[LeftOut]) -> str:
    """Why songs are not in the list, in one line."""
    return ", ".join(f"{songs_text(one.songs)} ({one.why})" for one in left_out)


def of(
    songs: RuleSongs,
    rules: Rules,
    near: Mapping[str, Near],
    errors: Mapping[str, RampError],
    keys: KeySteps,
    order: IntArray,
    fixed: Collection[int],
) -> tuple[str, ...]:
    """Sentences without their full stops, the weightiest first."""
    said: list[str] = []
    if len(order) == 1:
        said.append("one song has no order")
    said += _apart(songs, rules, near, order)
    said += _long(songs, rules, order, fixed)
    for name, slope in (("tempo", rules.tempo), ("energy", rules.energy)):
        if slope is not None:
            said += _ramp(name, slope, songs, errors.get(name), order)
    if rules.keys and len(order) > 1:
        unknown = int(np.count_nonzero(songs.keys[order] < 0))
        if unknown:
            said.append(
                f"the key of {songs_text(unknown)} is not known or not sure: "
                "no step to or from them counts as fitting"
            )
    missing = int(np.count_nonzero(~songs.analyzed[order]))
    if missing and len(order) > 1:
        said.append(f"{songs_text(missing)} not analyzed yet: nobody knows what they sound like")
    return tuple(said)


def _apart(songs: RuleSongs, rules: Rules, near: Mapping[str, Near], order: IntArray) -> list[str]:
    said = []
    wanted = {"artist": rules.artist_gap, "album": rules.album_gap}
    for kind, gap in wanted.items():
        how = near.get(kind)
        if how is None or not how.pairs or how.closest is None:
            continue
        name, count = _most(songs, kind, order)
        possible = largest_gap(count, len(order))
        between = (
            "directly after each other" if how.closest == 0 else f"with {songs_text(how.closest)} between"
        )
        times = "once" if how.pairs == 1 else f"{how.pairs:,} times"
        if possible < gap:
            of_whom = f"by “{printable(name)}”" if kind == "artist" else f"from the album “{printable(name)}”"
            said.append(
                f"{count:,} of {songs_text(len(order))} are {of_whom}, which leaves {possible} between them "
                f"at most, not {gap}: the nearest come {between}"
            )
        else:
            said.append(
                f"{_an(kind)} comes again within {songs_text(gap)} {times}, the nearest {between}: "
                "the other rules, or fixed songs, left no better place"
            )
    copies = near.get("copies")
    if copies is not None and copies.closest is not None:
        said.append("a recording is in the list more than once: “no recording twice” leaves copies out")
    return said


def _an(kind: str) -> str:
    return f"an {kind}"


def _most(songs: RuleSongs, kind: str, order: IntArray) -> tuple[str, int]:
    """The artist or album with most songs in the list, as it is tagged, and how many these are."""
    rows = order.tolist()
    if kind == "album":
        albums, tagged = songs.columns.albums, songs.columns.album_names
        album, count = Counter(albums[row] for row in rows if albums[row]).most_common(1)[0]
        return next(tagged[row] for row in rows if albums[row] == album), count
    artists = Counter(name for row in rows for name in songs.columns.artists[row])
    name, count = artists.most_common(1)[0]
    return next(songs.columns.names[row] for row in rows if name in songs.columns.artists[row]), count


def _long(songs: RuleSongs, rules: Rules, order: IntArray, fixed: Collection[int]) -> list[str]:
    said = []
    known = songs.columns.seconds[order]
    unknown = int(np.count_nonzero(known <= 0))
    have = float(known.sum())
    if rules.count is not None and len(order) < rules.count:
        said.append(f"only {songs_text(len(order))} fit the rules, {rules.count:,} were asked for")
    if rules.count is not None and len(order) > rules.count:
        said.append(
            f"{songs_text(len(order))} must be in it, more than the {rules.count:,} that were asked for"
        )
    if rules.minutes is not None and not unknown:
        off = have - rules.minutes * 60.0
        everything = len(order) == len(songs.ids) or rules.count is not None
        if off < -_OFF and everything:
            whole = "all songs that fit" if rules.count is None else "these songs"
            said.append(f"{whole} together last {clock(have)}, {clock(-off)} less than was asked for")
        elif abs(off) > _OFF:
            more = "longer" if off > 0 else "shorter"
            why = ", since songs with a place in it are long" if off > 0 and fixed else ""
            said.append(f"the list lasts {clock(have)}, {clock(abs(off))} {more} than was asked for{why}")
    if rules.minutes is not None and unknown:
        said.append(f"nobody knows how long {songs_text(unknown)} of these are: they count as the others do")
    return said


def _ramp(name: str, slope: Slope, songs: RuleSongs, error: RampError | None, order: IntArray) -> list[str]:
    if error is None or error.mean is None:
        return [f"no song has a known {name}, so this rule could not be followed"]
    said = []
    if error.unknown:
        said.append(f"{songs_text(error.unknown)} without a known {name}: they stand where they sound right")
    values = (songs.columns.tempo if name == "tempo" else songs.columns.energy)[order]
    known = values[np.isfinite(values)]
    margin, unit = LEAST_RANGE[name], _UNITS[name]
    if slope.low is not None and known.min() > slope.low + margin:
        said.append(f"no song in it has less {name} than {_number(name, known.min())}{unit}")
    if slope.high is not None and known.max() < slope.high - margin:
        said.append(f"no song in it has more {name} than {_number(name, known.max())}{unit}")
    if len(known) > 1 and np.ptp(known) < margin / 4:
        said.append(f"all songs have about the same {name}: it cannot change along the list")
    return said


def _number(name: str, value: float) -> str:
    return f"{value:.0f}" if name == "tempo" else f"{value:.2f}"


def lines(after: Figures, before: Figures | None = None) -> list[str]:
    """What a list is like in a few lines, beside what it was like before."""
    keys, were = after.keys, before.keys if before is not None else None
    steps = keys.fit + keys.clash + keys.unknown
    told = []
    if steps:
        unknown = f", {keys.unknown:,} unknown" if keys.unknown else ""
        told.append(f"keys: {keys.fit:,} of {steps:,} steps fit{_was(_share(were))}{unknown}")
    for name, error in after.errors.items():
        if error.mean is None:
            continue
        old = before.errors.get(name) if before is not None else None
        was = _was(_number_of(name, old.mean) if old is not None and old.mean is not None else "")
        told.append(f"{name}: {_number_of(name, error.mean)} off the line on average{was}")
    if after.step is not None:
        was = _was(f"{before.step:.0%}" if before is not None and before.step is not None else "")
        told.append(f"sound: steps of {after.step:.0%} of what two songs are usually apart{was}")
    return told


def _share(keys: KeySteps | None) -> str:
    if keys is None or keys.share is None:
        return ""
    return f"{keys.fit:,} of {keys.fit + keys.clash + keys.unknown:,}"


def _was(text: str) -> str:
    return f" (before: {text})" if text else ""


def _number_of(name: str, value: float) -> str:
    return f"{value:.1f} BPM" if name == "tempo" else f"{value:.2f}"


def ends(values: Sequence[float]) -> list[str]:
    """How a number goes along a list, in words: for who does not see the picture."""
    known = [value for value in values if value == value]
    if not known:
        return ["no song has it"]
    digits = 0 if max(known) > 2 else 2
    first, most, last = (f"{value:.{digits}f}" for value in (known[0], max(known), known[-1]))
    return [f"begins with {first}", f"at most {most}", f"ends with {last}"]
