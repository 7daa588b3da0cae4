"""What is done while faults strike, and what must hold afterwards."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from organizer.base.arrangement import Playlist
from organizer.base.errors import OrganizerError
from organizer.library import drafts, journal, tracks
from organizer.library.drafts import Change, PlaylistDraft
from organizer.library.playlists import playlists
from organizer.library.storage.database import Database
from organizer.library.tags import tags
from organizer.work.arranging import exporting
from organizer.work.files import copying, copying_manifest, copying_plan
from organizer.work.files.copying_plan import Wanted
from organizer.work.files.copying_settings import CopySettings
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from organizer.work.tags import history, tagging
from tests.conftest import tone, write_song

VALUES = {"title": "A new title, longer than before", "genre": ("Folk", "Live")}
#: One file of each kind. Of the AIFF there are two names (hard links).
KINDS = ("mp3", "flac", "ogg", "opus", "wav", "aiff", "m4a", "wma")
FAR = "far.aiff"
#: Files of a batch, so that one is written while the next is planned.
BATCH = 3
#: What lies on the device and is none of ours.
PHOTO = b"a photo"


def make_songs(folder: Path, kinds: Sequence[str] = KINDS) -> None:
    for number, kind in enumerate(KINDS):
        if kind not in kinds:
            continue
        path = folder / f"{number}.{kind}"
        if kind in ("m4a", "wma"):
            _encode(path, tone(0.4, frequency=300 + 20 * number))
        else:
            write_song(path, tone(0.4, frequency=300 + 20 * number))
        tags.write(str(path), {"title": f"Title {number}"})


def _encode(path: Path, sound: np.ndarray) -> None:
    """What soundfile cannot write."""
    import av

    container, codec = {".m4a": ("mp4", "aac"), ".wma": ("asf", "wmav2")}[path.suffix]
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=44_100, layout="mono")
        stream.codec_context.bit_rate = 64_000
        size = stream.codec_context.frame_size or 1024
        for start in range(0, len(sound) - size, size):
            frame = av.AudioFrame.from_ndarray(
                sound[None, start : start + size], format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = 44_100, start
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


class World:
    """A folder with songs, their library, and states of both that can be gone back to."""

    def __init__(
        self,
        folder: Path,
        *,
        kinds: Sequence[str] = KINDS,
        prepare: Callable[[Path], object] = lambda _: None,
        edit: Callable[[World, Database], None] | None = None,
    ) -> None:
        """``prepare``: what is done to the music first; ``edit``: what makes the old files new ones."""
        self.folder, self.music, self.library = folder, folder / "music", folder / "x.db"
        self.list, self.table = folder / "list.m3u8", folder / "list.csv"
        self.device = folder / "device"
        tagging.BATCH = history.BATCH = BATCH
        self.music.mkdir(parents=True)
        make_songs(self.music, kinds)
        prepare(self.music)
        os.link(self.music / "5.aiff", folder / FAR)
        with self.opened() as db:
            importing.import_paths(JobContext(), db, [str(self.music)])
            playlists.save(db, "Mine", self.ids(db)[:3])
            self.device.mkdir()
            (self.device / "photo.jpg").write_bytes(PHOTO)
            if edit is None:
                copy(self, db, slice(0, 6))
        self.old = self.contents()
        self.save("plain")
        self.do(edit or apply)
        self.new = self.contents()
        self.save("edited")
        self.do(undo)
        self.save("undone")
        assert self.contents() == self.old and all(self.old[name] != self.new[name] for name in self.old)

    def opened(self) -> Database:
        return Database(self.library)

    def do(self, operation: Callable[[World, Database], object]) -> None:
        with self.opened() as db:
            operation(self, db)

    def ids(self, db: Database) -> list[int]:
        return [int(i) for i in tracks.query(db, order="path")]

    def contents(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted(self.music.iterdir()) if not p.name.startswith(".")}

    def parts(self) -> list[str]:
        return [str(p) for p in self.folder.rglob(".organizer-*") if p.name != copying_manifest.NAME]

    def save(self, name: str) -> None:
        state = self.folder.with_name(f"{self.folder.name}-{name}")
        shutil.rmtree(state, ignore_errors=True)
        shutil.copytree(self.folder, state)

    def go_back(self, name: str) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.folder.with_name(f"{self.folder.name}-{name}"), self.folder)
        (self.folder / FAR).unlink()
        os.link(self.music / "5.aiff", self.folder / FAR)


# what is done


def apply(world: World, db: Database, *, keep_links: bool = False) -> None:
    songs = tracks.get_many(db, world.ids(db))
    diffs = tagging.preview(db, tagging.edits_from_values(songs, VALUES))
    tagging.apply(JobContext(), db, diffs, label="edit", keep_links=keep_links)


def apply_through(world: World, db: Database) -> None:
    apply(world, db, keep_links=True)


def undo(world: World, db: Database) -> None:
    tagging.undo(JobContext(), db)


def undo_through(world: World, db: Database) -> None:
    tagging.undo(JobContext(), db, keep_links=True)


def redo(world: World, db: Database) -> None:
    tagging.redo(JobContext(), db)


def recover(world: World, db: Database) -> None:
    tagging.recover(db)


def export(world: World, db: Database) -> None:
    songs = tracks.get_many(db, world.ids(db))
    for path in (world.list, world.table):
        exporting.write_list(str(path), Playlist("Mine", tuple(songs)))


def save_playlist(world: World, db: Database) -> None:
    playlists.save(db, "Mine", world.ids(db)[2:])
    drafts.save_playlist(db, PlaylistDraft("Draft", "", world.ids(db)[2:], (Change(1, "Add", [], [1]),), 1))


def copy(world: World, db: Database, which: slice, template: str = "{title}") -> copying.CopyResult:
    songs = tracks.get_many(db, world.ids(db)[which])
    wanted = Wanted(tuple(songs), {"Mine": tuple(song.id for song in songs)})
    settings = CopySettings(template=template)
    plan = copying_plan.plan(JobContext(), wanted, str(world.device), settings, remove=True)
    return copying.copy(JobContext(), plan)


def copy_changed(world: World, db: Database) -> None:
    copy(world, db, slice(2, None))


def copy_renamed(world: World, db: Database) -> None:
    copy(world, db, slice(0, 6), "{format}/{title}")


#: name -> the state to begin in, and what is done in it
SCENES: dict[str, tuple[str, Callable[[World, Database], None]]] = {
    "tag": ("plain", apply),
    "undo": ("edited", undo),
    "redo": ("undone", redo),
    "tag through links": ("plain", apply_through),
    "undo through links": ("edited", undo_through),
    "recover": ("interrupted", recover),
    "export": ("plain", export),
    "playlist": ("plain", save_playlist),
    "copy to a device": ("edited", copy_changed),
    "rename on a device": ("plain", copy_renamed),
}


# what must hold


def check(world: World, *, away: bool = False) -> list[str]:
    """What is wrong after a fault, in words. ``away``: the songs are not there at the next start, and come
    back in another folder."""
    bad: list[str] = []
    if away:
        moved = world.folder / "moved"
        world.music.rename(moved)
        with world.opened() as db:
            open_before = len(journal.files(db, states=journal.OPEN))
            tagging.recover(db)
            if len(journal.files(db, states=journal.OPEN)) != open_before:
                bad.append("files were given up that were not there")
        world.music = moved
        with world.opened() as db:
            importing.import_paths(JobContext(), db, [str(world.folder / "music"), str(moved)])
    with world.opened() as db:
        tagging.recover(db)
        bad += _checked_files(world, db, away)
        bad += _checked_ways(world, db)
    return bad


def _checked_files(world: World, db: Database, away: bool) -> list[str]:
    bad = []
    if world.parts() and not away:
        bad.append(f"left behind: {world.parts()}")
    if journal.unfinished(db):
        bad.append("the journal is open after recovery")
    if db.read().execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        bad.append("the library is damaged")
    songs = {Path(t.path).name: t for t in tracks.get_many(db, world.ids(db)) if not t.away}
    rows = {
        Path(os.fsdecode(r[0])).name: r[1] for r in db.read().execute("SELECT path, state FROM edit_files")
    }
    contents = world.contents()
    if set(contents) != set(world.old):
        bad.append(f"files: {sorted(contents)}")
    for name, content in contents.items():
        path = world.music / name
        if content not in (world.old[name], world.new[name]):
            bad.append(f"{name} is torn")
            continue
        is_new = content == world.new[name]
        if is_new != (rows.get(name) == "done"):
            bad.append(f"{name} is {'new' if is_new else 'old'}, and the journal says {rows.get(name)}")
        song, status = songs.get(name), path.stat()
        if song is None or song.tags.title != tags.read(str(path))[0].title:
            bad.append(f"the library does not say what {name} says")
        elif (song.size, song.mtime_ns) != (status.st_size, status.st_mtime_ns):
            bad.append(f"the library takes {name} for another file")
    held = sum(content == world.new[name] for name, content in contents.items())
    told = sum(e.files for e in journal.history(db) if e.state == "done")
    if held != told:
        bad.append(f"{held} files hold the edit, history says {told}")
    return bad


def _checked_ways(world: World, db: Database) -> list[str]:
    """Back to the old bytes, forth to the new ones."""
    bad = []
    for _ in range(3):
        if tagging.can_undo(db) is None:
            break
        result = tagging.undo(JobContext(), db)
        bad += [f"undo fails: {failure}" for failure in result.failed] if result else ["nothing to undo"]
    if world.contents() != world.old:
        bad.append("undo does not bring the bytes back")
    if tagging.can_redo(db) is not None:
        result = tagging.redo(JobContext(), db)
        bad += [f"redo fails: {failure}" for failure in result.failed] if result else ["nothing to redo"]
    if any(content not in (world.old[n], world.new[n]) for n, content in world.contents().items()):
        bad.append("redo brings other bytes")
    return bad


def check_links(world: World) -> list[str]:
    with world.opened() as db:
        tagging.recover(db)
    same = os.path.samefile(world.music / "5.aiff", world.folder / FAR)
    return [] if same else ["the hard link is broken"]


def check_export(world: World) -> list[str]:
    """Each list is there whole or not at all, and the next export leaves nothing but lists."""
    bad = []
    with world.opened() as db:
        before = {p: p.read_bytes() for p in (world.list, world.table) if p.exists()}
        export(world, db)
        bad += [f"{path.name} is torn" for path, content in before.items() if path.read_bytes() != content]
    if world.parts():
        bad.append(f"left behind: {world.parts()}")
    return bad


def check_playlist(world: World) -> list[str]:
    with world.opened() as db:
        ids = world.ids(db)
        bad = [] if playlists.load(db, "Mine") in (ids[:3], ids[2:]) else ["the playlist is torn"]
        draft = drafts.load_playlist(db)
        if draft is not None and (list(draft.ids) != ids[2:] or len(draft.changes) != 1):
            bad.append("the playlist that is being made is torn")
        return bad


def check_device(world: World, operation: Callable[[World, Database], None]) -> list[str]:
    """Each song on the device is whole, old or new; the next run completes it, and leaves nothing to do."""
    whole = {*world.old.values(), *world.new.values()}
    songs_there = [p for p in world.device.rglob("[!.]*.*") if p.suffix[1:] in KINDS]
    bad = [f"{path.name} is torn" for path in songs_there if path.read_bytes() not in whole]
    with world.opened() as db:
        for _ in range(2):
            operation(world, db)
        songs = sorted(p.read_bytes() for p in world.device.rglob("*.*") if p.suffix[1:] in KINDS)
        changed = operation is copy_changed
        if songs != sorted(list(world.contents().values())[slice(2, None) if changed else slice(0, 6)]):
            bad.append("the next run does not complete it")
        again = copy(world, db, *((slice(2, None),) if changed else (slice(0, 6), "{format}/{title}")))
        if again.count("unchanged") != 6 or len(again.outcomes) != 6:
            bad.append(f"the run after that has something to do: {copying.result_in_words(again)}")
    if (world.device / "photo.jpg").read_bytes() != PHOTO:
        bad.append("a file of the person was touched")
    if world.parts():
        bad.append(f"left behind: {world.parts()}")
    return bad


def failed_in_order(problem: BaseException) -> bool:
    """Whether an operation ended with what can be shown to a person."""
    return isinstance(problem, OrganizerError)
