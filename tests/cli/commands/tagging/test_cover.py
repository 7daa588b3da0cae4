"""``organizer cover``: shown, set, made smaller, removed and taken out; undone byte for byte."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
import pytest
from PIL import Image

from organizer.cli.parser import run
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.intake.importing import import_paths
from organizer.work.jobs import JobContext


def picture(kind: str = "JPEG", edge: int = 60, shade: int = 90) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (edge, edge), (shade, 20, 160)).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def songs(make_song: Callable[..., Path], tmp_path: Path) -> list[Path]:
    kinds = ("a/1.mp3", "a/2.flac", "b/3.ogg")
    paths = [
        make_song(name, seconds=0.1, frequency=200 + 9 * at, title=f"Song {at}", artist="Ada", album=name[0])
        for at, name in enumerate(kinds)
    ]
    with Database(tmp_path / "library.db") as db:
        import_paths(JobContext(), db, [str(tmp_path / "music")])
    return paths


@pytest.fixture
def cover(songs: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def command(*arguments: str, code: int = 0, name: str = "cover") -> Any:
        capsys.readouterr()
        assert run(["--library", str(tmp_path / "library.db"), name, *arguments, "--json"]) == code
        seen = capsys.readouterr()
        return json.loads(seen.out)

    return command


def test_a_cover_is_set_for_all_and_taken_back(
    songs: list[Path], cover: Callable[..., Any], tmp_path: Path
) -> None:
    before = [path.read_bytes() for path in songs]
    (tmp_path / "front.webp").write_bytes(picture("WebP", 300))
    shown = cover("", "--set", str(tmp_path / "front.webp"), "--resize", "100", "--dry-run")
    assert (shown["files"], shown["written"]) == (3, 0)
    assert shown["changes"][0]["after"].startswith("JPEG, 100 × 100, ")
    assert [path.read_bytes() for path in songs] == before
    assert cover("", "--set", str(tmp_path / "front.webp"), "--yes")["written"] == 3
    listed = cover("--all")
    assert [(one["pictures"][0]["type"], one["pictures"][0]["width"]) for one in listed] == [
        ("front cover", 300)
    ] * 3
    assert len({one["pictures"][0]["hash"] for one in listed}) == 1
    made = [path.read_bytes() for path in songs]
    assert cover("", "--resize", "100", "--yes")["written"] == 3
    assert cover("", "--resize", "100", "--yes")["changes"] == []
    assert cover("", "--remove", "--yes")["written"] == 3
    assert [tags.pictures(str(path)) for path in songs] == [[], [], []]
    for _ in range(2):
        cover("--yes", name="undo")
    assert [path.read_bytes() for path in songs] == made
    cover("--yes", name="undo")
    assert [path.read_bytes() for path in songs] == before
    cover("--yes", name="redo")
    assert [path.read_bytes() for path in songs] == made


def test_undo_keeps_what_another_program_wrote_since(
    songs: list[Path], cover: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "front.jpg").write_bytes(picture())
    cover("", "--set", str(tmp_path / "front.jpg"), "--yes")
    song = mutagen.File(songs[1])
    song["title"] = ["Another"]
    song.save()
    cover("--yes", name="undo")
    assert tags.pictures(str(songs[1])) == []
    assert tags.read(str(songs[1]))[0].title == "Another"


def test_pictures_beside_songs_go_in_and_out(
    songs: list[Path], cover: Callable[..., Any], tmp_path: Path
) -> None:
    beside = songs[0].parent / "Folder.jpg"
    beside.write_bytes(picture())
    assert [one["path"] for one in cover("--missing", "--all")] == [str(songs[2])]
    result = cover("", "--from-folder", "--yes")
    assert (result["written"], [one["path"] for one in result["left_out"]]) == (2, [str(songs[2])])
    assert tags.cover(str(songs[1])) == picture()
    (tmp_path / "other.jpg").write_bytes(picture(shade=4))
    filled = cover("", "--set", str(tmp_path / "other.jpg"), "--only-missing", "--dry-run")
    assert [change["path"] for change in filled["changes"]] == [str(songs[2])]
    assert cover("", "--to-folder")["written"] == 0  # the same picture is there
    beside.write_bytes(picture(shade=200))
    left = cover("", "--to-folder", code=1)["files"]
    assert [one["left_out"] for one in left] == [
        "there is another picture: Folder.jpg",
        "its songs have no cover in their files",
    ]
    assert beside.read_bytes() == picture(shade=200)
    assert cover("", "--to-folder", "--overwrite", "--dry-run")["written"] == 0
    assert not (songs[0].parent / "cover.jpg").exists()
    assert cover("", "--to-folder", "--overwrite")["written"] == 1
    assert (songs[0].parent / "cover.jpg").read_bytes() == picture()
    assert beside.read_bytes() == picture(shade=200)


def test_covers_are_taken_out_once_and_never_over_a_file(
    songs: list[Path], cover: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "front.png").write_bytes(picture("PNG"))
    cover("album:a", "--set", str(tmp_path / "front.png"), "--yes")
    out = tmp_path / "out"
    out.mkdir()
    (out / "Ada - a.png").write_bytes(b"mine")
    result = cover("", "--extract", str(out))
    assert result["written"] == 1
    assert (out / "Ada - a.png").read_bytes() == b"mine"
    assert (out / "Ada - a (2).png").read_bytes() == picture("PNG")
    assert cover("", "--extract", str(out))["written"] == 0  # it is there
    assert sorted(path.name for path in out.iterdir()) == ["Ada - a (2).png", "Ada - a.png"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the picture is empty"),
        (b"no picture", "no picture of a known format"),
        (picture()[:200], "the picture is damaged"),
        (None, "not there"),
    ],
)
def test_a_bad_picture_changes_nothing(
    songs: list[Path], cover: Callable[..., Any], tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "bad.jpg").write_bytes(content)
    before = [path.read_bytes() for path in songs]
    assert message in cover("", "--set", str(tmp_path / "bad.jpg"), "--yes", code=1)["error"]["message"]
    assert [path.read_bytes() for path in songs] == before


def test_options_that_do_not_go_together_are_refused(cover: Callable[..., Any]) -> None:
    assert "exclude each other" in cover("", "--remove", "--from-folder", code=1)["error"]["message"]
    assert "--to-folder" in cover("", "--overwrite", code=1)["error"]["message"]
    assert "--only-missing" in cover("", "--remove", "--only-missing", code=1)["error"]["message"]
    assert "--resize" in cover("", "--extract", "x", "--resize", "9", code=1)["error"]["message"]
    assert (
        "a cover is a picture"
        in cover("", "cover=front.jpg", "--yes", code=1, name="tag")["error"]["message"]
    )
