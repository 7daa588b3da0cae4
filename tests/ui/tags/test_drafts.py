from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from organizer.ui.tags.drafts import by_song, entered

_IDS = st.lists(st.integers(1, 5), min_size=1, max_size=4, unique=True).map(tuple)
_VALUES = st.dictionaries(st.sampled_from(("genre", "mood", "key")), st.sampled_from("abc"), min_size=1)
_CHANGES = st.dictionaries(
    st.integers(1, 5),
    st.dictionaries(st.sampled_from(("genre", "mood")), st.sampled_from(("x", "y", None)), min_size=1),
)


@given(st.dictionaries(_IDS, _VALUES, max_size=5), _CHANGES)
def test_only_what_is_entered_changes_whatever_was_there(pending, changes):
    wanted = by_song(pending)
    for song, texts in changes.items():
        merged = {**wanted.get(song, {}), **texts}
        wanted[song] = {name: text for name, text in merged.items() if text is not None}
    assert by_song(entered(pending, changes)) == {song: texts for song, texts in wanted.items() if texts}


def test_songs_that_get_the_same_share_an_entry():
    assert entered({}, {3: {"genre": "Jazz"}, 1: {"genre": "Jazz"}}) == {(3, 1): {"genre": "Jazz"}}
