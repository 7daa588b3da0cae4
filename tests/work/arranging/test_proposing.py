"""Other groups are proposed, and nothing changes until they are taken."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from organizer.base.arrangement import Space, Wish
from organizer.base.errors import UsageError
from organizer.base.features import NetworkFeatures
from organizer.cli import parser
from organizer.library import maps, network_vectors, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import group_edits, grouping, mapping, proposing
from organizer.work.jobs import JobContext
from tests.work.arranging.test_grouping import add_table, current, made, members
from tests.work.arranging.test_mapping import add_songs


def state(db: Database) -> tuple[object, ...]:
    """All that is stored of the groups."""
    groups = [(g.number, g.name, g.size, g.playlist) for g in current(db).groups]
    return groups, members(db), current(db).k, current(db).method


def rebuilt(db: Database) -> bool:
    """Make the map's groups again; whether others were proposed."""
    return proposing.rebuild(JobContext(), db)[1] is not None


def test_nothing_changes_until_groups_are_taken(db: Database) -> None:
    add_songs(db, 60)
    made(db, 3)
    before = state(db)
    change, at_once = proposing.propose(JobContext(), db, Wish(k=5))
    assert at_once is None and state(db) == before and maps.proposal_waits(db)
    assert change.moved and len([f for f in change.fates if f.then]) == 5
    waiting = proposing.change(db)
    assert waiting is not None and waiting.fates == change.fates and waiting.summary == change.summary
    taken = proposing.take(db)
    assert taken.groups == change.grouping.groups == current(db).groups and len(members(db)) == 5
    assert not maps.proposal_waits(db) and proposing.change(db) is None
    with pytest.raises(UsageError, match="no other groups are proposed"):
        proposing.take(db)


def test_a_proposal_that_was_left_leaves_no_trace(db: Database) -> None:
    add_songs(db, 60)
    made(db, 3)
    before = state(db)
    proposing.propose(JobContext(), db, Wish(k=5))
    proposing.leave(db)
    assert state(db) == before and not maps.proposal_waits(db) and proposing.change(db) is None
    assert proposing.tried(JobContext(), db, Wish(k=2)).moved and state(db) == before


def test_the_same_groups_are_no_proposal(db: Database) -> None:
    add_songs(db, 60)
    change, first = proposing.propose(JobContext(), db, Wish(k=3))
    assert first is not None and change.summary == "3 groups of 60 songs."
    change, again = proposing.propose(JobContext(), db, Wish(method="ward", k=3))
    assert again is not None and change.nothing and change.summary == "The groups stay as they are."
    assert current(db).method == "ward" and not maps.proposal_waits(db)


def test_what_a_person_does_meanwhile_is_respected(db: Database) -> None:
    ids = add_songs(db, 60)
    made(db, 3)
    proposing.propose(JobContext(), db, Wish(k=2))
    locked = members(db)[1]
    group_edits.rename(db, 1, "Mine")
    group_edits.lock(db, 1)
    new = add_songs(db, 6, first=60)
    taken = proposing.take(db)
    assert members(db)[1] == locked and next(g for g in taken.groups if g.number == 1).name == "Mine"
    assert set().union(*members(db).values()) == {*ids, *new}


def test_a_rebuild_neither_merges_nor_splits(db: Database) -> None:
    """New songs join; better groups wait, and are not proposed again when they were left."""
    ids = add_songs(db, 60)
    made(db, 2)  # of three styles
    before = members(db)
    new = add_songs(db, 6, first=60)
    assert not rebuilt(db)  # two were asked for
    after = members(db)
    assert list(after) == list(before) and all(before[n] <= after[n] for n in before)
    assert set().union(*after.values()) == {*ids, *new}
    with db.write() as connection:  # as if their number had been left open
        connection.execute("UPDATE grouping SET header = json_set(header, '$.k', NULL)")
    assert rebuilt(db) and members(db) == after and maps.proposal_waits(db)
    proposing.leave(db)
    assert not rebuilt(db) and not maps.proposal_waits(db)
    add_songs(db, 12, first=66)
    assert rebuilt(db) and len(members(db)) == 2
    proposing.take(db)
    assert len(members(db)) == 3 and not rebuilt(db)


def test_groups_made_while_songs_are_waiting_are_made_again(db: Database) -> None:
    add_songs(db, 12)
    waiting = add_songs(db, 48, first=12)
    hide(db, waiting, "hidden:")
    assert tracks.count(db).waiting == 48
    proposing.rebuild(JobContext(), db)
    assert current(db).provisional
    hide(db, waiting, "")
    assert not rebuilt(db) and not current(db).provisional and len(members(db)) == 3


def test_the_first_groups_are_made_and_made_again_as_they_were_asked_for(db: Database) -> None:
    add_songs(db, 60)
    assert not rebuilt(db) and current(db).k is None and len(members(db)) == 3
    assert not rebuilt(db) and not current(db).provisional


