from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from organizer.analysis.ear.layout import VECTOR_NAMES
from organizer.analysis.judging.quality import grid_offsets
from organizer.analysis.space.landscape import places
from organizer.base.arrangement import Space
from organizer.base.descriptors import FEATURE_VERSION, Descriptors
from organizer.base.errors import Cancelled, LibraryError, UsageError
from organizer.base.features import Features
from organizer.base.model import Progress, Tags
from organizer.library import maps, tracks, vectors
from organizer.library.files import removals
from organizer.library.storage.database import Database
from organizer.work.arranging import map_picture, mapping, recommending
from organizer.work.arranging.grouping import build_groups
from organizer.work.jobs import JobContext

STYLES = ("Folk", "Rock", "Jazz")


def add_songs(
    db: Database, n: int, *, first: int = 0, version: int = FEATURE_VERSION, away: int = 0
) -> list[int]:
    """Analyzed songs in three styles that lie far apart, one after the other; two songs an artist."""
    rng = np.random.default_rng(7)
    styles = rng.standard_normal((len(STYLES), len(VECTOR_NAMES)))
    result, features = [], []
    for i in range(first, first + n):
        style = i % len(STYLES)
        tags = Tags(title=f"Song {i}", artist=f"Artist {i // 6}", genre=(STYLES[style],))
        result.append(tracks.ScannedFile(f"/music/{i:05}.mp3", 1, 1, tags))
        noise = np.random.default_rng(i).standard_normal(len(VECTOR_NAMES))
        words = Descriptors(tempo=80 + 30.0 * style, loudness=-20 + 5.0 * style, energy=style / 2)
        vector = (styles[style] + 0.3 * noise).astype(np.float32)
        features.append((f"{i:032x}", Features(vector, words, version)))
    ids = list(tracks.upsert(db, result).added)
    for track_id, (audio_hash, _) in zip(ids, features, strict=True):
        tracks.set_audio_hash(db, track_id, audio_hash)
    vectors.put(db, features)
    if away:
        tracks.set_away(db, ids[-away:], True)
    return ids


def test_a_map_is_built_stored_and_named(db: Database) -> None:
    ids = add_songs(db, 60)
    seen: list[Progress] = []
    music_map = mapping.build_map(JobContext(seen.append), db)
    assert music_map.track_ids.tolist() == ids and music_map.trained_on == music_map.library_size == 60
    assert seen[-1].done == seen[-1].total > 0
    counted = [progress.done for progress in seen if progress.total]
    assert counted == sorted(counted) and counted[0] == 0 and len(set(counted)) > 20
    stored = maps.load_map(db)
    assert stored is not None and np.array_equal(stored.codebook, music_map.codebook)
    assert np.array_equal(stored.cells, music_map.cells)
    assert np.array_equal(stored.places, music_map.places) and stored.places.dtype == np.float32
    assert np.array_equal(np.floor(stored.places) @ [stored.columns, 1], stored.cells)
    for cell in np.unique(music_map.cells):
        styles = {(i - ids[0]) % 3 for i in music_map.track_ids[music_map.cells == cell]}
        assert len(styles) == 1
        assert STYLES[styles.pop()] in music_map.names[cell]
    assert sum(bool(name) for name in music_map.names) == len(np.unique(music_map.cells))
    assert tracks.get(db, ids[0]).cell == music_map.cells[0]
    assert mapping.edge_share(music_map) <= 1.6


def test_the_picture_is_cut_at_the_same_place_when_songs_join_or_it_is_built_again(db: Database) -> None:
    add_songs(db, 60)
    first = mapping.build_map(JobContext(), db)
    assert first.cut == maps.load_map(db).cut and first.cut is not None
    maps.save_map(db, replace(first, cut=None))  # of a version that did not keep it
    add_songs(db, 3, first=60)
    placed = mapping.place_new(db)
    assert placed is not None and placed.cut == first.cut == maps.load_map(db).cut
    again = mapping.build_map(JobContext(), db)
    assert again.shape == first.shape and again.cut == first.cut
    db.read().execute("UPDATE map SET header = json_set(header, '$.cut', json('[1, \"a\"]'))")
    assert maps.load_map(db).cut is None


