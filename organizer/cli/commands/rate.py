"""``organizer rate``: stars for songs; ``plays``: what was played most, and how often."""

from __future__ import annotations

import numpy as np

from organizer.base.errors import UsageError
from organizer.base.language import plural, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import selected
from organizer.cli.terminal import job, moment, print_json, print_table, right, row_of, say, song
from organizer.library import tracks
from organizer.library.plays import records, stars
from organizer.work.playing import plays

_SONGS_SHOWN = 10


def _rate(options: Options) -> int:
    rating = stars.parse(options.stars)
    with open_library(options) as db:
        ids = selected(db, options)
        if not len(ids):
            raise UsageError(tr("no song fits the query"), remedy=tr("see “organizer list”"))
        before = records.ratings(db, ids)
        changed = sum(was != rating for was in before.values())
        shown = tracks.get_many(db, ids if options.json else ids[:_SONGS_SHOWN])
        if not options.dry_run:
            records.set_rating(db, ids.tolist(), rating)
            with job(tr("Recognizing rated songs")) as context:
                plays.settle(context, db, only=set(ids.tolist()))
    if options.json:
        new = None if rating is None else rating / 2
        songs = [
            {"id": one.id, "path": one.reference, "before": _stars(before[one.id]), "rating": new}
            for one in shown
        ]
        print_json({"songs": songs, "changed": 0 if options.dry_run else changed})
        return 0
    print_table((tr("Song"), tr("Before")), [(one.label, stars.text(before[one.id])) for one in shown])
    if len(ids) > len(shown):
        say(tr("… and {n} more", n=len(ids) - len(shown)))
    if options.dry_run:
        say(
            plural(
                "{n} song would get {stars}; nothing was changed",
                "{n} songs would get {stars}; nothing was changed",
                len(ids),
                stars=stars.text(rating),
            )
        )
    else:
        say(
            plural(
                "{n} song: {stars} ({changed} changed)",
                "{n} songs: {stars} ({changed} changed)",
                len(ids),
                stars=stars.text(rating),
                changed=changed,
            )
        )
    return 0


def _plays(options: Options) -> int:
    with open_library(options) as db:
        known = records.load(db)
        played = np.flatnonzero(known.plays > 0)
        played = played[np.lexsort((-np.nan_to_num(known.last_played[played]), -known.plays[played]))]
        top = tracks.get_many(db, known.ids[played[: options.limit]].tolist())
    rated = known.rating[~np.isnan(known.rating)]
    counts = {f"{half / 2:g}": int((rated == half).sum()) for half in range(11) if (rated == half).any()}
    totals = {
        "songs": len(known.ids),
        "played": len(played),
        "plays": int(known.plays.sum()),
        "skips": int(known.skips.sum()),
        "rated": len(rated),
        "ratings": counts,
    }
    if options.json:
        print_json({**totals, "most_played": [song(one) for one in top]})
        return 0
    if top:
        print_table(
            (right(tr("Plays")), right(tr("Skips")), tr("Last played"), tr("Rating"), tr("Song")),
            [(t.plays, t.skips, moment(t.last_played), _shown(t.rating), t.label) for t in top],
        )
    facts = (
        tr(
            "{n} of {songs} were played", n=len(played), songs=plural("{n} song", "{n} songs", len(known.ids))
        ),
        plural("{n} time in all", "{n} times in all", int(known.plays.sum())),
        plural("{n} time skipped", "{n} times skipped", int(known.skips.sum())),
        tr("{n} rated", n=len(rated)),
    )
    say(row_of(facts))
    return 0


def _stars(rating: int | None) -> float | None:
    return None if rating is None else rating / 2


def _shown(rating: int | None) -> str:
    return "" if rating is None else stars.text(rating)


COMMANDS = {"rate": _rate, "plays": _plays}
