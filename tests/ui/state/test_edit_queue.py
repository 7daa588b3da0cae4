"""Changes of what is stored come one after the other, and each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from organizer.base.errors import OrganizerError
from organizer.ui.state.edit_queue import EditQueue
from organizer.ui.state.job_ids import Job


@dataclass(frozen=True)
class Written:
    was: str


def stored(db) -> str:
    with db.read() as connection:
        return str(connection.execute("SELECT text FROM notes").fetchone()[0])


def add(db, text: str) -> Written:
    if text == "bad":
        raise OrganizerError("this cannot be added")
    return restore(db, stored(db) + text)


def restore(db, text: str) -> Written:
    was = stored(db)
    with db.write() as connection:
        connection.execute("UPDATE notes SET text = ?", (text,))
    return Written(was)


@pytest.fixture
def queue(db, state) -> EditQueue:
    with db.write() as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.execute("INSERT INTO notes VALUES ('')")
    return EditQueue(state, Job.PINS, stored, state)


def test_changes_are_made_in_their_order_also_after_one_that_fails(state, queue, qtbot) -> None:
    read, told, complaints = [], [], []
    queue.read.connect(read.append)
    state.message.connect(lambda text, *_: complaints.append(text))
    for text in ("a", "bad", "b", "c"):
        queue.change(told.append, add, text)
    queue.look()
    queue.look()  # the one before will do
    qtbot.waitUntil(lambda: len(read) == 4 and not state.jobs.running())
    assert read == ["a", "ab", "abc", "abc"] and [done.was for done in told] == ["", "a", "ab"]
    assert len(complaints) == 1 and "this cannot be added" in complaints[0]


def test_a_step_goes_back_and_forward(state, queue, qtbot, db) -> None:
    steps = []
    queue.change(lambda done: steps.append(queue.step("Add x", done, restore)), add, "x")
    qtbot.waitUntil(lambda: bool(steps))
    for expected, way in (("", "undo"), ("x", "redo"), ("", "undo")):
        with qtbot.waitSignal(queue.read) as read:
            getattr(steps[0], way)()
        assert read.args == [expected] and stored(db) == expected
