"""The real client of the protocol, and the real command, over real pipes."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
from mcp import Client, StdioServerParameters

from organizer.library import tracks
from organizer.library.lists import tag_proposals
from organizer.library.storage.database import Database
from organizer.serving.assistants import tools_of
from tests.conftest import unwatched, write_song
from tests.work.arranging.test_mapping import add_songs


def talked(
    library: Path, *options: str, calls: list[tuple[str, dict[str, Any]]]
) -> tuple[list[Any], list[Any]]:
    """The tools that there are, and the answers to calls."""
    command = ["-m", "organizer", "--library", str(library), "mcp", *options]
    started = StdioServerParameters(command=sys.executable, args=command, env=unwatched())

    async def talk() -> tuple[list[Any], list[Any]]:
        async with Client(started, read_timeout_seconds=60) as client:
            tools = (await client.list_tools()).tools
            return tools, [await client.call_tool(name, given) for name, given in calls]

    return asyncio.run(talk())


def test_an_assistant_asks_and_changes_nothing(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    with Database(library) as db:
        ids = add_songs(db, 30)
    tools, answers = talked(
        library,
        calls=[
            ("about", {}),
            ("similar_songs", {"songs": [str(ids[0])], "limit": 3}),
            ("search_songs", {"query": "genre:folk", "limit": 2}),
            ("search_songs", {"limt": 2}),
            ("search_songs", {"limit": "many"}),
            ("propose_tags", {"songs": [str(ids[0])], "values": {"genre": "x"}, "reason": "y"}),
        ],
    )
    named = {tool.name: tool for tool in tools}
    assert named.keys() == tools_of(proposing=False).keys() and "propose_tags" not in named
    assert all(tool.annotations.read_only_hint and not tool.annotations.destructive_hint for tool in tools)
    about, similar, found, *wrong = answers
    assert about.structured_content["songs"] == 30 and not about.is_error
    jsonschema.validate(similar.structured_content, named["similar_songs"].output_schema)
    assert len(similar.structured_content["songs"]) == 3
    assert json.loads(found.content[0].text) == found.structured_content
    assert [answer.is_error for answer in wrong] == [True] * 3
    codes = [json.loads(answer.content[0].text)["error"]["code"] for answer in wrong]
    assert codes == ["bad_parameter", "bad_parameter", "not_found"]
    with Database(library) as db:
        assert not tag_proposals.waiting(db)


def test_edits_are_shown_or_wait_for_a_person(tmp_path: Path) -> None:
    library, song = tmp_path / "library.db", write_song(tmp_path / "a.mp3")
    with Database(library) as db:
        status = song.stat()
        scanned = tracks.ScannedFile(str(song), status.st_size, status.st_mtime_ns)
        tracks.upsert(db, [scanned])
    before = song.read_bytes()
    given = {"songs": ["1"], "values": {"genre": ["Folk", "Live"], "title": "A\x1b[31m"}}
    asked = {**given, "reason": "they sound so", "source": "A helper"}
    _, (preview, proposed, waiting, wrong) = talked(
        library,
        "--propose",
        calls=[
            ("preview_tags", given),
            ("propose_tags", asked),
            ("tag_proposals", {}),
            ("propose_tags", {**asked, "values": {"TXXX:x": "y"}}),
        ],
    )
    changes = {one["field"]: one["after"] for one in preview.structured_content["changes"]}
    assert changes.keys() == {"genre", "title"} and changes["genre"] == "Folk; Live"
    assert (proposed.structured_content["songs"], proposed.structured_content["changes"]) == (1, 2)
    (listed,) = waiting.structured_content["proposals"]
    assert (listed["source"], listed["reason"], listed["changes"]) == ("A helper", "they sound so", 2)
    assert wrong.is_error and json.loads(wrong.content[0].text)["error"]["parameter"] == "values"
    assert song.read_bytes() == before
