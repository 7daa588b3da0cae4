"""Unsaved changes of tags: by the songs that they were entered for, and what they come to for each song."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from organizer.ui.tags.jobs import Ids, Values


def by_song(pending: Mapping[Ids, Values]) -> dict[int, dict[str, str]]:
    """What each song would get; where several changes are of it, the later one counts."""
    merged: dict[int, dict[str, str]] = {}
    for ids, values in pending.items():
        for track_id in ids:
            merged.setdefault(track_id, {}).update(values)
    return merged


def entered(
    pending: Mapping[Ids, Values], changes: Mapping[int, Mapping[str, str | None]]
) -> dict[Ids, dict[str, str]]:
    """The unsaved changes after some songs were given these texts one by one; None takes a change back.

    These songs leave what they were in together with others, for whom that stays. Songs that then have the
    same changes share one entry.
    """
    alone = _alone(pending, changes)
    before = by_song({ids: values for ids, values in pending.items() if not alone.isdisjoint(ids)})
    after: dict[Ids, dict[str, str]] = {}
    for ids, values in pending.items():
        rest = tuple(i for i in ids if i not in alone)
        if rest:
            after[rest] = dict(values)
    alike: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for track_id in (*changes, *(i for i in before if i in alone and i not in changes)):
        merged = {**before.get(track_id, {}), **changes.get(track_id, {})}
        texts = tuple(sorted((name, text) for name, text in merged.items() if text is not None))
        if texts:
            alike.setdefault(texts, []).append(track_id)
    # none of them is in another entry any more, so that the order of the entries says nothing of them
    for texts, songs in alike.items():
        after[tuple(songs)] = dict(texts)
    return after


def _alone(pending: Mapping[Ids, Values], changed: Iterable[int]) -> set[int]:
    """The songs that leave their entries: those that are changed, and those whose entry would otherwise come
    to be the same as an earlier or later one, so that it would be lost which of the two is the later."""
    alone = set(changed)
    while True:
        rests: dict[Ids, int] = {}
        for ids in pending:
            rest = tuple(i for i in ids if i not in alone)
            rests[rest] = rests.get(rest, 0) + 1
        doubled = {i for rest, count in rests.items() if rest and count > 1 for i in rest}
        if not doubled:
            return alone
        alone |= doubled
