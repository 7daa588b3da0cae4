"""Genre and mood suggested for songs without one, from the person's own tags: by the nearest tagged songs.

A suggestion is never written by itself: it becomes an edit when the person asks for it, and is previewed and
journaled as any other. How often suggestions are right is measured on the tagged songs, each with its tag
hidden and its copies left out, in three situations: as if nothing by its artist were tagged, as if nothing of
its album were, and among the songs of its album. A song without a tag gets the confidence of its situation:
an album proves nothing about others, nor an artist.

Who has tagged few songs, or songs of one kind only, gets no suggestions: nothing is known then of how often
they would be right. That a song is of a kind that nobody tagged cannot be heard with certainty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from organizer.analysis.space import votes
from organizer.analysis.space.votes import Calibration, Labelled
from organizer.base.language import plural, tr
from organizer.base.model import FloatArray, IntArray, TagEdit, field_value
from organizer.library import suggestions, tracks
from organizer.library.storage.database import Database
from organizer.library.suggestions import Field, Tagged
from organizer.work.analysis.embedding import embed, evenly, looked_up, newest_version
from organizer.work.insight.evaluation import Reliability, Share
from organizer.work.jobs import JobContext

#: From here on four in five are right.
SURE = votes.SURE
#: Below this a suggestion is more likely wrong than right, and is not made.
LEAST = 0.5
#: Tagged songs that suggestions are made from, and that they are judged on, evenly spread over more.
_EVIDENCE, _JUDGED = 20_000, 5_000
#: With fewer tagged songs nothing is suggested.
_FEWEST = 10
#: With fewer songs in a situation, the one before it is taken for it.
_FEWEST_JUDGED = 20
_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a song that has none."""

    track_id: int
    field: Field
    value: str
    confidence: float  #: how likely it is right, 0–1
    reasons: tuple[int, ...]  #: the nearest songs that have it, ids


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested, the surest first."""

    field: Field
    suggested: tuple[Suggestion, ...]
    tagged: int  #: songs that suggestions are made from
    without: int  #: of the songs that were asked about, those without a value whose files are there
    not_analyzed: int  #: of these, those of which nothing is known yet
    why: str  #: why nothing can be suggested, "" where it can
    reliability: Reliability | None


@dataclass(frozen=True, slots=True, eq=False)
class _Songs:
    """The songs, and where those that were analyzed lie."""

    tagged: Tagged
    rows: IntArray  #: shape=(n,), of analyzed songs in ``tagged``
    matrix: FloatArray  #: shape=(n, d)
    telling: npt.NDArray[np.bool_]  #: shape=(len(tagged.texts),), texts that say anything


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What was learnt from the tagged songs, to be asked about others."""

    field: Field
    songs: _Songs
    evidence: IntArray  #: shape=(m,), rows of ``songs.matrix``
    labelled: Labelled | None  #: None: nothing can be suggested
    names: tuple[str, ...]  #: of the values, as most songs spell them
    calibrations: tuple[Calibration, ...]  #: by situation, see ``_situations``
    reliability: Reliability | None
    why: str


def suggest(context: JobContext, db: Database, field: Field, ids: IntArray | None = None) -> Suggestions:
    """What can be suggested for these songs, or for all."""
    return ask(context, learn(context, db, field), ids)


def learn(context: JobContext, db: Database, field: Field) -> Model:
    """Learn from the tagged songs, and judge that on them."""
    songs = _load(context, db, field)
    every = np.flatnonzero(songs.telling[songs.tagged.text[songs.rows]] & ~songs.tagged.accepted[songs.rows])
    evidence = every[evenly(len(every), _EVIDENCE)] if len(every) else every
    codes, names = _coded(songs, evidence)
    sizes = np.bincount([code for own in codes for code in own], minlength=1)
    if why := _too_few(field, len(evidence), int((sizes >= votes.FEWEST).sum())):
        return Model(field, songs, evidence, None, names, (), None, why)
    labelled = Labelled.of(songs.matrix[evidence], codes)
    return _judged(context, field, songs, evidence, labelled, names)


def reliabilities(context: JobContext, db: Database) -> tuple[Reliability, ...]:
    """How far suggestions can be relied on, of each field that any can be made of. Reports nothing."""
    quiet = JobContext(lambda _progress: context.check_cancelled())
    measured = (learn(quiet, db, field).reliability for field in suggestions.FIELDS)
    return tuple(one for one in measured if one is not None)


def ask(context: JobContext, model: Model, ids: IntArray | None = None) -> Suggestions:
    """What the model suggests for these songs, or for all."""
    songs, tagged = model.songs, model.songs.tagged
    bare = ~songs.telling[tagged.text] & tagged.available
    if ids is not None:
        bare &= np.isin(tagged.ids, ids)
    asked = np.flatnonzero(bare[songs.rows])
    without, missing = int(bare.sum()), int(bare.sum()) - len(asked)
    suggested: list[Suggestion] = []
    if model.labelled is not None and len(asked):
        suggested = _suggested(context, model, asked)
    suggested.sort(key=lambda one: (-one.confidence, one.track_id))
    return Suggestions(
        model.field, tuple(suggested), len(model.evidence), without, missing, model.why, model.reliability
    )


