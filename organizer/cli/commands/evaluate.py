"""``organizer evaluate``: how well songs that belong together lie together."""

from __future__ import annotations

from dataclasses import asdict, replace

from organizer.base.language import number, tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import space
from organizer.cli.terminal import job, print_json, print_table, right, say, under_keys
from organizer.work.arranging import grouping
from organizer.work.insight import evaluating, evaluation_words
from organizer.work.insight.evaluation import Evaluation

_LABELS_SHOWN = 20


#: Keys of ``--json`` by the names of fields.
_KEYS = {"tempo_answered": "tempo_told", "key_answered": "key_told", "key_score_answered": "key_score_told"}


def _run(options: Options) -> int:
    chosen = space(options)
    with open_library(options) as db, job(tr("Evaluating"), unit="steps") as context:
        if not chosen.features and chosen.query:
            chosen = replace(grouping.usual_space(db), query=chosen.query)
        request = evaluating.EvaluationOptions(
            label=options.label,
            same_artist=options.same_artist == "include",
            tempo_key=options.tempo_key,
            space=chosen if chosen.features or chosen.query else None,
        )
        result = evaluating.evaluate(context, db, request)
    if options.json:
        document = asdict(result)
        if result.truth is not None:
            document["truth"] = under_keys(document["truth"], _KEYS)
        print_json(document)
    else:
        _print_evaluation(result)
    return 0


def _print_evaluation(result: Evaluation) -> None:
    for line in evaluation_words.circumstances(result):
        say(line)
    for title, figures in evaluation_words.figures(result):
        say()
        print_table((title, "\t", ""), [(f.name, f.value, f.meaning) for f in figures], prose=True)
    if result.labels is None:
        return
    kind = result.labels.kind
    say()
    print_table(
        (evaluation_words.label_title(kind), right(tr("Songs")), right(tr("Precision"))),
        [
            (evaluation_words.label_name(kind, name), songs, number(precision, 3))
            for name, songs, precision in result.labels.each[:_LABELS_SHOWN]
        ],
    )
    if len(result.labels.each) > _LABELS_SHOWN:
        say(tr("… and {n} more: --json lists all", n=len(result.labels.each) - _LABELS_SHOWN))


COMMANDS = {"evaluate": _run}