@pytest.mark.parametrize("keep_places", [True, False])
def test_the_same_songs_have_the_same_map_when_it_is_built_again(db: Database, keep_places: bool) -> None:
    add_songs(db, 40)
    first = mapping.build_map(JobContext(), db, seed=4)
    second = mapping.build_map(JobContext(), db, seed=4, keep_places=keep_places)
    assert np.array_equal(first.codebook, second.codebook)
    assert np.array_equal(first.places, second.places) and first.names == second.names


def test_a_song_that_came_and_went_leaves_the_map_as_it_was(db: Database) -> None:
    add_songs(db, 40)
    first = mapping.build_map(JobContext(), db)
    removals.remove(db, add_songs(db, 1, first=40))
    mapping.place_new(db)
    again = mapping.build_map(JobContext(), db)
    assert np.array_equal(first.places, again.places) and np.array_equal(first.codebook, again.codebook)


def test_after_a_tenth_more_songs_nine_of_ten_stay_within_two_cells(db: Database) -> None:
    add_songs(db, 60)
    old = mapping.build_map(JobContext(), db)
    add_songs(db, 6, first=60)
    assert np.array_equal(mapping.place_new(db).places[:60], old.places)
    new = mapping.build_map(JobContext(), db)
    steps = grid_offsets(old.cells, new.cells[:60], rows=old.rows, columns=old.columns)
    assert old.shape == new.shape and (steps.max(axis=1) <= 2).mean() >= 0.9


def test_the_grid_grows_with_the_library(db: Database) -> None:
    add_songs(db, 60)
    old = mapping.build_map(JobContext(), db)
    add_songs(db, 60, first=60)
    new = mapping.build_map(JobContext(), db)
    assert new.rows > old.rows and new.columns > old.columns


def test_a_map_of_an_earlier_version_opens_and_takes_songs_and_is_built_again(db: Database) -> None:
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    with db.write() as connection:
        connection.execute("UPDATE track_cells SET x = NULL, y = NULL")
    old = maps.load_map(db)
    assert old is not None and old.places is None
    known = places(old)
    assert mapping.landscape(None, db, old).labels
    add_songs(db, 3, first=60)
    placed = mapping.place_new(db)
    assert np.array_equal(placed.places[:60], known)
    new = mapping.build_map(JobContext(), db)
    steps = grid_offsets(old.cells, new.cells[:60], rows=old.rows, columns=old.columns)
    assert (steps.max(axis=1) <= 2).mean() >= 0.8


@pytest.mark.parametrize("n", [1, 2, 3, 11])
def test_a_few_songs_have_a_map_groups_and_a_landscape(db: Database, n: int) -> None:
    add_songs(db, n)
    music_map = mapping.build_map(JobContext(), db)
    assert np.isfinite(music_map.codebook).all() and len(music_map.cells) == n
    grouping = build_groups(JobContext(), db)
    assert sum(group.size for group in grouping.groups) == n
    assert np.isfinite(mapping.landscape(None, db, music_map).heights).all()


def test_without_analyzed_songs_the_way_out_is_reported(db: Database) -> None:
    tracks.upsert(db, [tracks.ScannedFile("/music/a.mp3", 1, 1)])
    for job in (mapping.build_map, build_groups):
        with pytest.raises(LibraryError, match="analyze"):
            job(JobContext(), db)
    assert mapping.place_new(db) is None


