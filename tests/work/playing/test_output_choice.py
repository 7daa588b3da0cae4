"""Which output is used as outputs come and go."""

from __future__ import annotations

import pytest

from organizer.work.playing.output_choice import SYSTEM, Outputs, Use, choose

BOTH = Outputs({"s": "Speakers", "h": "Head & phones"}, "s")
SPEAKERS = Outputs({"s": "Speakers"}, "s")


@pytest.mark.parametrize(
    ("chosen", "used", "there", "use"),
    [
        (SYSTEM, "", BOTH, Use("s")),
        ("h", "s", BOTH, Use("h")),
        ("h", "h", SPEAKERS, Use("s", gone=True)),
        ("h", "s", SPEAKERS, Use("s")),
        (SYSTEM, "s", Outputs({"h": "Headphones"}, "h"), Use("h", gone=True)),
        (SYSTEM, "s", Outputs({"s": "Speakers", "h": "Headphones"}, "h"), Use("h")),
        (SYSTEM, "s", Outputs({}), Use("", gone=True)),
        ("h", "", Outputs({}), Use("")),
    ],
)
def test_the_chosen_output_is_used_where_it_is_there(chosen, used, there, use):
    assert choose(chosen, used, there) == use
