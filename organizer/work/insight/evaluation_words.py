"""What an evaluation measured, in plain words."""

from __future__ import annotations

import os
from dataclasses import dataclass

from organizer.base.errors import printable
from organizer.base.language import number, plural, tr
from organizer.work.insight.evaluation import (
    NEAREST,
    OCCURRENCE,
    SURE,
    WORD_TOP,
    Evaluation,
    Hubs,
    Labels,
    Map,
    Recommenders,
    Reliability,
    Truth,
    WordScore,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it means."""

    name: str
    value: str
    meaning: str


def figures(result: Evaluation) -> list[tuple[str, list[Figure]]]:
    """Everything that was measured, in plain words: sections by their titles."""
    sections = [(tr("Hubs"), _of_hubs(result.hubs))]
    if result.labels is not None:
        title = tr("Neighbours and genres") if result.labels.kind == "genre" else tr("Neighbours and labels")
        sections.insert(0, (title, _of_labels(result.labels)))
    if result.labels is not None and result.labels.recommenders is not None:
        both = _of_recommenders(result.labels.recommenders, is_genre=result.labels.kind == "genre")
        sections.insert(1, (tr("Two recommenders"), both))
    if result.map is not None:
        sections.append((tr("Map"), _of_map(result.map)))
    if result.truth is not None:
        sections.append((tr("Tempo and key"), _of_truth(result.truth)))
    if result.words:
        sections.append((tr("Words for sound"), [_of_word(score) for score in result.words]))
    if result.suggestions:
        sections.append((tr("Suggestions"), [_of_suggestions(measured) for measured in result.suggestions]))
    return sections


def circumstances(result: Evaluation) -> list[str]:
    """On which songs it was measured, what was left out and why: a sentence each."""
    if result.features:
        sentences = [
            plural(
                "{n} song, by {numbers}, in {dimensions} dimensions.",
                "{n} songs, by {numbers}, in {dimensions} dimensions.",
                result.songs,
                numbers=", ".join(result.features),
                dimensions=result.dimensions,
            )
        ]
    else:
        sentences = [
            plural(
                "{n} analyzed song in {dimensions} dimensions.",
                "{n} analyzed songs in {dimensions} dimensions.",
                result.songs,
                dimensions=result.dimensions,
            )
        ]
    labels, hubs, truth = result.labels, result.hubs, result.truth
    if not result.same_artist:
        sentences.append(tr("Neighbours by the same artist are skipped."))
        if result.without_artist:
            sentences.append(
                plural(
                    "{n} song names no artist and is never skipped.",
                    "{n} songs name no artist and are never skipped.",
                    result.without_artist,
                )
            )
    if labels is not None:
        sentences += _of_songs(labels, result.same_artist)
    if hubs.songs < result.songs:
        sentences.append(
            plural(
                "Hubs were counted among {n} song drawn from all.",
                "Hubs were counted among {n} songs drawn from all.",
                hubs.songs,
            )
        )
    if truth is not None and truth.unmatched:
        sentences.append(
            tr(
                "{unmatched} of {rows} songs of known tempo or key are not analyzed here.",
                unmatched=truth.unmatched,
                rows=truth.rows,
            )
        )
    return [*sentences, *result.notes]


def label_title(kind: str) -> str:
    """What labels of a kind are called at the head of a column."""
    return {"genre": tr("Genre"), "folder": tr("Folder")}.get(kind) or tr("Label")


def label_name(kind: str, name: str) -> str:
    """A label for display: of a folder its own name and that of the folder around it."""
    return printable(os.path.join(*name.split("/")[-2:]) if kind == "folder" else name)


def _percent(share: float, digits: int = 0) -> str:
    return tr("{share}%", share=number(100 * share, digits))


def _of_songs(labels: Labels, same_artist: bool) -> list[str]:
    scored = labels.labels - len(labels.unreachable)
    counts = {"labels": labels.labels, "unlabelled": labels.unlabelled}
    sentences = [
        plural(
            "{n} song with {labels} genres; {unlabelled} without, left out.",
            "{n} songs with {labels} genres; {unlabelled} without, left out.",
            labels.songs,
            **counts,
        )
        if labels.kind == "genre"
        else plural(
            "{n} song with {labels} labels; {unlabelled} without, left out.",
            "{n} songs with {labels} labels; {unlabelled} without, left out.",
            labels.songs,
            **counts,
        )
    ]
    if labels.unmatched:
        sentences.append(
            plural(
                "{n} row of the table fits no analyzed song.",
                "{n} rows of the table fit no analyzed song.",
                labels.unmatched,
            )
        )
    if labels.unreachable:
        sentences.append(_unreachable(labels, same_artist))
    if labels.asked < labels.scored:
        sentences.append(
            plural(
                "Neighbours were looked up for {n} song, drawn evenly over the labels.",
                "Neighbours were looked up for {n} songs, drawn evenly over the labels.",
                labels.asked,
            )
        )
    if labels.grouped != (labels.scored, scored):
        songs, kinds = labels.grouped
        sentences.append(
            plural(
                "Groups were compared on {n} song of {labels} labels.",
                "Groups were compared on {n} songs of {labels} labels.",
                songs,
                labels=kinds,
            )
        )
    return sentences


def _unreachable(labels: Labels, same_artist: bool) -> str:
    shown = ", ".join(label_name(labels.kind, name) for name in labels.unreachable[:5])
    shown += ", …" if len(labels.unreachable) > 5 else ""
    if same_artist:
        return plural(
            "{n} label has one song only and is not scored: {names}.",
            "{n} labels have one song only and are not scored: {names}.",
            len(labels.unreachable),
            names=shown,
        )
    return plural(
        "{n} label has no songs by two artists and is not scored: {names}.",
        "{n} labels have no songs by two artists and are not scored: {names}.",
        len(labels.unreachable),
        names=shown,
    )


def _of_labels(labels: Labels) -> list[Figure]:
    plain, shipped = labels.plain, labels.shipped
    is_genre = labels.kind == "genre"
    precision = {
        "nearest": NEAREST,
        "songs": number(NEAREST * shipped.precision, 1),
        "precision": number(shipped.precision, 3),
        "plain": number(plain.precision, 3),
        "chance": number(NEAREST * labels.chance, 1),
        "best": number(NEAREST * labels.best, 1),
    }
    nearest = {"nearest": NEAREST, "plain": _percent(plain.accuracy, 1)}
    return [
        Figure(
            tr("{n} nearest", n=NEAREST),
            tr("{some} of {all}", some=precision["songs"], all=NEAREST),
            tr(
                "Of the {nearest} nearest songs, {songs} carry the same genre (precision {precision}, mean "
                "over the genres; {plain} before hubs are corrected). Drawn by lot it would be {chance}, and "
                "more than {best} is not possible.",
                **precision,
            )
            if is_genre
            else tr(
                "Of the {nearest} nearest songs, {songs} carry the same label (precision {precision}, mean "
                "over the labels; {plain} before hubs are corrected). Drawn by lot it would be {chance}, and "
                "more than {best} is not possible.",
                **precision,
            ),
        ),
        Figure(
            tr("Genre guessed") if is_genre else tr("Label guessed"),
            _percent(shipped.accuracy, 1),
            tr(
                "So many songs carry the genre that most of their {nearest} nearest carry ({plain} before "
                "hubs are corrected).",
                **nearest,
            )
            if is_genre
            else tr(
                "So many songs carry the label that most of their {nearest} nearest carry ({plain} before "
                "hubs are corrected).",
                **nearest,
            ),
        ),
        Figure(
            tr("Groups"),
            number(labels.agreement, 3),
            tr(
                "How far KMeans groups agree with the genres: 1 is the same, 0 no more than by chance "
                "(adjusted mutual information)."
            )
            if is_genre
            else tr(
                "How far KMeans groups agree with the labels: 1 is the same, 0 no more than by chance "
                "(adjusted mutual information)."
            ),
        ),
    ]


def _of_recommenders(both: Recommenders, *, is_genre: bool) -> list[Figure]:
    neighbours = {
        "nearest": NEAREST,
        "songs": number(NEAREST * both.neighbours_songs, 1),
        "share": _percent(both.neighbours_reach),
    }
    return [
        Figure(
            tr("From neighbours"),
            tr("{some} of {all}", some=number(NEAREST * both.neighbours, 1), all=NEAREST),
            tr(
                "Of the {nearest} nearest songs carry the same genre (mean over the genres; over the songs "
                "{songs}). {share} of the songs are ever named.",
                **neighbours,
            )
            if is_genre
            else tr(
                "Of the {nearest} nearest songs carry the same label (mean over the labels; over the songs "
                "{songs}). {share} of the songs are ever named.",
                **neighbours,
            ),
        ),
        Figure(
            tr("From groups"),
            tr("{some} of {all}", some=number(NEAREST * both.clusters, 1), all=NEAREST),
            tr(
                "Of the {nearest} most typical songs of its group ({groups} groups; over the songs {songs}). "
                "{share} of the songs are ever named: every song of a group gets the same ones.",
                nearest=NEAREST,
                groups=both.groups,
                songs=number(NEAREST * both.clusters_songs, 1),
                share=_percent(both.clusters_reach, 1),
            ),
        ),
        Figure(
            tr("In common"),
            _percent(both.overlap),
            tr("So many of the songs that one names are named by the other, too."),
        ),
    ]


def _of_hubs(hubs: Hubs) -> list[Figure]:
    return [
        Figure(
            tr("Hubs"),
            number(hubs.shipped_skewness, 2),
            tr(
                "How unevenly songs turn up among the {n} nearest of others: 0 is even, above 1 a few are "
                "everyone's neighbours (skewness; {plain} before hubs are corrected).",
                n=OCCURRENCE,
                plain=number(hubs.skewness, 2),
            ),
        ),
        Figure(
            tr("Orphans"),
            _percent(hubs.shipped_orphans, 1),
            tr(
                "So many songs are among nobody's {n} nearest ({plain} before hubs are corrected).",
                n=OCCURRENCE,
                plain=_percent(hubs.orphans, 1),
            ),
        ),
    ]


def _of_map(map_: Map) -> list[Figure]:
    return [
        Figure(
            tr("Quantization error"),
            number(map_.quantization_error, 3),
            tr(
                "How far a song lies from its cell on average. Smaller is finer; compare only maps of the "
                "same songs."
            ),
        ),
        Figure(
            tr("Topographic error"),
            _percent(map_.topographic_error, 1),
            tr(
                "So many songs have their second-best cell elsewhere than beside the best: there the map is "
                "torn."
            ),
        ),
        Figure(
            tr("Neighbours on the map"),
            _percent(map_.overlap),
            tr(
                "So many of the 10 songs nearest to a song are among the 10 nearest on the map; a plane of "
                "dots cannot hold them all."
            ),
        ),
        Figure(
            tr("Edge"),
            f"{number(map_.edge_share, 2)} ×",
            tr(
                "Share of songs in the outermost of the {rows} × {columns} cells over the share of these "
                "cells: 1 when no place is preferred, about 3 on a map that does not wrap around.",
                rows=map_.rows,
                columns=map_.columns,
            ),
        ),
    ]


def _of_word(score: WordScore) -> Figure:
    values = {"n": score.so, "others": score.songs - score.so}
    by_source = {
        "genre": tr(
            "So often one of {n} songs that are so, by their genres, has more of it than one of {others} "
            "that are not (AUC).",
            **values,
        ),
        "mood": tr(
            "So often one of {n} songs that are so, by their moods, has more of it than one of {others} that "
            "are not (AUC).",
            **values,
        ),
        "date": tr(
            "So often one of {n} songs that are so, by their dates, has more of it than one of {others} that "
            "are not (AUC).",
            **values,
        ),
    }
    meaning = by_source.get(score.source) or tr(
        "So often one of {n} songs that are so, by their labels, has more of it than one of {others} that "
        "are not (AUC).",
        **values,
    )
    top = min(score.so, WORD_TOP)
    found = tr(
        "Of the {top} with most of it {right} are so.", top=top, right=number(top * score.precision, 0)
    )
    if score.precision_of_search is None:
        search = tr("The search finds {share} of them.", share=_percent(score.recall))
    else:
        search = tr(
            "The search finds {share} of them; of what it finds {right}.",
            share=_percent(score.recall),
            right=_percent(score.precision_of_search),
        )
    trust = [] if score.trusted else [tr("Not to be relied on here.")]
    auc = number(score.auc, 2)
    return Figure(
        score.word, auc if score.trusted else f"{auc} ?", " ".join([*trust, meaning, found, search])
    )


def _of_suggestions(measured: Reliability) -> Figure:
    every, new = measured.every, measured.new_artists
    sentences = [reliability_in_words(measured)]
    if new.covered:
        sentences.append(
            plural(
                "As if nothing by their artists were tagged: {n} suggestion, {share} right.",
                "As if nothing by their artists were tagged: {n} suggestions, {share} right.",
                new.covered,
                share=_percent(new.right / new.covered),
            )
        )
    elif every.covered:
        sentences.append(tr("Without other songs by their artists nothing could be suggested."))
    value = _percent(every.right / every.covered) if every.covered else tr("none")
    sure = _percent(SURE)
    name = tr("Genre at {sure}", sure=sure) if measured.field == "genre" else tr("Mood at {sure}", sure=sure)
    return Figure(name, value, " ".join(sentences))


def reliability_in_words(measured: Reliability) -> str:
    """How far suggestions can be relied on: a sentence."""
    share, is_genre = measured.every, measured.field == "genre"
    if not share.covered:
        none = {"songs": share.songs, "sure": _percent(SURE)}
        return (
            tr(
                "Of {songs} tagged songs whose genre was hidden, and that of their albums, none got a "
                "suggestion at {sure} or more.",
                **none,
            )
            if is_genre
            else tr(
                "Of {songs} tagged songs whose mood was hidden, and that of their albums, none got a "
                "suggestion at {sure} or more.",
                **none,
            )
        )
    some = {
        "songs": share.songs,
        "covered": share.covered,
        "share": _percent(share.covered / share.songs),
        "sure": _percent(SURE),
        "right": _percent(share.right / share.covered),
    }
    return (
        tr(
            "Of {songs} tagged songs whose genre was hidden, and that of their albums, {covered} ({share}) "
            "got a suggestion at {sure} or more, and {right} of these were right.",
            **some,
        )
        if is_genre
        else tr(
            "Of {songs} tagged songs whose mood was hidden, and that of their albums, {covered} ({share}) "
            "got a suggestion at {sure} or more, and {right} of these were right.",
            **some,
        )
    )


def _of_truth(truth: Truth) -> list[Figure]:
    sentences = []
    if truth.tempo_songs:
        sentences += [
            Figure(
                tr("Tempo"),
                _percent(truth.acc1, 1),
                tr(
                    "So many of {songs} songs have the right tempo within 4 % (Acc1; answered for "
                    "{answered}, no answer is wrong).",
                    songs=truth.tempo_songs,
                    answered=truth.tempo_answered,
                ),
            ),
            Figure(
                tr("Tempo or its multiple"),
                _percent(truth.acc2, 1),
                tr("So many, when half, double, a third or three times the tempo counts as right (Acc2)."),
            ),
            Figure(
                tr("Tempo or its first alternative"),
                _percent(truth.first_two, 1),
                tr("So many have the right tempo within 4 % among the first two that the song panel shows."),
            ),
        ]
    if truth.key_songs:
        sentences.append(
            Figure(
                tr("Key"),
                number(truth.key_score, 3),
                tr(
                    "Mean score of {songs} songs: 1 for the right key, ½ for its fifth, 0.3 for the "
                    "relative, 0.2 for the parallel key (MIREX weights). Answered for {answered}, where it "
                    "is {score}.",
                    songs=truth.key_songs,
                    answered=truth.key_answered,
                    score=number(truth.key_score_answered, 3),
                ),
            )
        )
    return sentences
