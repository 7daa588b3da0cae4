from __future__ import annotations

from organizer.base.model import TagEdit
from organizer.library import tracks
from organizer.library.lists import tag_proposals
from organizer.library.tags import tags
from organizer.ui.tags.proposals import Proposals


def test_a_proposal_is_offered_reviewed_and_done_with_only_when_it_is_written(
    qtbot, open_window, make_song
) -> None:
    song = make_song("a.mp3", title="Blue", artist="One")
    session = open_window(paths=[str(song)])
    window, db = session.window, session.db
    qtbot.waitUntil(lambda: tracks.count(db).all == 1 and not window.table.isHidden(), timeout=60_000)
    (track,) = tracks.get_many(db, tracks.query(db))

    def edit(**values):
        return [TagEdit(track.id, track.path, values)]

    first = tag_proposals.add(db, "A helper", "Folk, by its sound", edit(genre=("Folk",)))
    tag_proposals.add(db, "A helper", "Another title", edit(title="Red"))
    proposals = window.findChild(Proposals)
    proposals.look()
    qtbot.waitUntil(lambda: bool(window.notices.notices), timeout=60_000)
    notice = window.notices.notices[0]
    assert notice.message.text == "“A helper” proposes 1 change of tags: Folk, by its sound"

    notice.buttons[0].click()
    editor = window.tag_editor
    qtbot.waitUntil(lambda: editor.dialog is not None, timeout=60_000)
    assert tags.read(track.path)[0].genre == () and len(tag_proposals.waiting(db)) == 2
    editor.dialog.write_button.click()
    # what was written is done with, and the next one is offered
    qtbot.waitUntil(
        lambda: any("Another title" in one.message.text for one in window.notices.notices), timeout=60_000
    )
    assert tags.read(track.path)[0].genre == ("Folk",)
    assert [one.number for one in tag_proposals.waiting(db)] == [first + 1]

    window.notices.notices[-1].buttons[1].click()
    qtbot.waitUntil(lambda: not tag_proposals.waiting(db), timeout=60_000)
    assert tags.read(track.path)[0].text("title") == "Blue"
