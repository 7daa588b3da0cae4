"""Where names stand: none over another, and the same wherever one looks from."""

from __future__ import annotations

import numpy as np
import pytest

from organizer.ui.canvas.placing import Placing, Spot

WIDTH, HEIGHT, BLOCKS = 1400.0, 1050.0, (4, 3)


def spots(number=600, keys=0):
    rng = np.random.default_rng(5)
    places = rng.uniform((0, 0), (WIDTH, HEIGHT), (number, 2))
    widths = rng.uniform(30, 200, number)
    return [
        Spot(
            float(rng.integers(20)),
            order,
            float(x),
            float(y),
            ((6, -9, w, 18), (-w / 2, 6, w, 18)),
            None,
            key=order % keys if keys else -1,
        )
        for order, ((x, y), w) in enumerate(zip(places, widths, strict=True))
    ]


def placing(all_spots, *, toroidal):
    def candidates(column, row):
        return [
            spot
            for spot in all_spots
            if (int(spot.x / WIDTH * BLOCKS[0]), int(spot.y / HEIGHT * BLOCKS[1])) == (column, row)
        ]

    return Placing(WIDTH, HEIGHT, BLOCKS, candidates, toroidal=toroidal)


def everywhere(place, blocks=None):
    blocks = blocks or [(i, j) for i in range(BLOCKS[0]) for j in range(BLOCKS[1])]
    return {spot.order: (spot, box) for block in blocks for spot, box in place.standing(*block)}


def way(a, b, length, toroidal):
    return (b - a + length / 2) % length - length / 2 if toroidal else b - a


@pytest.mark.parametrize("toroidal", [True, False])
def test_nothing_stands_over_another_also_over_the_seam(toroidal):
    standing = list(everywhere(placing(spots(), toroidal=toroidal)).values())
    assert 60 < len(standing) < 600
    for at, (a, (left, top, wide, high)) in enumerate(standing):
        for b, box in standing[at + 1 :]:
            dx, dy = way(a.x, b.x, WIDTH, toroidal), way(a.y, b.y, HEIGHT, toroidal)
            apart_x = left + wide <= box[0] + dx or box[0] + dx + box[2] <= left
            apart_y = top + high <= box[1] + dy or box[1] + dy + box[3] <= top
            assert apart_x or apart_y


def test_it_is_the_same_in_whatever_order_one_looks():
    every = spots()
    whole = everywhere(placing(every, toroidal=True))
    backwards = [(i, j) for j in reversed(range(BLOCKS[1])) for i in (2, 0, 3, 1)]
    assert everywhere(placing(every, toroidal=True), backwards) == whole
    alone = placing(every, toroidal=True).standing(2, 1)
    assert alone and all(whole[spot.order] == (spot, box) for spot, box in alone)
    again = placing(every, toroidal=True)
    first = everywhere(again)
    again._spots.update({(-i, -i): () for i in range(1, 400)})
    again.forget_if_many()
    assert not again._spots and everywhere(again) == first


def test_the_first_in_rank_stands_and_a_key_is_not_repeated_nearby():
    every = spots(keys=7)
    standing = everywhere(placing(every, toroidal=True))
    best = min(every, key=lambda spot: (spot.rank, spot.order))
    assert standing[best.order] == (best, best.boxes[0])
    for a, _ in standing.values():
        for b, _ in standing.values():
            near = max(abs(way(a.x, b.x, WIDTH, True)), abs(way(a.y, b.y, HEIGHT, True))) < 300
            assert a is b or a.key != b.key or not near
