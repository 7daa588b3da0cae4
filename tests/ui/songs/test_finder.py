"""What the table shows: of a search and of what the sidebar leaves, in an order."""

from __future__ import annotations

from organizer.library import tracks
from organizer.library.plays import records
from organizer.ui.songs.finder import Finder
from organizer.work.jobs import JobContext


def test_songs_of_search_and_scope_come_in_order_until_the_library_changes(db):
    files = [tracks.ScannedFile(f"/music/{name}.mp3", 1, 1) for name in "abc"]
    first, second, third = tracks.upsert(db, files).added
    with db.write() as connection:
        connection.execute("UPDATE tracks SET added = 1 WHERE id = ?", (third,))
    records.set_rating(db, [second], 8)
    finder, context = Finder(db), JobContext()
    assert finder.find(context, "", "", "rating", True).tolist() == [second, first, third]
    assert finder.find(context, "new", "", "rating", True).tolist() == [second, first]
    assert finder.find(context, "", "rating:none", "path", True).tolist() == [third, first]
    records.set_rating(db, [third], 10)
    finder.forget()
    assert finder.find(context, "", "", "rating", True).tolist() == [third, second, first]