def test_groups_made_while_more_songs_come_are_made_again(db: Database) -> None:
    add_songs(db, 60)
    proposing.rebuild(JobContext(), db, more_come=True)
    grouping.place_new(db, more_come=True)
    assert current(db).provisional
    assert not rebuilt(db) and not current(db).provisional


def test_groups_by_numbers_that_are_gone_stay(db: Database) -> None:
    add_table(db)
    made(db, 4, method="ward", seed=3, space=Space(("tempo", "energy"), "minmax"))
    before = state(db)
    assert not rebuilt(db) and state(db) == before


def test_the_command_line_shows_takes_and_leaves(db: Database, tmp_path: Path, capsys) -> None:
    add_songs(db, 60)
    made(db, 3)
    before = state(db)
    command = ["--library", str(tmp_path / "library.db"), "groups"]
    assert parser.run([*command, "--k", "5", "--dry-run", "--json"]) == 0
    tried = json.loads(capsys.readouterr().out)
    assert tried["moved"] > 0 and sum(g["after"] is not None for g in tried["groups"]) == 5
    assert sum(g["before"] is not None for g in tried["groups"]) == 3 and state(db) == before
    assert parser.run([*command, "--k", "5", "--dry-run"]) == 0
    assert "What becomes of it" in capsys.readouterr().out and state(db) == before
    assert parser.run([*command, "--proposed"]) != 0
    assert "no other groups are proposed" in capsys.readouterr().err
    proposing.propose(JobContext(), db, Wish(k=2))
    assert parser.run([*command, "--show"]) == 0
    assert "other groups are proposed: 2 groups instead of 3" in " ".join(capsys.readouterr().err.split())
    assert parser.run([*command, "--leave"]) == 0 and state(db) == before
    proposing.propose(JobContext(), db, Wish(k=2))
    capsys.readouterr()
    assert parser.run([*command, "--take", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["groups"]) == 2 == len(members(db))
    assert parser.run([*command, "--k", "3"]) == 0  # as ever: made at once, and it says what it changed
    assert "3 groups instead of 2" in capsys.readouterr().err and len(members(db)) == 3


def test_other_names_are_proposed_once_a_network_has_words(db: Database) -> None:
    ids = add_songs(db, 60)
    with db.write() as connection:
        connection.execute("UPDATE tracks SET genre = ''")
    mapping.build_map(JobContext(), db)
    made(db, 3)
    group_edits.rename(db, 0, "Mine")
    assert not rebuilt(db)
    before = state(db)
    give_words(db, ids)
    assert rebuilt(db) and state(db) == before
    change = proposing.change(db)
    assert change is not None and change.summary == "The groups stay; 2 get other names." and not change.moved
    proposing.leave(db)
    assert not rebuilt(db) and state(db) == before  # never again
    with db.write() as connection:
        connection.execute("UPDATE grouping SET header = json_remove(header, '$.words')")
    assert rebuilt(db)
    proposing.take(db)
    names = {group.number: group.name for group in current(db).groups}
    assert names[0] == "Mine" and members(db) == before[1]  # type: ignore[comparison-overlap]
    assert all({"polka", "tango", "waltz"} & set(name.split(" · ")) for n, name in names.items() if n)
    assert not rebuilt(db) and len(made(db, 3).groups) == 3
    assert {group.number: group.name for group in current(db).groups} == names


def give_words(db: Database, ids: list[int]) -> None:
    """Let a network have a word for each style."""
    network_vectors.choose(db, "ab" * 16, tags=("polka", "tango", "waltz"))
    for at, song in enumerate(tracks.get_many(db, ids)):
        said = np.where(np.arange(3) == at % 3, 0.9, 0.01).astype(np.float32)
        assert song.title == f"Song {at}"
        network_vectors.put(db, "ab" * 16, [(f"{at:032x}", NetworkFeatures(np.ones(3, np.float32), said))])


def test_a_damaged_proposal_is_none(db: Database) -> None:
    add_songs(db, 60)
    made(db, 3)
    proposing.propose(JobContext(), db, Wish(k=5))
    with db.write() as connection:
        connection.execute("UPDATE proposed_groups SET songs = x'00'")
    assert proposing.change(db) is None
    proposing.propose(JobContext(), db, Wish(k=5))
    loaded = maps.load_proposal(db)
    assert loaded is not None and len(np.unique(loaded.numbers)) == 5


def hide(db: Database, ids: list[int], prefix: str) -> None:
    """Let songs look as if they were not analyzed, or as if they were again."""
    with db.write() as connection:
        for i in ids:
            connection.execute(
                "UPDATE tracks SET audio_hash = ? || replace(audio_hash, 'hidden:', '') WHERE id = ?",
                (prefix, i),
            )
