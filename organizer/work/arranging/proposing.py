"""Proposals of other groups: made when a person asks, or when the map was built again; taken or left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from organizer.base.arrangement import Grouping, Proposal, Wish
from organizer.base.errors import UsageError
from organizer.base.language import tr
from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.work.analysis.embedding import looked_up
from organizer.work.arranging import grouping, place_names, regrouping
from organizer.work.arranging.current_groups import current_state
from organizer.work.arranging.grouping import Points
from organizer.work.arranging.regrouping import Change
from organizer.work.jobs import JobContext

#: A proposal that a person left is made again when there are this many times as many songs.
_MORE_SONGS = 1.1


def propose(context: JobContext, db: Database, wish: Wish) -> tuple[Change, Grouping | None]:
    """Groups as asked for, beside the current ones: what they would change.

    They wait to be taken or left; where nobody loses anything by them, they are made at once and given back:
    there were none, or no song moves.
    """
    songs, proposal = grouping.propose(context, db, wish)
    after = regrouping.outcome(db, songs.ids, songs.matrix, proposal)
    was = maps.load_grouping(db)
    there = was is not None and bool(was.groups)
    change = regrouping.compare(current_state(db) if there else None, after)
    if change.nothing or not there:
        regrouping.store(db, songs.ids, after)
        return change, after.grouping
    context.check_cancelled()
    maps.save_proposal(db, proposal)
    return change, None


def tried(context: JobContext, db: Database, wish: Wish) -> Change:
    """What groups as asked for would change; nothing is stored."""
    songs, proposal = grouping.propose(context, db, wish)
    after = regrouping.outcome(db, songs.ids, songs.matrix, proposal)
    was = maps.load_grouping(db)
    return regrouping.compare(current_state(db) if was is not None and was.groups else None, after)


def change(db: Database) -> Change | None:
    """What the proposal that waits would change; None where none does."""
    proposal, current = maps.load_proposal(db), maps.load_grouping(db)
    if proposal is None or proposal.left or current is None or not current.groups:
        return None
    songs = grouping.points(None, db, proposal.made.space)
    return regrouping.compare(current_state(db), regrouping.outcome(db, songs.ids, songs.matrix, proposal))


def take(db: Database) -> Grouping:
    """Let the proposal that waits be the groups. Raises ``UsageError`` where none does."""
    proposal = maps.load_proposal(db)
    if proposal is None or proposal.left:
        raise UsageError(tr("no other groups are proposed"), remedy=tr("make groups first"))
    songs = grouping.points(None, db, proposal.made.space)
    after = regrouping.outcome(db, songs.ids, songs.matrix, proposal)
    with db.write():
        regrouping.store(db, songs.ids, after)
        if proposal.rename:  # and so are those of islands
            maps.save_islands(db, [])
    return after.grouping


def leave(db: Database) -> None:
    """Do not want the proposal that waits: the like is not proposed again until the library has grown, other
    names never."""
    proposal, current = maps.load_proposal(db), maps.load_grouping(db)
    if proposal is None:
        return
    with db.write():
        maps.save_proposal(db, replace(proposal, left=True))
        if proposal.rename and current is not None:
            maps.save_grouping(db, replace(current, words=True), *maps.labels(db))


def rebuild(context: JobContext, db: Database, *, more_come: bool = False) -> tuple[Grouping, Change | None]:
    """The groups after the map was built again. The first ones are made, in the usual space; after that,
    songs that are new join those that there are. Where others would lie clearly further apart, made as these
    were asked for, they become a proposal, of which it is said what it would change.

    Groups that were made while songs were still to be analyzed, or while more were on their way
    (``more_come``), are made again.
    """
    waiting = more_come or tracks.count(db).waiting > 0
    was = maps.load_grouping(db)
    if was is None or not was.groups:
        space = grouping.usual_space(db)
        return grouping.build_groups(context, db, space=space, provisional=waiting), None
    known = grouping.has_features(db, was.space)
    space = grouping.remaining(db, was.space) or grouping.usual_space(db)
    if was.provisional:
        made = grouping.build_groups(
            context,
            db,
            method=was.method,
            k=was.k,
            seed=was.seed,
            space=space,
            sort_all=not was.unsorted,
            smallest=was.smallest,
            provisional=waiting,
        )
        return made, None
    if known:
        grouping.place_new(db, more_come=more_come)
    better = None
    if not waiting:
        wish = Wish(was.method, was.k, space, was.seed, not was.unsorted, was.smallest)
        songs, proposal = grouping.propose(context, db, wish)
        # a network that joined knows better names than there were without its words
        proposal = replace(proposal, rename=known and not was.words and place_names.has_words(db, songs.ids))
        better = _worth_proposing(db, songs, proposal)
        if better is None and proposal.rename:
            proposal = _as_it_is(db, proposal)
            better = regrouping.compare(
                current_state(db), regrouping.outcome(db, songs.ids, songs.matrix, proposal)
            )
        if better is not None and not better.nothing:
            maps.save_proposal(db, proposal)
    return maps.load_grouping(db) or was, None if better is not None and better.nothing else better


def _as_it_is(db: Database, proposal: Proposal) -> Proposal:
    """The current groups as a proposal, which gives them other names."""
    now = current_state(db)
    ids = np.union1d(now.ids, np.asarray(now.grouping.unsorted, np.int64))
    rows = looked_up(ids, now.ids, np.arange(len(now.ids)))
    sure = np.where(rows >= 0, now.sureness[rows], np.nan).astype(np.float32)
    made = replace(now.grouping, groups=())
    return replace(proposal, made=made, ids=ids, numbers=looked_up(ids, now.ids, now.numbers), sureness=sure)


def _worth_proposing(db: Database, songs: Points, proposal: Proposal) -> Change | None:
    """What a proposal would change, where its groups lie clearly further apart than the current ones, and a
    person did not leave the like among as many songs."""
    from organizer.analysis.judging.group_quality import silhouettes
    from organizer.analysis.space.group_count import clearly_better

    before, after = current_state(db), regrouping.outcome(db, songs.ids, songs.matrix, proposal)
    better = regrouping.compare(before, after)
    if better.nothing:
        return None
    numbers = [looked_up(songs.ids, state.ids, state.numbers) for state in (before, after)]
    now, then = (silhouettes(songs.matrix, each) for each in numbers)
    if then is None or not clearly_better(then.mean, now.mean if now is not None else 0.0):
        return None
    last = maps.load_proposal(db)
    if last is not None and last.left:
        as_many = len(np.unique(last.numbers)) == len(np.unique(proposal.numbers))
        if as_many and len(proposal.ids) < _MORE_SONGS * len(last.ids):
            return None
    return better
