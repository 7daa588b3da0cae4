from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from organizer.base.errors import Cancelled, OrganizerError, UsageError
from organizer.base.model import Progress, Tags
from organizer.library import tracks
from organizer.library.files import file_rows, scanner
from organizer.library.storage.database import Database
from organizer.work.arranging import mapping
from organizer.work.insight import evaluating, evaluation, evaluation_words
from organizer.work.insight.evaluating import EvaluationOptions, evaluate, evaluate_apart
from organizer.work.jobs import JobContext
from tests.work.arranging.test_mapping import STYLES, add_songs


def retag(db: Database, ids: list[int], **values: object) -> None:
    tracks.update_tags(db, [(i, Tags(**values), scanner.File("", 1, 1, 1, i)) for i in ids])  # type: ignore[arg-type]


def words_of(result: evaluation.Evaluation) -> str:
    return " ".join(evaluation_words.circumstances(result))


def table(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def test_styles_that_lie_apart_are_found_to(db: Database) -> None:
    add_songs(db, 60)
    built = mapping.build_map(JobContext(), db)
    seen: list[Progress] = []
    result = evaluate(JobContext(seen.append), db, EvaluationOptions())
    assert seen[-1].done == seen[-1].total
    assert result.songs == 60 and result.notes == ()
    labels = result.labels
    assert labels is not None and (labels.songs, labels.labels, labels.unlabelled) == (60, 3, 0)
    assert labels.plain == labels.shipped == evaluation.Neighbours(1.0, 1.0)
    assert labels.agreement == pytest.approx(1.0) and labels.best == 1.0
    assert labels.chance == pytest.approx(19 / 59)
    assert sorted(labels.each) == [(style, 20, 1.0) for style in sorted(STYLES)]
    assert result.map is not None and result.map.songs == 60
    assert result.map.quantization_error == pytest.approx(built.quantization_error)
    assert result.map.topographic_error == pytest.approx(built.topographic_error)
    assert result.map.edge_share == pytest.approx(mapping.edge_share(built))
    assert 0.4 < result.map.overlap <= 1.0
    text = " ".join(f.meaning for _, figures in evaluation_words.figures(result) for f in figures)
    assert "Of the 5 nearest songs, 5.0 carry the same genre" in text
    assert json.loads(json.dumps(asdict(result)))["labels"]["shipped"]["precision"] == 1.0


def test_suggestions_are_judged_where_enough_is_tagged(db: Database) -> None:
    ids = add_songs(db, 60)
    result = evaluate(JobContext(), db, EvaluationOptions())
    (measured,) = result.suggestions  # of moods nothing is known
    assert measured.field == "genre" and measured.every.songs == 60
    assert measured.every.right == measured.every.covered > 50
    section = dict(evaluation_words.figures(result))["Suggestions"]
    assert [(figure.name, figure.value) for figure in section] == [("Genre at 80%", "100%")]
    assert "Of 60 tagged songs whose genre was hidden" in section[0].meaning
    retag(db, ids[9:], title="Bare")
    assert evaluate(JobContext(), db, EvaluationOptions()).suggestions == ()


def test_suggestions_of_what_cannot_be_heard_are_called_none(db: Database) -> None:
    ids = add_songs(db, 60)
    for at, track_id in enumerate(ids):
        retag(db, [track_id], genre=("odd" if at // 3 % 2 else "even",))
    section = dict(evaluation_words.figures(evaluate(JobContext(), db, EvaluationOptions())))["Suggestions"]
    assert section[0].value == "none" and "none got a suggestion" in section[0].meaning


def test_wrong_labels_score_no_better_than_chance(db: Database, tmp_path: Path) -> None:
    ids = add_songs(db, 60)
    paths = [tracks.get(db, i).path for i in ids]
    lines = [f"{path},{'odd' if i // 3 % 2 else 'even'}" for i, path in enumerate(paths)]
    labels = evaluate(
        JobContext(), db, EvaluationOptions(label=table(tmp_path / "l.csv", "file,label", *lines))
    ).labels
    assert labels is not None
    assert abs(labels.shipped.precision - labels.chance) < 0.15 and abs(labels.agreement) < 0.15


def test_songs_without_a_label_and_labels_with_one_song_are_reported(db: Database) -> None:
    ids = add_songs(db, 30)
    retag(db, ids[:4], title="Bare")
    retag(db, ids[4:5], title="Alone", genre=("Polka", "Folk"))
    result = evaluate(JobContext(), db, EvaluationOptions(label="genre"))
    labels = result.labels
    assert labels is not None and labels.unreachable == ("Polka",)
    assert (labels.songs, labels.unlabelled, labels.scored) == (26, 4, 25)
    assert "Polka" not in [name for name, *_ in labels.each]
    assert "4 without" in words_of(result) and "not scored: Polka" in words_of(result)


def test_neighbours_by_the_same_artist_are_skipped(db: Database) -> None:
    ids = add_songs(db, 30)
    for style, name in enumerate(STYLES):  # every style is one artist's, but two have a song by somebody else
        retag(db, ids[style::3], artist=name, genre=(name,))
    retag(db, ids[0:2], artist="Guest", genre=("Folk",))
    retag(db, ids[1:2], artist="", genre=("Rock",))
    plain = evaluate(JobContext(), db, EvaluationOptions()).labels
    result = evaluate(JobContext(), db, EvaluationOptions(same_artist=False))
    labels = result.labels
    assert plain is not None and labels is not None
    assert plain.shipped.precision == 1.0 and plain.unreachable == ()
    assert labels.unreachable == ("Jazz",)
    # nine songs reach one neighbour of their label, the one song reaches five: all are found
    assert labels.best == pytest.approx((9 * 0.2 + 1.0) / 10)
    assert labels.shipped.precision == pytest.approx(labels.best)
    assert result.without_artist == 1
    assert "same artist are skipped" in words_of(result) and "no songs by two artists" in words_of(result)


def test_folders_are_labels(db: Database) -> None:
    ids = add_songs(db, 12)
    places = [f"/music/{'left' if n % 3 else 'right'}/{n}.mp3" for n in range(len(ids))]
    file_rows.moved(db, [(i, scanner.File(path, 1, 1, 1, i)) for i, path in zip(ids, places, strict=True)])
    labels = evaluate(JobContext(), db, EvaluationOptions(label="folder")).labels
    assert labels is not None and [entry[:2] for entry in labels.each] == [
        ("/music/left", 8),
        ("/music/right", 4),
    ]
    assert evaluation_words.label_name("folder", "/music/left") == "music/left"


def test_tempo_and_key_are_held_against_the_truth(db: Database, tmp_path: Path) -> None:
    second = add_songs(db, 12)[1]  # 80, 110 and 140 BPM in turn, no key
    with db.write() as connection:
        connection.execute(
            "UPDATE descriptors SET tempo_alternatives = '55.00 220.00'"
            " WHERE audio_hash = (SELECT audio_hash FROM tracks WHERE id = ?)",
            (second,),
        )
    path = table(
        tmp_path / "truth.csv",
        "file,bpm,key",
        "00000.mp3,81,",
        "00001.mp3,55,c",
        "00002.mp3,100,Bbm",
        "00003.mp3,,A",
        "gone.mp3,90,",
    )
    result = evaluate(JobContext(), db, EvaluationOptions(tempo_key=path))
    truth = result.truth
    assert truth is not None and (truth.rows, truth.unmatched) == (5, 1)
    assert (truth.tempo_songs, truth.tempo_answered) == (3, 3)
    assert (truth.acc1, truth.acc2, truth.first_two) == pytest.approx((1 / 3, 2 / 3, 2 / 3))
    assert (truth.key_songs, truth.key_answered, truth.key_score) == (3, 0, 0.0)
    assert "1 of 5 songs of known tempo" in words_of(result)
    for lines, cause in (
        (["file,bpm", "00000.mp3,fast"], "line 2: “fast” is no tempo"),
        (["file,key", "00000.mp3,8B"], "“8B” is no key"),
        (["file,key", "gone.mp3,C"], "no song of the table"),
    ):
        with pytest.raises(UsageError, match=cause):
            evaluate(JobContext(), db, EvaluationOptions(tempo_key=table(tmp_path / "bad.csv", *lines)))


def test_what_cannot_be_measured_is_said(db: Database) -> None:
    with pytest.raises(OrganizerError, match="no song was analyzed"):
        evaluate(JobContext(), db, EvaluationOptions())
    ids = add_songs(db, 5)
    with pytest.raises(OrganizerError, match="only 5 songs are analyzed"):
        evaluate(JobContext(), db, EvaluationOptions())
    ids += add_songs(db, 3, first=5)
    retag(db, ids, title="Bare")
    result = evaluate(JobContext(), db, EvaluationOptions())
    assert result.labels is None and result.map is None
    assert "no song has a label" in words_of(result) and "no map yet" in words_of(result)
    assert [title for title, _ in evaluation_words.figures(result)] == ["Hubs"]
    with pytest.raises(UsageError, match="no song has a label"):
        evaluate(JobContext(), db, EvaluationOptions(label="genre"))
    retag(db, ids, genre=("Folk",))
    with pytest.raises(UsageError, match="too few to judge by"):
        evaluate(JobContext(), db, EvaluationOptions(label="genre"))


def test_a_large_library_is_measured_by_a_part_of_it(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    add_songs(db, 90)
    monkeypatch.setattr(evaluating, "_ALL", 40)
    monkeypatch.setattr(evaluating, "_DRAWN", 12)
    monkeypatch.setattr(evaluating, "_GROUPED_LABELS", 2)
    monkeypatch.setattr(evaluating, "_GROUPED", 50)
    result = evaluate(JobContext(), db, EvaluationOptions())
    labels = result.labels
    assert labels is not None and (labels.asked, labels.scored, result.hubs.songs) == (12, 90, 40)
    assert labels.grouped == (50, 2) and labels.shipped.precision == 1.0
    assert {name for name, *_ in labels.each} == set(STYLES)
    assert "12 songs, drawn evenly" in words_of(result) and "among 40 songs" in words_of(result)
    assert "50 songs of 2 labels" in words_of(result)
    assert evaluate(JobContext(), db, EvaluationOptions()) == result


def test_it_runs_in_a_process_of_its_own_and_is_cancelled_there(db: Database) -> None:
    add_songs(db, 12)
    assert evaluate_apart(JobContext(), str(db.path), EvaluationOptions()) == evaluate(
        JobContext(), db, EvaluationOptions()
    )
    with pytest.raises(UsageError, match="cannot be read"):
        evaluate_apart(JobContext(), str(db.path), EvaluationOptions(label="none.csv"))
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        evaluate_apart(context, str(db.path), EvaluationOptions())
