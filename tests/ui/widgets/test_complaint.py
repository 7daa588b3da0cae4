"""An error of the world speaks for itself; a fault of the program is called one."""

from __future__ import annotations

from organizer.base.errors import OrganizerError
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.complaint import as_sentence, complaint


def test_the_world_is_quoted():
    error = OrganizerError("the disk is full", path="/music/a.flac", remedy="make room")
    assert complaint(error) == "/music/a.flac: the disk is full (make room)"


def test_a_fault_of_the_program_is_called_one():
    assert complaint(KeyError("x")).startswith("Something went wrong inside")


def test_a_path_is_spelt_as_it_is():
    assert as_sentence(OrganizerError("it is empty")) == "It is empty"
    assert as_sentence(OrganizerError("it is empty", path="music")) == "music: it is empty"


def test_the_state_shows_it_in_the_bottom_bar(state, qtbot):
    with qtbot.waitSignal(state.message) as shown:
        state.jobs.start(Job.STOCK, _fail, on_error=state.complain)
    assert shown.args == ["it is not there", "error"]


def _fail(_context):
    raise OrganizerError("it is not there")
