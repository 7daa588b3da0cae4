"""The notebook of the lessons: each cell runs on a small library, and shows what it says."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from organizer.base import settings
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.insight import lessons
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.conftest import tone, write_song
from tests.work.arranging.test_mapping import add_songs

NOTEBOOK = Path(__file__).parents[2] / "docs" / "lessons.ipynb"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Songs in three styles, and a recording of half a minute; the files of the others are away."""
    write_song(tmp_path / "music" / "long.wav", tone(25.0))
    with Database(tmp_path / "library.db") as db:
        add_songs(db, 36, away=36)
        importing.import_paths(JobContext(), db, [str(tmp_path / "music")])
        mapping.build_map(JobContext(), db)
        assert tracks.count(db).all == 37
    return tmp_path / "library.db"


def run(source: str, names: dict[str, Any]) -> object:
    """Run a cell; what stands on its last line, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return None if last is None else eval(compile(ast.Expression(last.value), "cell", "eval"), names)


def test_the_notebook_is_whole_and_holds_no_outputs() -> None:
    book = json.loads(NOTEBOOK.read_text("utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    text = "".join("".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "markdown")
    for lesson in lessons.LESSONS:
        assert f"## {lesson.number}. {lesson.title}\n" in text
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_every_cell_runs_on_a_library_of_ones_own(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "default_library", lambda: library)
    names: dict[str, Any] = {}
    pictures = []
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            shown = run("".join(cell["source"]), names)
            pictures += [shown._repr_svg_()] if shown is not None else []
    printed = capsys.readouterr().out
    assert len(pictures) == 10 and all(one.startswith("<svg") for one in pictures)
    assert "By the silhouette: 3 groups" in printed and "AMI 1.00" in printed
    assert "of 10 starts end at the lowest inertia" in printed and "long A" in printed
    assert "the two best cells lie side by side" in printed and "σ" in printed