def edits(db: Database, suggested: Sequence[Suggestion]) -> list[TagEdit]:
    """Suggestions as edits, to be previewed; none for a song that has got a value since."""
    wanted = {one.track_id: one for one in suggested}
    made = []
    for song in tracks.get_many(db, wanted):
        one = wanted[song.id]
        if song.available and not suggestions.telling(song.tags.values(one.field)):
            made.append(TagEdit(song.id, song.path, {one.field: field_value(one.field, [one.value])}))
    return made


def accept(db: Database, field: Field, suggested: Sequence[Suggestion]) -> None:
    """Remember that these were accepted, so that they are no evidence for others."""
    suggestions.answer(db, field, [suggestions.Answer(s.track_id, s.value, True) for s in suggested])


def reject(db: Database, field: Field, suggested: Sequence[Suggestion]) -> None:
    """Remember that these are wrong; they are not made again."""
    suggestions.answer(db, field, [suggestions.Answer(s.track_id, s.value, False) for s in suggested])


def in_words(result: Suggestions) -> str:
    """What came of it: a sentence or two."""
    if not result.without and result.tagged:
        return (
            tr("Every song that was asked about has a genre.")
            if result.field == "genre"
            else tr("Every song that was asked about has a mood.")
        )
    if result.why:
        return result.why
    values = {
        "suggested": len(result.suggested),
        "many": sum(one.confidence >= SURE for one in result.suggested),
        "sure": round(100 * SURE),
    }
    words = (
        plural(
            "{n} song has no genre; something is suggested for {suggested}, for {many} at {sure}% or more.",
            "{n} songs have no genre; something is suggested for {suggested}, for {many} at {sure}% or more.",
            result.without,
            **values,
        )
        if result.field == "genre"
        else plural(
            "{n} song has no mood; something is suggested for {suggested}, for {many} at {sure}% or more.",
            "{n} songs have no mood; something is suggested for {suggested}, for {many} at {sure}% or more.",
            result.without,
            **values,
        )
    )
    if not result.not_analyzed:
        return words
    left = plural("{n} is not analyzed yet.", "{n} are not analyzed yet.", result.not_analyzed)
    return f"{words} {left}"


def _load(context: JobContext, db: Database, field: Field) -> _Songs:
    context.report(0, 0, tr("Reading"))
    tagged = suggestions.tagged(db, field)
    telling = np.array([bool(suggestions.telling(values)) for values in tagged.texts], bool)
    context.check_cancelled()
    if not newest_version(db, missing_ok=True):
        return _Songs(tagged, np.empty(0, np.int64), np.empty((0, 0), np.float32), telling)
    ids, matrix = embed(context, db)
    rows = looked_up(ids, tagged.ids, np.arange(len(tagged.ids)))
    return _Songs(tagged, rows[rows >= 0], matrix[rows >= 0], telling)


def _coded(songs: _Songs, evidence: IntArray) -> tuple[list[list[int]], tuple[str, ...]]:
    """The numbers of the values of each song, those of most songs first, and how they are spelled."""
    texts = songs.tagged.text[songs.rows[evidence]]
    spellings: dict[str, Counter[str]] = {}
    for text, count in enumerate(np.bincount(texts, minlength=len(songs.tagged.texts)).tolist()):
        for value in suggestions.telling(songs.tagged.texts[text]) if count else ():
            spellings.setdefault(suggestions.key(value), Counter())[value] += count
    order = sorted(spellings, key=lambda key: (-spellings[key].total(), key))
    number = {key: at for at, key in enumerate(order)}
    of_text = [
        list(
            dict.fromkeys(
                number[key] for v in suggestions.telling(values) if (key := suggestions.key(v)) in number
            )
        )
        for values in songs.tagged.texts
    ]
    names = tuple(min(spellings[key], key=lambda name: (-spellings[key][name], name)) for key in order)
    return [of_text[text] for text in texts.tolist()], names


def _too_few(field: Field, songs: int, values: int) -> str:
    if songs >= _FEWEST and values >= 2:
        return ""
    is_genre, needed = field == "genre", {"fewest": _FEWEST, "each": votes.FEWEST}
    if songs >= _FEWEST:
        return (
            tr(
                "Nothing can be suggested yet: two genres with {n} songs each are needed, so that there is a "
                "choice.",
                n=votes.FEWEST,
            )
            if is_genre
            else tr(
                "Nothing can be suggested yet: two moods with {n} songs each are needed, so that there is a "
                "choice.",
                n=votes.FEWEST,
            )
        )
    if not songs:
        have = (
            tr("Nothing can be suggested yet: no analyzed song has a genre that says anything.")
            if is_genre
            else tr("Nothing can be suggested yet: no analyzed song has a mood that says anything.")
        )
    elif is_genre:
        have = plural(
            "Nothing can be suggested yet: only {n} analyzed song has a genre that says anything.",
            "Nothing can be suggested yet: only {n} analyzed songs have a genre that says anything.",
            songs,
        )
    else:
        have = plural(
            "Nothing can be suggested yet: only {n} analyzed song has a mood that says anything.",
            "Nothing can be suggested yet: only {n} analyzed songs have a mood that says anything.",
            songs,
        )
    return f"{have} {tr('With {fewest} or more, {each} of each, something can.', **needed)}"