def test_new_songs_land_on_the_standing_map_and_in_the_standing_groups(db: Database) -> None:
    add_songs(db, 60)
    old = mapping.build_map(JobContext(), db)
    build_groups(JobContext(), db, k=3)
    new = add_songs(db, 6, first=60)
    placed = mapping.place_new(db)
    assert placed is not None
    assert np.array_equal(placed.codebook, old.codebook)
    assert np.array_equal(placed.cells[:60], old.cells) and np.array_equal(placed.places[:60], old.places)
    assert placed.track_ids[60:].tolist() == new and placed.trained_on == 60 and placed.library_size == 66
    grouping = maps.load_grouping(db)
    assert grouping is not None and sum(group.size for group in grouping.groups) == 66
    songs = tracks.get_many(db, new)
    before = tracks.get_many(db, old.track_ids[:3].tolist())
    assert [song.group for song in songs[:3]] == [song.group for song in before]
    assert mapping.place_new(db) is not None


def test_songs_that_left_leave_the_map(db: Database) -> None:
    ids = add_songs(db, 30)
    mapping.build_map(JobContext(), db)
    removals.remove(db, ids[:4])
    placed = mapping.place_new(db)
    assert placed is not None and placed.track_ids.tolist() == ids[4:]


def test_a_rebuild_keeps_places_even_when_the_axes_are_fitted_again(db: Database) -> None:
    add_songs(db, 40)
    old = mapping.build_map(JobContext(), db, rows=8, columns=12)
    build_groups(JobContext(), db, k=3)
    axes = maps.load_axes(db)
    add_songs(db, 60, first=40)
    new = mapping.build_map(JobContext(), db, rows=8, columns=12)
    assert maps.load_axes(db) != axes
    down = np.abs(old.cells // 12 - new.cells[:40] // 12)
    across = np.abs(old.cells % 12 - new.cells[:40] % 12)
    steps = np.maximum(np.minimum(down, 8 - down), np.minimum(across, 12 - across))
    assert np.median(steps) <= 2
    grouping = maps.load_grouping(db)
    assert grouping is not None and grouping.centers.shape == (3, new.codebook.shape[1])


def test_a_new_ear_leaves_the_old_map_until_it_is_built_again(db: Database) -> None:
    add_songs(db, 30, version=FEATURE_VERSION - 1)
    old = mapping.build_map(JobContext(), db)
    assert old.feature_version == FEATURE_VERSION - 1
    rng = np.random.default_rng(0)
    width = len(VECTOR_NAMES)
    features = [(f"{i:032x}", rng.standard_normal(width).astype(np.float32)) for i in range(20)]
    vectors.put(db, [(h, Features(v, Descriptors(), FEATURE_VERSION)) for h, v in features])
    stored = mapping.place_new(db)
    assert stored is not None and np.array_equal(stored.codebook, old.codebook)
    assert not mapping.is_outdated(db, stored)
    assert mapping.build_map(JobContext(), db).feature_version == FEATURE_VERSION


def test_groups_are_the_planted_styles_by_name(db: Database) -> None:
    ids = add_songs(db, 60)
    grouping = build_groups(JobContext(), db)
    assert len(grouping.groups) == 3
    for group in grouping.groups:
        assert len({(i - ids[0]) % 3 for i in group.typical}) == 1
    assert {group.name.split(" · ")[0] for group in grouping.groups} == set(STYLES)
    with pytest.raises(UsageError, match="method"):
        build_groups(JobContext(), db, method="magic")


def test_similar_songs_are_of_the_same_style_and_rise_in_distance(db: Database) -> None:
    ids = add_songs(db, 45)
    result = recommending.similar(db, ids[0], 8)
    assert all(track.tags.genre == ("Folk",) for track, _ in result)
    assert [d for _, d in result] == sorted(d for _, d in result)
    explained = recommending.similar_and_why(db, ids[0], 8)
    assert [(near.track, near.distance) for near in explained] == result
    for near in explained:
        first, share = next(iter(sorted(near.shares.items(), key=lambda pair: -pair[1])))
        assert near.why.startswith(f"{first} {100 * share:.0f} %")
    waiting = tracks.upsert(db, [tracks.ScannedFile("/music/new.mp3", 1, 1)]).added[0]
    with pytest.raises(UsageError, match=r"new\.mp3.*not analyzed"):
        recommending.similar(db, waiting, 5)


def test_regions_of_the_landscape_have_names_in_plain_words(db: Database) -> None:
    add_songs(db, 90)
    music_map = mapping.build_map(JobContext(), db)
    labels = mapping.landscape(JobContext(), db, music_map).labels
    assert {word for label in labels for word in label.text.split(" · ")} >= {"Folk", "Rock", "Jazz"}


def test_a_cancelled_build_leaves_the_old_map(db: Database) -> None:
    add_songs(db, 30)
    mapping.build_map(JobContext(), db)
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        mapping.build_map(context, db, seed=9)
    stored = maps.load_map(db)
    assert stored is not None and stored.seed == 0


def add_table(db: Database, path: Path, n: int, name: str = "told") -> None:
    """Songs of a table in three clumps, and what the table calls them."""
    from organizer.library.tables import tables
    from organizer.library.tables.feature_csv import read_table

    rng = np.random.default_rng(3)
    rows = [
        f"Song {i},Ada,{80 + 30 * (i % 3) + x:.3f},{0.2 + 0.3 * (i % 3) + x / 100:.4f},{i}"
        for i, x in enumerate(rng.normal(size=n))
    ]
    table = path / f"{name}.csv"
    table.write_text("title,artist,tempo,energy,popularity\n" + "\n".join(rows), "utf-8")
    tables.add(db, read_table(str(table)))


def test_a_library_of_tables_has_a_map_by_what_they_tell(db: Database, tmp_path: Path) -> None:
    add_table(db, tmp_path, 60)
    assert mapping.build_map(JobContext(), db).space == Space(("tempo", "energy"))
    music_map = maps.load_map(db)
    assert music_map is not None and len(music_map.track_ids) == 60 and not music_map.chosen
    for cell in np.unique(music_map.cells):
        assert len({int(i) % 3 for i in music_map.track_ids[music_map.cells == cell]}) == 1
    assert mapping.landscape(None, db, music_map).labels
    map_picture.write_picture(JobContext(), db, music_map, tmp_path / "map.png")
    assert len(build_groups(JobContext(), db, method="som", k=3).groups) == 3
    add_table(db, tmp_path, 30, "more")
    placed = mapping.place_new(db)
    assert placed is not None and len(placed.track_ids) == 90


def test_a_map_of_chosen_numbers_stays_one_until_it_is_made_afresh(db: Database, tmp_path: Path) -> None:
    add_songs(db, 30)
    add_table(db, tmp_path, 20)
    space = Space(("tempo", "loudness"), "minmax", None, (("tempo", 2.0),))
    chosen = mapping.build_map(JobContext(), db, space=space)
    assert len(chosen.track_ids) == 50 and chosen.chosen
    assert maps.load_map(db).space == space
    again = mapping.build_map(JobContext(), db)
    assert again.space == space and np.array_equal(again.track_ids, chosen.track_ids)
    build_groups(JobContext(), db, k=2)  # by ear, while the map goes by numbers
    with pytest.raises(UsageError, match="same ear or numbers"):
        build_groups(JobContext(), db, method="som")
    afresh = mapping.build_map(JobContext(), db, keep_places=False)
    assert not afresh.space.features and len(afresh.track_ids) == 30


def test_the_table_that_held_the_numbers_of_a_map_can_go(db: Database, tmp_path: Path) -> None:
    from organizer.library.tables import tables

    add_table(db, tmp_path, 20)
    mapping.build_map(JobContext(), db, space=Space(("popularity",)))
    tables.forget(db, "told")
    music_map = mapping.place_new(db)
    assert music_map is not None and not len(music_map.track_ids)
