from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from organizer.analysis.space.naming import ALL, LONGEST, Namer, shortened
from organizer.analysis.space.terms import SEPARATOR, Described

Array = npt.NDArray[np.int64]


def parts(name: str) -> list[str]:
    return name.split(SEPARATOR)


def library() -> Namer:
    """A hundred songs, the tempo rising, the loudness falling in tens, two genres, three decades."""
    rising = np.arange(100.0)
    genres = [("Folk",) if i < 30 else ("rock", "Pop") if i % 2 else ("Rock",) for i in range(100)]
    dates = [f"{1965 + 10 * (i // 34)}-05-01" for i in range(100)]
    artists = [(f"Singer {i // 4}",) for i in range(100)]
    numbers = {"tempo": rising, "loudness": -(rising % 10), "brightness": np.full(100, np.nan)}
    return Namer(Described(numbers, genres=genres, dates=dates, artists=artists))


def test_a_name_says_what_sets_songs_apart_in_the_order_of_speech() -> None:
    slow, middle, fast = library().names([np.arange(20), np.arange(35, 65), np.arange(80, 100)])
    assert parts(slow)[0] == "Folk" and "slow" in parts(slow)
    assert parts(fast)[0] == "Rock" and "fast" in parts(fast)
    assert {"70s"} <= set(parts(middle)) and not {"slow", "fast"} & set(parts(middle))


def test_a_further_word_tells_a_set_from_those_that_share_the_first() -> None:
    sets = [np.arange(30), np.arange(30, 65), np.arange(65, 100)]
    folk, slower, faster = (set(parts(name)) for name in library().names(sets))
    assert "Folk" in folk and "Rock" in slower & faster
    assert slower - faster and faster - slower


def test_a_word_holds_for_most_of_the_songs() -> None:
    namer = library()
    mixed = np.concatenate([np.arange(8), np.arange(50, 62)])
    assert "Folk" not in parts(namer.names([mixed, np.setdiff1d(np.arange(100), mixed)])[0])


def test_names_are_short_and_say_one_thing_of_each_number() -> None:
    rng = np.random.default_rng(0)
    rank = np.arange(60.0)
    names = ("tempo", "loudness", "energy", "brightness", "percussiveness", "acousticness")
    namer = Namer(
        Described(dict.fromkeys(names, rank), genres=[("Jazz",) if i > 40 else () for i in range(60)])
    )
    name = namer.names([np.arange(41, 60), rng.permutation(41)])[0]
    assert len(parts(name)) == 3 and len(name) <= LONGEST
    assert not {"loud", "energetic"} <= set(parts(name))


@pytest.mark.parametrize("count", [2, 5, 9])
def test_no_two_are_called_alike_and_none_by_a_number(count: int) -> None:
    namer = library()
    sets = np.array_split(np.random.default_rng(count).permutation(100), count)  # nothing sets them apart
    names = namer.names(sets)
    assert len({name.casefold() for name in names}) == count
    assert not any(name.split()[-1].isdigit() and not name.startswith("near ") for name in names)


def test_where_no_word_tells_an_artist_does_and_else_a_title() -> None:
    artists = [("Ada",) if i % 3 else ("Ben",) for i in range(30)]
    known = Namer(Described({}, artists=artists, title=lambda row: f"Song {row}"))
    assert known.names([np.arange(10), np.arange(10, 20), np.arange(20, 30)]) == [
        "near Ada", "near Ben", "near Song 20",
    ]  # fmt: skip
    nothing = Namer(Described({"tempo": np.full(4, np.nan)}, title=lambda row: f"Song {row}"))
    assert nothing.names([[0, 1], [2, 3]]) == ["near Song 0", "near Song 2"]
    assert Namer(Described({"tempo": [100.0, 100.0]})).names([[0], [1], []]) == ["", "", ""]


def test_one_set_of_all_songs_is_called_so() -> None:
    assert library().names([np.arange(100)]) == [ALL]
    assert Namer(Described({})).names([]) == []


def test_names_that_are_given_stay_and_are_used_once() -> None:
    namer = library()
    sets = [np.arange(30), np.arange(30, 65), np.arange(65, 100)]
    free = namer.names(sets)
    assert namer.names(sets, given={0: "Mine", 2: free[1]})[::2] == ["Mine", free[1]]
    assert namer.names(sets, given={2: free[1]})[1] != free[1]
    assert not set(free) & set(namer.names(sets, taken=[name.upper() for name in free]))


def test_names_do_not_hang_on_the_order_in_which_sets_come() -> None:
    sets = [np.arange(20), np.arange(20, 60), np.arange(60, 75), np.arange(75, 100)]
    names = library().names(sets)
    assert library().names(sets) == names


def test_names_say_what_separates_a_set_whatever_number_that_is() -> None:
    rng = np.random.default_rng(1)
    liveness = np.concatenate([rng.uniform(0.05, 0.15, 180), rng.uniform(0.8, 0.95, 20)])
    energy = rng.uniform(0, 1, 200)
    live = Namer(Described({"energy": energy, "liveness": liveness, "tempo": rng.uniform(80, 160, 200)}))
    assert live.names([np.arange(180, 200), np.arange(180)])[0] == "live"


def test_numbers_that_only_a_table_tells_name_a_set_when_nothing_else_does() -> None:
    rising = np.arange(60.0)
    sets = [np.arange(20), np.arange(20, 40), np.arange(40, 60)]
    assert Namer(Described({"popularity": rising})).names(sets)[::2] == ["little known", "popular"]
    assert Namer(Described({"chroma_stft_mean": rising})).names(sets)[0] == "low chroma stft mean"
    both = Namer(Described({"chroma_stft_mean": rising, "energy": rising}))
    assert both.names(sets)[0] == "calm"
    assert Namer(Described({"time signature": rising, "year": rising})).names(sets) == [""] * 3


def test_one_song_far_out_moves_no_word() -> None:
    values = np.zeros(101)
    values[:100] = np.arange(100) % 10
    values[100] = 10_000.0
    slowest = np.array([*range(0, 90, 10), 100])
    rest = np.setdiff1d(np.arange(101), slowest)
    assert Namer(Described({"tempo": values})).names([slowest, rest])[0] == "slow"


def test_a_genre_that_everybody_has_separates_nothing() -> None:
    rising = np.arange(100.0)
    genres = [("Afro",) if i % 5 else ("Folk",) for i in range(100)]
    namer = Namer(Described({"tempo": rising}, genres=genres))
    assert namer.names([np.arange(50), np.arange(50, 100)]) == ["slow", "fast"]
    every_fifth = np.arange(0, 100, 5)
    assert namer.names([every_fifth, np.setdiff1d(np.arange(100), every_fifth)]) == ["Folk", "Afro"]


def test_cells_are_named_too() -> None:
    cells = np.repeat([0, 1, 3], [30, 35, 35])
    names = library().cell_names(cells, 5)
    assert parts(names[0])[0] == "Folk" and parts(names[3])[0] == "Rock"
    assert names[2] == names[4] == ""


def test_long_names_are_cut() -> None:
    assert shortened("Jazz") == "Jazz"
    assert shortened("Traditional Scandinavian folk") == "Traditional Scandinavia…"
    assert len(shortened("x" * 99)) == LONGEST
