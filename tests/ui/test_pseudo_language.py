"""Nothing in the window is plain English once it speaks another language, nothing is put together from
pieces, and longer words have room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.jobs import JobContext
from tests.ui.pseudo_walk import pieces, plain_words
from tests.work.arranging.test_grouping import made
from tests.work.arranging.test_mapping import add_songs


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is wrong with the texts of the window. One process for all tests: opening all of it takes long."""
    folder: Path = tmp_path_factory.mktemp("pseudo")
    db = Database(folder / "library.db")
    add_songs(db, 60)
    mapping.build_map(JobContext(), db)
    made(db)
    db.close()
    homes = {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    result = subprocess.run(
        [sys.executable, "-m", "tests.ui.pseudo_walk", str(folder / "library.db")],
        env={**os.environ, **homes, "ORGANIZER_LANGUAGE": "en-XA"},
        cwd=Path(__file__).parent.parent.parent,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    answer: dict[str, list[str]] = json.loads(result.stdout)
    return answer


@pytest.mark.parametrize("kind", ["plain", "pieces", "cut off"])
def test_all_texts_are_translated_whole_and_have_room(walked, kind):
    assert walked[kind] == [], "\n".join(walked[kind])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Add songs", ["Add", "songs"]),
        ("[Àďď šöńĝš ~~~]", []),
        ("[&Add šöńĝš ~~~]", ["dd"]),
        ("[&Aďď šöńĝš ~~~]", []),
        ("[Ļàýéř: tempo ~~]", ["tempo"]),
        ("genre:jazz", []),
        ("[Šàvéď àš /home/me/map.png ~~]", []),
        ("<b>[Ĥéļļö ~]</b>", []),
    ],
)
def test_plain_english_is_noticed(text, words):
    assert plain_words(text) == words


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("[Šĥöŵ ~~] [ťĥé màp ~~]", []),
        ("[Šĥöŵ [ťĥé màp ~~] ~~]", ["[ťĥé màp ~~]"]),
        ("[Řémövé [3 šöńĝš ~~]? ~~]", []),
        ("[ŵîťĥ [ àńď ] ~]", []),
    ],
)
def test_a_text_in_pieces_is_noticed(text, inner):
    assert pieces(text) == inner
