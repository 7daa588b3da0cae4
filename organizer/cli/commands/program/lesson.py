"""``organizer lesson``: lists the lessons, shows one, answers its question from the library."""

from __future__ import annotations

import textwrap
from dataclasses import asdict

from organizer.base.language import tr
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.selecting import named_track
from organizer.cli.terminal import job, note, print_json, print_table, right, say
from organizer.work.insight import lesson_answers, lessons
from organizer.work.insight.lessons import Lesson

_WIDTH = 96


def _run(options: Options) -> int:
    if not options.name:
        return _list(options)
    chosen = lessons.find(" ".join(options.name))
    answer = None
    if options.answer:
        with open_library(options) as db, job(tr("Answering"), unit="steps") as context:
            track_id = named_track(db, options.song).id if options.song else None
            answer = lesson_answers.answer(context, db, chosen.key, track_id=track_id)
    if options.json:
        print_json({**_document(chosen), "answer": asdict(answer) if answer is not None else None})
        return 0
    if answer is None:
        _print_lesson(chosen)
        note(tr("the answer from your own songs: organizer lesson {number} --answer", number=chosen.number))
        return 0
    say(tr("Question: {question}", question=chosen.question))
    say()
    _print(tr("Answer: {text}", text=answer.text))
    _print(tr("Why: {reason}", reason=answer.reason))
    say()
    print_table((tr("Figure"), right(tr("Value"))), list(answer.figures))
    return 0


def _list(options: Options) -> int:
    if options.json:
        print_json([_document(entry) for entry in lessons.LESSONS])
        return 0
    print_table(
        ("\t", tr("Name"), tr("Lesson"), tr("Question")),
        [(entry.number, entry.key, entry.title, entry.question) for entry in lessons.LESSONS],
    )
    note(tr("one of them: organizer lesson 3; in the window: Help → Lessons"))
    return 0


def _document(entry: Lesson) -> dict[str, object]:
    return {
        "number": entry.number,
        "name": entry.key,
        "title": entry.title,
        "about": entry.about,
        "steps": [{"do": step.do, "see": step.see, "command": step.command} for step in entry.steps],
        "question": entry.question,
    }


def _print_lesson(entry: Lesson) -> None:
    say(tr("Lesson {number}: {title}", number=entry.number, title=entry.title))
    say()
    _print(entry.about)
    for number, step in enumerate(entry.steps, start=1):
        say()
        _print(f"{number}. {step.do}", "   ")
        _print("   " + tr("You should see: {see}", see=step.see), "   ")
        if step.command:
            say(f"   $ {step.command}")
    say()
    say(tr("Question: {question}", question=entry.question))


def _print(text: str, indent: str = "") -> None:
    for line in textwrap.wrap(text, _WIDTH, subsequent_indent=indent):
        say(line)


COMMANDS = {"lesson": _run}
