"""The lessons: that they lead somewhere, and that the library answers their questions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from organizer.base.arrangement import Space
from organizer.base.errors import LibraryError, UsageError
from organizer.base.model import AudioInfo, Tags
from organizer.cli import parser
from organizer.library import maps, tracks
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping
from organizer.work.insight import lesson_answers, lessons
from organizer.work.jobs import JobContext
from tests.conftest import tone, write_song
from tests.feature_table import FEATURES, add_table
from tests.work.arranging.test_mapping import add_songs

KEYS = tuple(lesson.key for lesson in lessons.LESSONS)


def ask(db: Database, key: str) -> lesson_answers.Answer:
    return lesson_answers.answer(JobContext(), db, key)


def test_there_are_six_and_each_is_whole() -> None:
    assert len(lessons.LESSONS) == 6 and len(set(KEYS)) == 6
    for number, lesson in enumerate(lessons.LESSONS, start=1):
        assert lesson.number == number and lesson.question.endswith("?") and lesson.about
        assert len(lesson.steps) >= 4 and any(step.place for step in lesson.steps)
        assert all(step.do and step.see for step in lesson.steps)


def test_every_command_that_a_lesson_names_can_be_given() -> None:
    import shlex

    commands = [step.command for lesson in lessons.LESSONS for step in lesson.steps if step.command]
    assert len(commands) > 12
    for command in commands:
        name, *arguments = shlex.split(command)
        assert name == "organizer"
        parser.build_parser().parse_args(arguments)  # exits where it cannot be understood


def test_a_lesson_is_named_by_number_name_or_title() -> None:
    assert lessons.find("3") is lessons.find("count") is lessons.find("How many") is lessons.LESSONS[2]
    for name in ("7", "", "e"):
        with pytest.raises(UsageError, match="there is no lesson"):
            lessons.find(name)


def test_planted_groups_are_answered_as_they_were_planted(db: Database, tmp_path: Path) -> None:
    add_table(db, tmp_path, 60)
    grouping.build_groups(JobContext(), db, k=3, space=Space(FEATURES))
    before = maps.load_grouping(db)
    assert "20 songs" in ask(db, "clustering").text and len(ask(db, "clustering").figures) == 3
    assert ask(db, "count").text.startswith("3 groups are proposed")
    assert "They lie well apart" in ask(db, "count").text
    genres = ask(db, "table")
    assert genres.text.startswith("Yes, mostly") and "100% of its songs" in genres.text
    assert "inertia" in ask(db, "kmeans").reason
    assert "made for this answer" in ask(db, "map").reason  # there is none: one is made for the answer
    assert maps.load_map(db) is None
    after = maps.load_grouping(db)
    assert before is not None and after is not None and before.groups == after.groups  # nothing was stored


def test_songs_of_one_cloud_have_no_sure_groups(db: Database, tmp_path: Path) -> None:
    from tests.work.arranging.test_group_advice import COLUMNS, add_noise

    add_noise(db, tmp_path)
    grouping.build_groups(JobContext(), db, k=4, space=Space(COLUMNS))
    assert "one cloud" in ask(db, "count").text
    assert ask(db, "kmeans").text.startswith("No: of 10 starts")
    with pytest.raises(LibraryError, match="no two genres"):
        ask(db, "table")


def test_analyzed_songs_answer_by_ear_without_groups_or_map(db: Database) -> None:
    add_songs(db, 30)
    assert "made for this answer" in ask(db, "clustering").reason
    assert ask(db, "table").text.startswith("Yes, mostly")
    mapping.build_map(JobContext(), db)
    answer = ask(db, "map")
    assert "made for this answer" not in answer.reason and "row " in answer.text


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_library_and_three_songs_say_what_to_do(db: Database, tmp_path: Path, key: str) -> None:
    with pytest.raises(LibraryError, match="the library is empty"):
        ask(db, key)
    add_table(db, tmp_path, 3)
    with pytest.raises(LibraryError, match=r"too few to fall into groups|no recording of 20 seconds"):
        ask(db, key)


def test_the_parts_of_a_recording_are_reported(db: Database, tmp_path: Path) -> None:
    calm, loud = tone(12.0, frequency=220.0, beat=2.0), tone(12.0, frequency=880.0, beat=6.0, seed=1)
    path = write_song(tmp_path / "song.wav", np.concatenate([calm, loud, calm, loud]))
    info = AudioInfo("WAV", 48.0)
    result = tracks.ScannedFile(str(path), 1, 1, Tags(title="Two and two"), info)
    (song,) = tracks.upsert(db, [result]).added
    answer = lesson_answers.answer(JobContext(), db, "structure", track_id=song)
    assert "“Two and two”" in answer.text and answer.figures[0][0] == "part A"
    assert "0:48" in answer.reason


def test_lessons_on_the_command_line(db: Database, tmp_path: Path, capsys) -> None:
    add_table(db, tmp_path, 30)
    db.close()
    base = ["--library", str(tmp_path / "library.db"), "lesson"]
    assert parser.run(base) == 0
    assert capsys.readouterr().out.count("\n") == 7
    assert parser.run([*base, "kmeans"]) == 0
    printed = capsys.readouterr()
    assert "You should see" in printed.out and "lesson 2 --answer" in printed.err
    assert parser.run([*base, "4", "--answer"]) == 0
    assert "Answer: Yes, mostly" in capsys.readouterr().out
    assert parser.run([*base, "4", "--answer", "--json"]) == 0
    reported = json.loads(capsys.readouterr().out)
    assert reported["name"] == "table" and reported["answer"]["figures"] and len(reported["steps"]) == 5
    assert parser.run([*base, "how", "--json"]) == 0 and json.loads(capsys.readouterr().out)["answer"] is None
    assert parser.run([*base, "nine"]) == 1
    assert "the lessons are 1 clustering" in capsys.readouterr().err
