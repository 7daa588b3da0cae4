"""What to say of a list by rules: rules that could not be met and why, and what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from organizer.analysis.playing.order_figures import KeySteps, Near, RampError, largest_gap
from organizer.base.errors import printable
from organizer.base.language import listing, number, plural, tr
from organizer.base.model import IntArray, clock
from organizer.work.playlists.figures import Figures
from organizer.work.playlists.rule_songs import LEAST_RANGE, RuleSongs
from organizer.work.playlists.rules import Rules, Slope

#: A list may be off by so many seconds before it is said.
_OFF = 30.0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Songs that are not in the list."""

    why: str
    songs: int


def songs_text(count: int) -> str:
    """ "1 song", "1,200 songs"."""
    return plural("{n} song", "{n} songs", count)


def reasons(left_out: Iterable[LeftOut]) -> str:
    """Why songs are not in the list, in one line."""
    return listing(
        [plural("{n} song ({reason})", "{n} songs ({reason})", one.songs, reason=one.why) for one in left_out]
    )


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
        said.append(tr("one song has no order"))
    said += _apart(songs, rules, near, order)
    said += _long(songs, rules, order, fixed)
    for name, slope in (("tempo", rules.tempo), ("energy", rules.energy)):
        if slope is not None:
            said += _ramp(name, slope, songs, errors.get(name), order)
    if rules.keys and len(order) > 1:
        unknown = int(np.count_nonzero(songs.keys[order] < 0))
        if unknown:
            said.append(
                plural(
                    "the key of {n} song is not known or not sure: no step to or from it counts as fitting",
                    "the key of {n} songs is not known or not sure: no step to or from them counts as "
                    "fitting",
                    unknown,
                )
            )
    missing = int(np.count_nonzero(~songs.analyzed[order]))
    if missing and len(order) > 1:
        said.append(
            plural(
                "{n} song not analyzed yet: nobody knows what it sounds like",
                "{n} songs not analyzed yet: nobody knows what they sound like",
                missing,
            )
        )
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
        if possible < gap:
            said.append(_crowded(kind, printable(name), count, len(order), possible, gap, how.closest))
        else:
            said.append(_again(kind, gap, how.pairs, how.closest))
    copies = near.get("copies")
    if copies is not None and copies.closest is not None:
        said.append(tr("a recording is in the list more than once: “no recording twice” leaves copies out"))
    return said


def _crowded(kind: str, name: str, count: int, songs: int, possible: int, gap: int, closest: int) -> str:
    """That the songs of one artist or album are too many for the gap that was asked for."""
    values = {"many": count, "songs": songs, "name": name, "possible": possible, "gap": gap}
    if kind == "artist":
        return (
            plural(
                "{many} of {songs} songs are by “{name}”, which leaves {possible} between them at most, not "
                "{gap}: the nearest come with {n} song between",
                "{many} of {songs} songs are by “{name}”, which leaves {possible} between them at most, not "
                "{gap}: the nearest come with {n} songs between",
                closest,
                **values,
            )
            if closest
            else tr(
                "{many} of {songs} songs are by “{name}”, which leaves {possible} between them at most, not "
                "{gap}: the nearest come directly after each other",
                **values,
            )
        )
    return (
        plural(
            "{many} of {songs} songs are from the album “{name}”, which leaves {possible} between them at "
            "most, not {gap}: the nearest come with {n} song between",
            "{many} of {songs} songs are from the album “{name}”, which leaves {possible} between them at "
            "most, not {gap}: the nearest come with {n} songs between",
            closest,
            **values,
        )
        if closest
        else tr(
            "{many} of {songs} songs are from the album “{name}”, which leaves {possible} between them at "
            "most, not {gap}: the nearest come directly after each other",
            **values,
        )
    )


def _again(kind: str, gap: int, times: int, closest: int) -> str:
    """That an artist or album comes again within the gap that was asked for."""
    values = {"gap": songs_text(gap), "nearest": songs_text(closest)}
    if kind == "artist":
        return (
            plural(
                "an artist comes again within {gap} once, the nearest with {nearest} between: the other "
                "rules, or fixed songs, left no better place",
                "an artist comes again within {gap} {n} times, the nearest with {nearest} between: the other "
                "rules, or fixed songs, left no better place",
                times,
                **values,
            )
            if closest
            else plural(
                "an artist comes again within {gap} once, the nearest directly after each other: the other "
                "rules, or fixed songs, left no better place",
                "an artist comes again within {gap} {n} times, the nearest directly after each other: the "
                "other rules, or fixed songs, left no better place",
                times,
                gap=songs_text(gap),
            )
        )
    return (
        plural(
            "an album comes again within {gap} once, the nearest with {nearest} between: the other rules, or "
            "fixed songs, left no better place",
            "an album comes again within {gap} {n} times, the nearest with {nearest} between: the other "
            "rules, or fixed songs, left no better place",
            times,
            **values,
        )
        if closest
        else plural(
            "an album comes again within {gap} once, the nearest directly after each other: the other rules, "
            "or fixed songs, left no better place",
            "an album comes again within {gap} {n} times, the nearest directly after each other: the other "
            "rules, or fixed songs, left no better place",
            times,
            gap=songs_text(gap),
        )
    )


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
        said.append(
            plural(
                "only {n} song fits the rules, {wanted} were asked for",
                "only {n} songs fit the rules, {wanted} were asked for",
                len(order),
                wanted=rules.count,
            )
        )
    if rules.count is not None and len(order) > rules.count:
        said.append(
            plural(
                "{n} song must be in it, more than the {wanted} that were asked for",
                "{n} songs must be in it, more than the {wanted} that were asked for",
                len(order),
                wanted=rules.count,
            )
        )
    if rules.minutes is not None and not unknown:
        off = have - rules.minutes * 60.0
        everything = len(order) == len(songs.ids) or rules.count is not None
        if off < -_OFF and everything:
            values = {"length": clock(have), "less": clock(-off)}
            said.append(
                tr("all songs that fit together last {length}, {less} less than was asked for", **values)
                if rules.count is None
                else tr("these songs together last {length}, {less} less than was asked for", **values)
            )
        elif abs(off) > _OFF:
            said.append(_off_by(have, off, is_fixed=bool(fixed)))
    if rules.minutes is not None and unknown:
        said.append(
            plural(
                "nobody knows how long {n} song of these is: it counts as the others do",
                "nobody knows how long {n} songs of these are: they count as the others do",
                unknown,
            )
        )
    return said


