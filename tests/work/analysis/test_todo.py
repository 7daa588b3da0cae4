"""What is to be analyzed while songs come: each once, in an order that spans the library."""

from __future__ import annotations

from organizer.work.analysis.todo import Todo


class Library:
    """Songs that wait, and whether more may come; a clock that is moved by hand."""

    def __init__(self, songs: int) -> None:
        self.songs = [(number, f"/a/{number}.mp3") for number in range(songs)]
        self.grows, self.looks, self.now = True, 0, 100.0

    def look(self) -> list[tuple[int, str]]:
        self.looks += 1
        return list(self.songs)

    def todo(self, known: int | None = 100) -> Todo:
        return Todo(self.look, grows=lambda: self.grows, known=known, clock=lambda: self.now)


def test_each_song_comes_once_also_those_that_came_meanwhile() -> None:
    library = Library(2)
    todo = library.todo()
    assert [next(todo)[0], next(todo)[0]] == [0, 1]
    assert todo.total == 2 and todo.waits() and library.looks == 1  # not at every question
    library.songs.append((7, "/a/7.mp3"))
    library.now += 2.5
    assert not todo.waits() and todo.total == 3 and next(todo) == (7, "/a/7.mp3")
    library.songs.append((8, "/a/8.mp3"))
    library.grows = False
    library.now += 2.5
    assert [song[0] for song in todo] == [8]
    assert not todo.waits() and not todo.grows
    library.now += 100
    assert not todo.waits() and library.looks == 3  # nothing comes any more


def test_the_first_songs_are_of_all_folders_that_there_are_by_now() -> None:
    library = Library(16)
    todo = library.todo(known=0)
    assert next(todo) == (0, "/a/0.mp3")
    library.songs += [(number, f"/b/{number}.mp3") for number in range(20, 36)]
    library.now += 2.5
    folders = [next(todo)[1][:2] for _ in range(12)]
    assert folders.count("/b") == 6
    assert todo.total == 32
