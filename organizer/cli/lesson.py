"""``organizer lesson``: lists the lessons, tells one, answers its question from the library."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Callable
from dataclasses import asdict

from organizer.cli.terminal import job, note, print_json, print_table, say
from organizer.library.storage.database import Database
from organizer.work.insight import lessons
from organizer.work.insight.lessons import Lesson

_WIDTH = 96


def lesson(open_library: Callable[[], Database], options: argparse.Namespace) -> int:
    """``open_library`` is called only where a question is to be answered."""
    if not options.name:
        return _list(options)
    chosen = lessons.find(" ".join(options.name))
    found = None
    if options.answer:
        from organizer.cli.similar import named_song
        from organizer.work.insight import lesson_answers

        with open_library() as db, job("Answering", unit="steps") as context:
            song = named_song(db, options.song).id if options.song else None
            found = lesson_answers.answer(context, db, chosen.key, track_id=song)
    if options.json:
        print_json({**_told(chosen), "answer": asdict(found) if found is not None else None})
        return 0
    if found is None:
        _print_lesson(chosen)
        note(f"the answer from your own songs: organizer lesson {chosen.number} --answer")
        return 0
    say(f"Question: {chosen.question}")
    say()
    _print(f"Answer: {found.text}")
    _print(f"Why: {found.reason}")
    say()
    print_table(("Figure", "Value\t"), list(found.figures))
    return 0


def _list(options: argparse.Namespace) -> int:
    if options.json:
        print_json([_told(entry) for entry in lessons.LESSONS])
        return 0
    print_table(
        ("\t", "Name", "Lesson", "Question"),
        [(entry.number, entry.key, entry.title, entry.question) for entry in lessons.LESSONS],
    )
    note("one of them: organizer lesson 3; in the window: Help → Lessons")
    return 0


def _told(entry: Lesson) -> dict[str, object]:
    return {
        "number": entry.number,
        "name": entry.key,
        "title": entry.title,
        "about": entry.about,
        "steps": [{"do": step.do, "see": step.see, "command": step.command} for step in entry.steps],
        "question": entry.question,
    }


def _print_lesson(entry: Lesson) -> None:
    say(f"Lesson {entry.number}: {entry.title}")
    say()
    _print(entry.about)
    for number, step in enumerate(entry.steps, start=1):
        say()
        _print(f"{number}. {step.do}", "   ")
        _print(f"   You should see: {step.see}", "   ")
        if step.command:
            say(f"   $ {step.command}")
    say()
    say(f"Question: {entry.question}")


def _print(text: str, indent: str = "") -> None:
    for line in textwrap.wrap(text, _WIDTH, subsequent_indent=indent):
        say(line)
