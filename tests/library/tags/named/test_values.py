"""Fields that no list shows, and those under the file's own names: what the outlook says is what the file
says afterwards, in every kind of tag, and the way back leads to the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizer.base.errors import TagError
from organizer.base.fields.tag_names import MORE_FIELDS
from organizer.base.model import TagValue
from organizer.library.tags import tags
from organizer.library.tags.payload import audio_hash
from tests.library.tags.test_values import LAYOUTS, VALUES, patched, seeds

__all__ = ["seeds"]

OWN = (
    "TXXX:Foo",
    "foo",
    "WXXX:site",
    "WCOP",
    "TOWN",
    "TDRL",
    "UFID:example.org",
    "WM/Foo",
    "----:com.example:Foo",
    "\xa9xyz",
    "stik",
    "comment:deu",
    "comment:eng:about",
    "lyrics:deu",
    "lyrics:fra:live",
    "XSOP",
    "Grüße",
    "PRIV:me",
)
MORE = st.one_of(
    VALUES,
    st.sampled_from(
        [
            "Ann (guitar)",
            ("Ann (producer)", "Bob (drums)", "Cy"),
            ("Ann (performer)", "()", "(x)", "a (b) (c)", " (role)"),
            "7",
            "10",
            "11",
            "3.5 stars",
            "★★★½",
            "yes",
            "no",
            "1969-09-26",
            "1969",
            "http://example.org/é",
            "First line\nsecond\n\nthird",
            "-7.30 dB",
            "x" * 3000,
        ]
    ),
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_says_what_the_outlook_said(tmp_path: Path, seeds: dict[str, bytes], layout: str) -> None:
    ending, tagged = LAYOUTS[layout]
    path = tmp_path / f"song.{ending}"
    before = tagged(seeds[ending])
    names = st.sampled_from((*MORE_FIELDS, *OWN))

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(names, MORE, names, MORE)
    def check(first: str, value: TagValue, second: str, other: TagValue) -> None:
        path.write_bytes(before)
        for name, wanted in ((first, value), (second, other)):
            agrees(path, name, wanted)

    check()


def agrees(path: Path, name: str, value: TagValue) -> None:
    """Edit one field, without the syncs of a real edit; and back in memory."""
    whole = path.read_bytes()
    try:
        seen = tags.outlook(str(path), {name: value})
    except TagError as error:  # only what is written shows that a frame cannot hold it
        assert "cannot hold" in error.cause or "have no frame" in error.cause, error
        assert name not in MORE_FIELDS, (name, value)
        return
    if seen.refused:
        with pytest.raises(TagError) as caught:
            tags.plan(str(path), {name: value})
        assert caught.value.cause == seen.refused[name].cause
        assert caught.value.remedy
        return
    plan = tags.plan(str(path), {name: value})
    path.write_bytes(patched(whole, plan.patch))
    assert tags.read(str(path), names=[name])[0].get(name) == plan.new.get(name)
    if name in seen.new:
        assert plan.new.get(name) == seen.new[name]
    assert tags.every_field(str(path)).get(name) == plan.new.get(name) or name not in MORE_FIELDS
    assert audio_hash(str(path)) == plan.audio_hash
    assert patched(path.read_bytes(), plan.patch.inverse()) == whole
