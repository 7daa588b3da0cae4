"""``organizer groups``: make groups, judge how many there should be, correct them, show them."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict

import numpy as np
import numpy.typing as npt

from organizer.base import atomic
from organizer.base.arrangement import Group, Grouping, Space
from organizer.base.errors import UsageError
from organizer.cli.terminal import job, note, print_json, print_table, say
from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import (
    exporting,
    group_advice,
    group_edits,
    group_labels,
    grouping,
    mapping,
    topping_up,
)


def groups(db: Database, options: argparse.Namespace) -> int:
    if options.judge:
        return _judge(db, options)
    corrected = _correct(db, options)
    if options.top_up:
        mapping.place_new(db)
        grouping.place_new(db)
        corrected = True
    made = maps.load_grouping(db) if corrected or options.show or _only_asks(options) else None
    if made is None and (corrected or options.show):
        made = group_edits.standing(db).grouping
    if made is None:
        with job("Grouping", unit="steps") as context:
            made = grouping.build_groups(
                context,
                db,
                method=options.method or "kmeans",
                k=options.k,
                seed=options.seed,
                space=space(options),
                sort_all=not options.keep_unsorted,
                smallest=options.min_size,
            )
    for topped in topping_up.top_up(db):
        if topped.added:
            note(f"{topped.added:,} songs added to the playlist “{topped.name}”")
        if topped.said:
            note(topped.said)
    said = group_advice.advice(made, sum(group.size for group in made.groups) + len(made.unsorted))
    if said is not None:
        note(said.on_the_command_line)
    if options.by or options.csv:
        _show_labels(db, options)
    else:
        _show(db, made, options, said)
    return 0


def _only_asks(options: argparse.Namespace) -> bool:
    """Whether a table of labels is asked for, and no other groups than those that stand."""
    asked_for = (
        options.method,
        options.k,
        options.features,
        options.query,
        options.pca,
        options.weights,
        options.min_size,
    )
    return bool(options.by or options.csv) and not any(asked_for)


def _show_labels(db: Database, options: argparse.Namespace) -> None:
    """The table of labels by groups, printed or as CSV."""
    by = int(options.sort) if options.sort.lstrip("-").isdigit() else options.sort
    found = group_labels.label_table(db, options.by or "genre").sorted_by(by)
    table, written = found.table, None
    if options.csv:
        written = os.path.abspath(options.csv)
        atomic.replace_file(written, exporting.write_csv(*group_labels.csv_rows(found)))
    of_label, of_group = table.of_label, table.of_group
    if options.json:
        rows = [
            {
                found.kind: label,
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
        named = [{"number": n, "name": name} for n, name in zip(table.groups, found.names, strict=True)]
        print_json({"by": found.kind, "groups": named, "labels": rows, "file": written})
        return
    cells = [
        (
            found.label(row),
            int(table.counts[row].sum()),
            *(
                f"{n:,} ({of_label[row, at]:.0%}, {of_group[row, at]:.0%})" if n else ""
                for at, n in enumerate(table.counts[row].tolist())
            ),
        )
        for row in range(len(table.labels))
    ]
    columns = (f"{group_labels.shown_columns(found)[at]}\t" for at in range(len(table.groups)))
    print_table((found.kind.capitalize(), "Songs\t", *columns), cells)
    note(f"songs (their share of the {found.kind}, their share of the group)")
    if written:
        say(f"written: {written}")


def space(options: argparse.Namespace) -> Space:
    """What the options say songs are compared by."""
    features = tuple(name.strip() for name in (options.features or "").split(",") if name.strip())
    weights = []
    for part in (options.weights or "").split(","):
        name, sign, value = part.partition("=")
        if part.strip():
            try:
                weights.append((name.strip(), float(value if sign else "")))
            except ValueError:
                raise UsageError(f"“{part}” is not a weight", remedy="write tempo=2,energy=0.5") from None
    axes_of_the_ear = options.pca and getattr(options, "method", None) != "hdbscan"
    if not features and (weights or axes_of_the_ear or options.scale != "standard"):
        raise UsageError("scale, pca and weights are for chosen features", remedy="name them with --features")
    return Space(features, options.scale, options.pca, tuple(weights), options.query)


def _correct(db: Database, options: argparse.Namespace) -> bool:
    """Do what a person wants otherwise about the standing groups."""
    for text in options.rename:
        number, sign, name = text.partition("=")
        if not sign or not number.strip().isdigit():
            raise UsageError(f"“{text}” is not a new name", remedy="write --rename 3=Sunday")
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
            raise UsageError(f"“{text}” is not a group", remedy="write --keep 3 or --keep 3=FILE.m3u8")
        topping_up.keep(db, int(number), file=file)
    for number in options.stop_keeping:
        topping_up.stop(db, number)
    if options.move:
        number, query = options.move
        if not number.isdigit():
            raise UsageError(f"“{number}” is not a group", remedy="write --move 3 QUERY")
        if not query.strip():
            raise UsageError("this means all songs", remedy="name those that are to be moved")
        ids = tracks.query(db, query)
        if not len(ids):
            raise UsageError("no song fits the query", remedy="see “organizer list”")
        group_edits.move(db, ids.tolist(), int(number))
    done = (
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


def _judge(db: Database, options: argparse.Namespace) -> int:
    with job("Judging", unit="numbers") as context:
        count = grouping.judge_counts(
            context, db, method=options.method or "kmeans", space=space(options), seed=options.seed
        )
    if options.json:
        print_json({**asdict(count), "sample": count.sample})
        return 0
    if count.sample:
        note(count.sample)
    judges = ("silhouette", "inertia", "davies_bouldin", "bic", "stability")
    print_table(
        ("Groups\t", *(f"{name.replace('_', '–').capitalize()}\t" for name in judges), ""),
        [
            (
                k,
                *(f"{values[at]:,.3f}" if (values := getattr(count, name)) else "" for name in judges),
                " ".join(
                    word
                    for word, here in (("proposed", k == count.proposal), ("elbow", k == count.elbow))
                    if here
                ),
            )
            for at, k in enumerate(count.tried)
        ],
    )
    return 0


def _show(
    db: Database, made: Grouping, options: argparse.Namespace, said: group_advice.Advice | None
) -> None:
    shown = [(group, tracks.get_many(db, group.typical)) for group in made.groups]
    grouped = sum(group.size for group in made.groups)
    quality = grouping.quality(db)
    ids, numbers = maps.labels(db)
    sure = maps.sureness(db, ids)
    means = {g.number: _mean(sure[numbers == g.number]) for g in made.groups}
    if options.json:
        print_json(
            {
                "method": made.method, "seed": made.seed, "k": len(made.groups), "songs": grouped,
                "space": asdict(made.space), "quality": quality,
                "noise": made.noise,
                "advice": said.text if said is not None else None,
                "try": [offer.option for offer in said.offers] if said is not None else [],
                "groups": [
                    {"number": g.number, "name": g.name, "size": g.size, "named": g.named,
                     "locked": g.locked, "playlist": g.playlist, "sureness": means[g.number],
                     "typical": [{"path": t.path, "label": t.label} for t in typical]}
                    for g, typical in shown
                ],
                "sureness": {
                    song.reference: round(value, 6)
                    for song, value in zip(tracks.get_many(db, ids), sure.tolist(), strict=True)
                    if value == value
                } if np.isfinite(sure).any() else None,
            }
        )  # fmt: skip
        return
    print_table(
        ("Group\t", "Songs\t", "Sure\t", "Name", "Typical songs"),
        [
            (
                g.number,
                g.size,
                "" if (mean := means[g.number]) is None else f"{mean:.0%}",
                _marked(g),
                " | ".join(t.label for t in typical[:3]),
            )
            for g, typical in shown
        ],
    )
    told = [f"{name} {value:z.3f}" for name, value in quality.items() if isinstance(value, float)]
    if told:
        note(f"{grouped:,} songs; " + ", ".join(told))


def _mean(sure: npt.NDArray[np.float64]) -> float | None:
    """How sure the songs of a group are of it on average; None where the method does not tell."""
    known = sure[np.isfinite(sure)]
    return round(float(known.mean()), 6) if len(known) else None


def _marked(group: Group) -> str:
    """The name of a group, with what a person did about it."""
    kept = f" (kept as “{group.playlist}”)" if group.playlist else ""
    return group.name + (" (locked)" if group.locked else "") + kept