def _off_by(have: float, off: float, *, is_fixed: bool) -> str:
    values = {"length": clock(have), "off": clock(abs(off))}
    if off <= 0:
        return tr("the list lasts {length}, {off} shorter than was asked for", **values)
    if is_fixed:
        return tr(
            "the list lasts {length}, {off} longer than was asked for, since songs with a place in it are "
            "long",
            **values,
        )
    return tr("the list lasts {length}, {off} longer than was asked for", **values)


def _ramp(name: str, slope: Slope, songs: RuleSongs, error: RampError | None, order: IntArray) -> list[str]:
    is_tempo = name == "tempo"
    if error is None or error.mean is None:
        return [
            tr("no song has a known tempo, so this rule could not be followed")
            if is_tempo
            else tr("no song has a known energy, so this rule could not be followed")
        ]
    said = []
    if error.unknown:
        said.append(
            plural(
                "{n} song without a known tempo: it stands where it sounds right",
                "{n} songs without a known tempo: they stand where they sound right",
                error.unknown,
            )
            if is_tempo
            else plural(
                "{n} song without a known energy: it stands where it sounds right",
                "{n} songs without a known energy: they stand where they sound right",
                error.unknown,
            )
        )
    values = (songs.columns.tempo if is_tempo else songs.columns.energy)[order]
    known = values[np.isfinite(values)]
    margin = LEAST_RANGE[name]
    if slope.low is not None and known.min() > slope.low + margin:
        least = _number(name, known.min())
        said.append(
            tr("no song in it has less tempo than {value} BPM", value=least)
            if is_tempo
            else tr("no song in it has less energy than {value}", value=least)
        )
    if slope.high is not None and known.max() < slope.high - margin:
        most = _number(name, known.max())
        said.append(
            tr("no song in it has more tempo than {value} BPM", value=most)
            if is_tempo
            else tr("no song in it has more energy than {value}", value=most)
        )
    if len(known) > 1 and np.ptp(known) < margin / 4:
        said.append(
            tr("all songs have about the same tempo: it cannot change along the list")
            if is_tempo
            else tr("all songs have about the same energy: it cannot change along the list")
        )
    return said


def _number(name: str, value: float) -> str:
    return number(float(value), 0 if name == "tempo" else 2)


def lines(after: Figures, before: Figures | None = None) -> list[str]:
    """What a list is like in a few lines, beside what it was like before."""
    keys, were = after.keys, before.keys if before is not None else None
    steps = keys.fit + keys.clash + keys.unknown
    told = []
    if steps:
        told.append(_told(tr("keys: {fit} of {steps} steps fit", fit=keys.fit, steps=steps), _share(were)))
        if keys.unknown:
            told[-1] += f", {plural('{n} unknown', '{n} unknown', keys.unknown)}"
    for name, error in after.errors.items():
        if error.mean is None:
            continue
        old = before.errors.get(name) if before is not None else None
        was = _number_of(name, old.mean) if old is not None and old.mean is not None else ""
        told.append(_told(_off_the_line(name, error.mean), was))
    if after.step is not None:
        was = _percent(before.step) if before is not None and before.step is not None else ""
        step = _percent(after.step)
        told.append(_told(tr("sound: steps of {share} of what two songs are usually apart", share=step), was))
    return told


def _told(text: str, was: str) -> str:
    return f"{text} {tr('(before: {value})', value=was)}" if was else text


def _off_the_line(name: str, mean: float) -> str:
    value = _number_of(name, mean)
    if name == "tempo":
        return tr("tempo: {value} off the line on average", value=value)
    return tr("energy: {value} off the line on average", value=value)


def _percent(share: float) -> str:
    return tr("{share}%", share=round(100 * share))


def _share(keys: KeySteps | None) -> str:
    if keys is None or keys.share is None:
        return ""
    return tr("{fit} of {steps}", fit=keys.fit, steps=keys.fit + keys.clash + keys.unknown)


def _number_of(name: str, value: float) -> str:
    return tr("{tempo} BPM", tempo=number(value, 1)) if name == "tempo" else number(value, 2)


def ends(values: Sequence[float]) -> list[str]:
    """How a number goes along a list, in words: for who does not see the picture."""
    known = [value for value in values if value == value]
    if not known:
        return [tr("no song has it")]
    digits = 0 if max(known) > 2 else 2
    first, most, last = (number(value, digits) for value in (known[0], max(known), known[-1]))
    return [
        tr("begins with {value}", value=first),
        tr("at most {value}", value=most),
        tr("ends with {value}", value=last),
    ]