def _judged(
    context: JobContext,
    field: Field,
    songs: _Songs,
    evidence: IntArray,
    labelled: Labelled,
    names: tuple[str, ...],
) -> Model:
    """The model, with what its scores are worth."""
    rows = songs.rows[evidence]
    artists, albums = songs.tagged.artist[rows], songs.tagged.album[rows]
    # who is not known is somebody else than everyone
    alone = -2 - np.arange(len(rows))
    of_albums = np.where(albums >= 0, albums, alone)
    of_artists = np.where(
        artists >= 0, artists, np.where(albums >= 0, int(artists.max()) + 1 + albums, alone)
    )
    judged = evenly(len(rows), _JUDGED)
    calibrations: list[Calibration] = []
    stated, right = np.zeros(len(judged)), np.zeros(len(judged), bool)
    shares: list[Share] = []
    for apart, members in (
        (of_artists, np.ones(len(rows), bool)),
        (of_albums, _among_others(artists, of_albums)),
        (np.arange(len(rows)), _among_others(albums, np.arange(len(rows)))),
    ):
        some = judged[members[judged]]
        if calibrations and len(some) < _FEWEST_JUDGED:
            calibrations.append(calibrations[-1])  # as if it were harder
            shares.append(shares[-1])
            continue
        outcome = _outcome(context, labelled, some, apart)
        calibrations.append(votes.calibrate(*outcome))
        stated[members[judged]] = votes.held_out(*outcome, _folds(apart[some]))
        right[members[judged]] = outcome[2]
        shares.append(_share(stated, right))
    values = len(np.unique(labelled.codes[labelled.codes >= 0]))
    # of whole albums without a tag: that an album is tagged in part is the easy case
    reliability = Reliability(field, values, shares[1], shares[0])
    return Model(field, songs, evidence, labelled, names, tuple(calibrations), reliability, "")


def _outcome(
    context: JobContext, labelled: Labelled, judged: IntArray, apart: IntArray
) -> tuple[IntArray, npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """What is voted for songs whose tag is hidden, with which score, and whether it is right."""
    made = votes.votes(
        labelled.data[judged],
        labelled,
        apart=(apart[judged], apart),
        hidden=judged,
        check=lambda done: _step(context, done, len(judged), tr("Judging by tagged songs")),
    )
    return made.labels, made.scores, labelled.carry(judged, made.labels)


def _folds(numbers: IntArray) -> IntArray:
    """A fold for each song, the same for songs of one number."""
    return np.asarray(np.unique(numbers, return_inverse=True)[1], np.int64) % _FOLDS


def _among_others(numbers: IntArray, parts: IntArray) -> npt.NDArray[np.bool_]:
    """Whether songs of the same number are in more than one part; −1 is no number."""
    pairs = np.unique(np.stack([numbers, parts], axis=1)[numbers >= 0], axis=0)
    several, count = np.unique(pairs[:, 0], return_counts=True)
    return np.isin(numbers, several[count > 1])


def _situations(model: Model, rows: IntArray) -> IntArray:
    """Of each song: 2 where songs of its album are tagged, 1 where songs by its artist are, else 0."""
    tagged, evidence = model.songs.tagged, model.songs.rows[model.evidence]
    situations = np.zeros(len(rows), np.int64)
    for situation, numbers in ((1, tagged.artist), (2, tagged.album)):
        own = numbers[rows]
        situations[(own >= 0) & np.isin(own, numbers[evidence])] = situation
    return situations


def _share(stated: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> Share:
    sure = stated >= SURE
    return Share(len(stated), int(sure.sum()), int(right[sure].sum()))


def _suggested(context: JobContext, model: Model, asked: IntArray) -> list[Suggestion]:
    assert model.labelled is not None
    tagged = model.songs.tagged
    rows, evidence = model.songs.rows[asked], model.songs.rows[model.evidence]
    made = votes.votes(
        model.songs.matrix[asked],
        model.labelled,
        check=lambda done: _step(context, done, len(asked), tr("Comparing songs")),
    )
    stated = np.stack([one.confidence(made.labels, made.scores) for one in model.calibrations])
    confidence = stated[_situations(model, rows), np.arange(len(rows))]
    suggested = []
    for at in np.flatnonzero((confidence >= LEAST) & (made.labels >= 0)).tolist():
        track_id, value = int(tagged.ids[rows[at]]), model.names[made.labels[at]]
        if suggestions.key(value) not in tagged.rejected.get(track_id, ()):
            reasons = tuple(tagged.ids[evidence[[i for i in made.reasons[at].tolist() if i >= 0]]].tolist())
            suggested.append(Suggestion(track_id, model.field, value, float(confidence[at]), reasons))
    return suggested


def _step(context: JobContext, done: int, total: int, what: str) -> None:
    context.check_cancelled()
    context.report(done, total, what)
