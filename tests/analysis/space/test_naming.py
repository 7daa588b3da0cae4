from __future__ import annotations

import numpy as np

from organizer.analysis.space.naming import SEPARATOR, Namer


def library() -> Namer:
    """A hundred songs, the tempo rising, the loudness falling in pairs, two genres."""
    rising = np.arange(100.0)
    genres = [("Folk",) if i < 30 else ("rock", "Pop") if i % 2 else ("Rock",) for i in range(100)]
    return Namer({"tempo": rising, "loudness": -(rising % 10), "brightness": np.full(100, np.nan)}, genres)


def test_words_are_relative_to_the_library() -> None:
    assert library().name(np.arange(20)).split(SEPARATOR) == ["slow", "Folk"]
    assert library().name(np.arange(80, 100)).split(SEPARATOR) == ["fast", "Rock"]
    assert library().name(np.arange(9, 100, 10)).split(SEPARATOR)[0] == "quiet"


def test_the_genre_is_said_when_half_of_the_songs_have_it() -> None:
    assert "Folk" in library().name(np.arange(20, 40))
    assert "Folk" not in library().name(np.arange(0, 100))


def test_names_have_at_most_three_parts() -> None:
    rng = np.random.default_rng(0)
    rank = np.arange(50.0)
    namer = Namer(
        dict.fromkeys(("tempo", "loudness", "energy", "brightness", "percussiveness"), rank),
        [("Jazz",)] * 50,
    )
    assert len(namer.name(rng.integers(40, 50, 5)).split(SEPARATOR)) == 3


def test_loud_and_energetic_are_not_said_together() -> None:
    rank = np.arange(50.0)
    name = Namer({"loudness": rank, "energy": rank, "tempo": rank}).name(np.arange(40, 50))
    assert ("loud" in name) != ("energetic" in name)


def test_unknown_descriptors_and_genres_give_a_plain_word() -> None:
    nothing = Namer({"tempo": np.full(4, np.nan)}, [()] * 4)
    assert nothing.name([0, 1]) == "mixed"
    assert Namer({}).name([0]) == "mixed"
    assert nothing.name([]) == ""
    assert Namer({"tempo": np.array([100.0])}).name([0]) == "mixed"


def test_groups_that_would_be_called_the_same_get_a_further_word_or_a_number() -> None:
    namer = library()
    sets = [np.arange(80, 90), np.arange(90, 100), np.arange(9, 100, 10)]
    names = namer.names(sets)
    assert len(set(names)) == 3
    same = Namer({}).names([[0], [1], [2]])
    assert same == ["mixed", "mixed 2", "mixed 3"]


def test_names_say_what_separates_a_set_whatever_number_that_is() -> None:
    rng = np.random.default_rng(1)
    liveness = np.concatenate([rng.uniform(0.05, 0.15, 180), rng.uniform(0.8, 0.95, 20)])
    energy = rng.uniform(0, 1, 200)
    energy[180:] += 0.2
    live = Namer({"energy": energy, "liveness": liveness, "tempo": rng.uniform(80, 160, 200)})
    assert "live" in live.name(np.arange(180, 200)).split(SEPARATOR)
    valence, acousticness = rng.uniform(0, 0.6, 200), rng.uniform(0, 0.5, 200)
    valence[:30] += 0.4
    acousticness[:30] += 0.5
    loudness = rng.normal(-8, 2, 200)
    loudness[:30] -= 1.5
    words = Namer({"loudness": loudness, "valence": valence, "acousticness": acousticness})
    assert {"cheerful", "acoustic"} <= set(words.name(np.arange(30)).split(SEPARATOR))


def test_numbers_that_only_a_table_tells_name_a_set_when_nothing_else_does() -> None:
    rising = np.arange(60.0)
    assert Namer({"popularity": rising}).name(np.arange(40, 60)) == "popular"
    assert Namer({"chroma_stft_mean": rising}).name(np.arange(20)) == "low chroma stft mean"
    both = Namer({"chroma_stft_mean": rising, "energy": rising})
    assert both.name(np.arange(20)).split(SEPARATOR)[0] == "calm"
    assert Namer({"time signature": rising, "year": rising}).name(np.arange(20)) == "mixed"


def test_one_song_far_out_names_no_set() -> None:
    values = np.zeros(101)
    values[:100] = np.arange(100) % 10
    values[100] = 10_000.0
    assert Namer({"tempo": values}).name([*range(0, 90, 10), 100]) == "slow"


def test_a_genre_that_everybody_has_separates_nothing() -> None:
    rising = np.arange(100.0)
    genres = [("Afro",) if i % 5 else ("Folk",) for i in range(100)]
    namer = Namer({"tempo": rising}, genres)
    assert namer.names([np.arange(50), np.arange(50, 100)]) == ["slow", "fast"]
    assert namer.name(np.arange(0, 100, 5)) == "Folk"
