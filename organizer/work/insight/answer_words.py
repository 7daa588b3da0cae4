"""What the answers of lessons say of recordings and maps, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from organizer.base.language import number, plural, tr
from organizer.base.model import Track, clock

if TYPE_CHECKING:
    from organizer.analysis.structure.parts import Structure


def of_parts(song: Track, structure: Structure) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What returns in a recording, how that was found, and the figures: each part by its letter."""
    times: dict[str, list[float]] = {}
    lengths: dict[str, float] = {}
    for name, start, end in zip(structure.names, structure.starts, structure.ends, strict=True):
        times.setdefault(name, []).append(start)
        lengths[name] = lengths.get(name, 0.0) + end - start
    most = max(times, key=lambda name: (len(times[name]), lengths[name]))
    if len(times[most]) > 1:
        text = plural(
            "In “{song}” part {part} comes {n} time, at {times}: {share}% of it.",
            "In “{song}” part {part} comes {n} times, at {times}: {share}% of it.",
            len(times[most]),
            song=song.label,
            part=most,
            times=", ".join(clock(start) for start in times[most]),
            share=round(100 * lengths[most] / max(structure.duration, 1e-9)),
        )
    elif len(times) > 1:
        text = plural(
            "In “{song}” nothing returns: it has {n} part.",
            "In “{song}” nothing returns: its {n} parts are all different.",
            len(times),
            song=song.label,
        )
    else:
        text = tr(
            "“{song}” is one part from beginning to end: nothing in it changes enough.", song=song.label
        )
    n, length = len(structure.starts), clock(structure.duration)
    found = (
        plural(
            "{n} part was found in {length}, beat by beat.",
            "{n} parts were found in {length}, beat by beat.",
            n,
            length=length,
        )
        if structure.has_beat
        else plural("{n} part was found in {length}.", "{n} parts were found in {length}.", n, length=length)
    )
    why = tr(
        "Moments of the same letter are alike to the same other moments: that is what the clustering goes "
        "by. Select another song, and ask again."
    )
    return (
        text,
        f"{found} {why}",
        tuple(
            (
                tr("part {name}", name=name),
                tr("{times} ×, {seconds} s", times=len(starts), seconds=round(lengths[name])),
            )
            for name, starts in times.items()
        ),
    )


def of_map(torn: float, place: tuple[int, int], name: str, times: float) -> str:
    """Whether neighbours are alike on a map of which a share of songs is ``torn``, and where its highest wall
    runs: at this row and column, beside this name if it has one, so many times as high as usual."""
    share = round(100 * (1 - torn))
    verdict = (
        tr("Yes: for {share}% of the songs the two best cells lie side by side.", share=share)
        if torn < 0.1
        else tr("Mostly: for {share}% of the songs the two best cells lie side by side.", share=share)
        if torn < 0.25
        else tr("Not everywhere: for {share}% of the songs the two best cells lie side by side.", share=share)
    )
    values = {
        "row": place[0] + 1,
        "column": place[1] + 1,
        "times": number(times, 1),
    }
    wall = (
        tr(
            "The highest wall runs at row {row}, column {column}, beside “{name}”: there the next cell is "
            "{times} times as far as usual.",
            name=name,
            **values,
        )
        if name
        else tr(
            "The highest wall runs at row {row}, column {column}: there the next cell is {times} times as "
            "far as usual.",
            **values,
        )
    )
    return f"{verdict} {wall}"
