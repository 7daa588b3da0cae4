"""``organizer groups``: make groups, judge how many there should be, correct them, show them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import numpy.typing as npt

from organizer.base import atomic
from organizer.base.arrangement import Group, Grouping, Wish
from organizer.base.errors import UsageError
from organizer.base.language import number, plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import space
from organizer.cli.terminal import job, note, print_json, print_table, right, row_of, say
from organizer.cli.topping_up import top_up
from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import (
    exporting,
    group_advice,
    group_edits,
    group_labels,
    grouping,
    mapping,
    proposing,
    topping_up,
)
from organizer.work.arranging.regrouping import Change
from organizer.work.intake.settling import HINT


def _run(options: Options) -> int:
    with open_library(options) as db:
        return _judge(db, options) if options.judge else _make(db, options)


def _make(db: Database, options: Options) -> int:
    if options.proposed or options.dry_run:
        return _show_proposal(db, options)
    corrected = _correct(db, options)
    if options.top_up:
        mapping.place_new(db)
        grouping.place_new(db)
        corrected = True
    made, change = _current(db, options, corrected=corrected), None
    if made is None:
        made, change = _cluster(db, options)
    top_up(db)
    advice = group_advice.advice(made, sum(group.size for group in made.groups) + len(made.unsorted))
    if advice is not None:
        note(advice.on_the_command_line)
    if options.by or options.csv:
        _show_labels(db, options)
    else:
        _show(db, made, options, advice, change)
    if maps.proposal_waits(db) and (waiting := proposing.change(db)) is not None:
        note(tr("other groups are proposed: {summary} {hint}", summary=waiting.summary, hint=HINT))
    return 0


def _show_proposal(db: Database, options: Options) -> int:
    """The groups that wait, or that would be made, beside the current ones."""
    if options.proposed:
        change = proposing.change(db)
        if change is None:
            raise UsageError(
                tr("no other groups are proposed"), remedy=tr("see “organizer groups --dry-run”")
            )
    else:
        with job(tr("Grouping"), unit="steps") as context:
            change = proposing.tried(context, db, _wish(options))
    if options.json:
        print_json(_change_json(change))
        return 0
    print_table(
        (tr("Now"), right(tr("Songs")), tr("Then"), right(tr("Songs")), tr("What becomes of it")),
        [
            (
                *((fate.now.name, fate.now.size) if fate.now is not None else ("", "")),
                *((fate.then.name, fate.then.size) if fate.then is not None else ("", "")),
                fate.text,
            )
            for fate in change.fates
        ],
    )
    for text in (*change.playlists, change.summary):
        note(text)
    return 0


def _change_json(change: Change) -> dict[str, object]:
    def side(group: Group | None) -> dict[str, object] | None:
        return None if group is None else {"number": group.number, "name": group.name, "size": group.size}

    return {
        "summary": change.summary,
        "songs": change.songs,
        "moved": change.moved,
        "joined": change.joined,
        "groups": [
            {"before": side(fate.now), "after": side(fate.then), "text": fate.text} for fate in change.fates
        ],
        "playlists": list(change.playlists),
    }


def _wish(options: Options) -> Wish:
    return Wish(
        options.method or "kmeans",
        options.k,
        space(options),
        options.seed,
        not options.keep_unsorted,
        options.min_size,
    )


def _current(db: Database, options: Options, *, corrected: bool) -> Grouping | None:
    """The groups that there are, where they are to be shown; None where new ones are to be made."""
    if not (corrected or options.show or _only_shows(options)):
        return None
    current = maps.load_grouping(db)
    if current is None and (corrected or options.show):
        return group_edits.current(db).grouping  # which raises: there are none
    return current


def _cluster(db: Database, options: Options) -> tuple[Grouping, Change]:
    """Groups as asked for, and what changed by them."""
    with job(tr("Grouping"), unit="steps") as context:
        change, made = proposing.propose(context, db, _wish(options))
        return made or proposing.take(db), change


def _only_shows(options: Options) -> bool:
    """Whether a table of labels is requested, and no other groups than the current ones."""
    requested = (
        options.method,
        options.k,
        options.features,
        options.query,
        options.pca,
        options.weights,
        options.min_size,
    )
    return bool(options.by or options.csv) and not any(requested)


def _show_labels(db: Database, options: Options) -> None:
    """The table of labels by groups, printed or as CSV."""
    by = int(options.sort) if options.sort.lstrip("-").isdigit() else options.sort
    labelled = group_labels.label_table(db, options.by or "genre").sorted_by(by)
    table, written = labelled.table, None
    if options.csv:
        written = os.path.abspath(options.csv)
        atomic.replace_file(written, exporting.write_csv(*group_labels.csv_rows(labelled)))
    of_label, of_group = table.of_label, table.of_group
    if options.json:
        rows = [
            {
                labelled.kind: label,
                "songs": int(counts.sum()),
                "groups": [
                    {
                        "number": number,
                        "songs": int(n),
                        "of_label": round(float(a), 6),
                        "of_group": round(float(b), 6),
                    }
                    for number, n, a, b in zip(table.groups, counts, shares, parts, strict=True)
                ],
            }
            for label, counts, shares, parts in zip(
                table.labels, table.counts, of_label, of_group, strict=True
            )
        ]
        named = [{"number": n, "name": name} for n, name in zip(table.groups, labelled.names, strict=True)]
        print_json({"by": labelled.kind, "groups": named, "labels": rows, "file": written})
        return
    cells = [
        (
            labelled.label(row),
            int(table.counts[row].sum()),
            *(
                _shares(n, float(of_label[row, at]), float(of_group[row, at])) if n else ""
                for at, n in enumerate(table.counts[row].tolist())
            ),
        )
        for row in range(len(table.labels))
    ]
    columns = (f"{group_labels.shown_columns(labelled)[at]}\t" for at in range(len(table.groups)))
    print_table((labelled.kind.capitalize(), right(tr("Songs")), *columns), cells)
    note(tr("songs (their share of the {kind}, their share of the group)", kind=labelled.kind))
    if written:
        say(tr("written: {written}", written=written))


def _shares(songs: int, of_label: float, of_group: float) -> str:
    return f"{number(songs)} ({number(100 * of_label, 0)}%, {number(100 * of_group, 0)}%)"


def _correct(db: Database, options: Options) -> bool:
    """Do what a person wants otherwise about the current groups. Whether there was anything."""
    for text in options.rename:
        number, sign, name = text.partition("=")
        if not sign or not number.strip().isdigit():
            raise UsageError(
                tr("“{text}” is not a new name", text=text), remedy=tr("write --rename 3=Sunday")
            )
        group_edits.rename(db, int(number), name)
    if options.merge:
        group_edits.merge(db, options.merge)
    for number in options.split:
        group_edits.split(db, number, k=options.k or 2, seed=options.seed)
    for number in options.lock:
        group_edits.lock(db, number)
    for number in options.unlock:
        group_edits.lock(db, number, False)
    for text in options.keep:
        number, _, file = text.partition("=")
        if not number.strip().isdigit():
            raise UsageError(
                tr("“{text}” is not a group", text=text), remedy=tr("write --keep 3 or --keep 3=FILE.m3u8")
            )
        topping_up.link(db, int(number), file=file)
    for number in options.stop_keeping:
        topping_up.unlink(db, number)
    if options.move:
        number, query = options.move
        if not number.isdigit():
            raise UsageError(
                tr("“{number}” is not a group", number=number), remedy=tr("write --move 3 QUERY")
            )
        if not query.strip():
            raise UsageError(tr("this means all songs"), remedy=tr("name those that are to be moved"))
        ids = tracks.query(db, query)
        if not len(ids):
            raise UsageError(tr("no song fits the query"), remedy=tr("see “organizer list”"))
        group_edits.move(db, ids.tolist(), int(number))
    if options.take:
        proposing.take(db)
    if options.leave:
        proposing.leave(db)
    done = (
        options.take,
        options.leave,
        options.rename,
        options.merge,
        options.split,
        options.lock,
        options.unlock,
        options.move,
        options.keep,
        options.stop_keeping,
    )
    return any(done)


_JUDGES = {
    "silhouette": tr("Silhouette"),
    "inertia": tr("Inertia"),
    "davies_bouldin": tr("Davies–Bouldin"),
    "bic": tr("BIC"),
    "stability": tr("Stability"),
}


def _judge(db: Database, options: Options) -> int:
    with job(tr("Judging"), unit="numbers") as context:
        count = grouping.judge_counts(
            context, db, method=options.method or "kmeans", space=space(options), seed=options.seed
        )
    if options.json:
        print_json({**asdict(count), "sample": count.sample, "note": count.note})
        return 0
    for remark in filter(
        None, (count.sample, tr("proposed: {numbers}", numbers=count.note) if count.note else "")
    ):
        note(remark)
    judges = tuple(_JUDGES)
    print_table(
        (right(tr("Groups")), *(right(_JUDGES[name]) for name in judges), ""),
        [
            (
                k,
                *(number(values[at], 3) if (values := getattr(count, name)) else "" for name in judges),
                " ".join(
                    word
                    for word, here in ((tr("proposed"), k == count.proposal), (tr("elbow"), k == count.elbow))
                    if here
                ),
            )
            for at, k in enumerate(count.tried)
        ],
    )
    return 0


def _show(
    db: Database,
    made: Grouping,
    options: Options,
    advice: group_advice.Advice | None,
    change: Change | None,
) -> None:
    shown = [(group, tracks.get_many(db, group.typical)) for group in made.groups]
    grouped = sum(group.size for group in made.groups)
    quality = grouping.quality(db)
    ids, numbers = maps.labels(db)
    sure = maps.sureness(db, ids)
    means = {g.number: _mean(sure[numbers == g.number]) for g in made.groups}
    if options.json:
        print_json(_json(db, made, advice, quality, means))
        return
    print_table(
        (right(tr("Group")), right(tr("Songs")), right(tr("Sure")), tr("Name"), tr("Typical songs")),
        [
            (
                g.number,
                g.size,
                "" if (mean := means[g.number]) is None else f"{number(100 * mean, 0)}%",
                _marked(g),
                " | ".join(t.label for t in typical[:3]),
            )
            for g, typical in shown
        ],
    )
    if change is not None and not change.nothing:
        note(change.summary)
    figures = [
        f"{name} {number(round(value, 3) + 0.0, 3)}"
        for name, value in quality.items()
        if isinstance(value, float)
    ]
    if figures:
        songs = plural("{n} song", "{n} songs", grouped)
        note(tr("{songs}; {figures}", songs=songs, figures=row_of(figures)))


def _json(
    db: Database,
    made: Grouping,
    advice: group_advice.Advice | None,
    quality: Mapping[str, object],
    means: Mapping[int, float | None],
) -> dict[str, object]:
    """The groups as one JSON document."""
    ids = maps.labels(db)[0]
    sure = maps.sureness(db, ids)
    return {
        "method": made.method,
        "seed": made.seed,
        "k": len(made.groups),
        "songs": sum(group.size for group in made.groups),
        "space": asdict(made.space),
        "quality": quality,
        "noise": made.noise,
        "advice": advice.text if advice is not None else None,
        "try": [offer.option for offer in advice.offers] if advice is not None else [],
        "groups": [
            {
                "number": g.number,
                "name": g.name,
                "size": g.size,
                "named": g.named,
                "locked": g.locked,
                "playlist": g.playlist,
                "sureness": means[g.number],
                "typical": [{"path": t.path, "label": t.label} for t in typical],
            }
            for g, typical in ((g, tracks.get_many(db, g.typical)) for g in made.groups)
        ],
        "sureness": {
            song.reference: round(value, 6)
            for song, value in zip(tracks.get_many(db, ids), sure.tolist(), strict=True)
            if value == value
        }
        if np.isfinite(sure).any()
        else None,
    }


def _mean(sure: npt.NDArray[np.float64]) -> float | None:
    """How sure the songs of a group are of it on average; None where the method gives none."""
    finite = sure[np.isfinite(sure)]
    return round(float(finite.mean()), 6) if len(finite) else None


def _marked(group: Group) -> str:
    """The name of a group, with what a person did about it."""
    name = group.name
    if group.locked:
        name = tr("{group} (locked)", group=name)
    return (
        tr("{group} (kept as “{playlist}”)", group=name, playlist=group.playlist) if group.playlist else name
    )


COMMANDS = {"groups": _run}
