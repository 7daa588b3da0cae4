"""A small library on which every command that has ``--json`` can run, and how each is called."""

from __future__ import annotations

import shutil
from pathlib import Path

import mutagen
import numpy as np
from PIL import Image

from organizer.analysis.ear import fingerprint
from organizer.base.descriptors import FEATURE_VERSION, Descriptors
from organizer.base.errors import OrganizerError
from organizer.base.features import Features, Loudness
from organizer.base.model import TagEdit, Track
from organizer.library import fingerprints, tracks, vectors
from organizer.library.lists import tag_proposals
from organizer.library.storage.database import Database
from organizer.library.tags import payload
from organizer.work.analysis.analyzing import fingerprint_version
from organizer.work.arranging import grouping, mapping
from organizer.work.intake import importing
from organizer.work.jobs import JobContext
from tests.conftest import tone, write_song
from tests.work.arranging.test_mapping import add_songs

#: What is run, in this order: some need what others made. {one} and {two} are songs with a file, {folder} is
#: theirs, {out} is empty.
CALLS = """
add {folder} --no-analyze
analyze
list genre:folk
list --failed
loudness title:one
keys --forget
listening
rate title:one 3.5 --dry-run
rate title:one 3.5
plays
map --show
map --pin 'title:="song 3"'
map --pins
map --versions
groups --show
groups --judge
groups --dry-run --k 2
groups --by genre --csv {out}/labels.csv
regions make Night genre:folk
regions list
regions show Night
regions add Night genre:jazz
regions keep Night {out}/night.m3u8
regions remove Night
similar {one} -n 2
similar {one} {two} -n 2
similar {one} -n 2 --by both
evaluate
duplicates
duplicates --trash --dry-run
playlist --query artist:real --output {out}/real.m3u8
playlist import {out}/real.m3u8
playlist list
playlist show real
playlist export real --output {out}/again.xspf
playlist missing
playlist formats
playlist profiles
playlist delete real
playlist arrange artist:real
copy artist:real {out}/stick --dry-run
copy artist:real {out}/stick --save-as Stick
copy --devices
copy --forget Stick
smart save Slow genre:folk
smart list
smart show Slow
smart export Slow {out}/slow.m3u8 --keep
smart update
smart release Slow
smart delete Slow
radio {one} --count 3
tag title:one --show
tag title:one genre=Ska --dry-run
tag title:one genre=Ska --yes
tag title:one --step "case fields=title" --dry-run
tag --tools
tag --step "case fields=title" --save-action Neat
tag --actions
tag --export-action Neat {out}/neat.json
tag --import-action {out}/neat.json --yes
tag --forget-action Neat
history
undo --yes
redo --yes
cover title:one --set {picture} --yes
cover title:one
cover title:one --remove --dry-run
cover title:one --extract {out}/covers
replaygain title:one --remove
suggest
tidy
tidy --propose --dry-run
rename title:one --template "{{title}} new" --dry-run
rename title:one --template "{{title}} new" --yes
rename --undo --dry-run
rename --undo --yes
move title:one {out}/elsewhere --dry-run
move title:one {out}/elsewhere --yes
undo --yes
export {out}/songs.csv
insight --out {out}/report --features tempo,energy
import {table} --dry-run
import {table}
library folders
library check
library copy
library copies
library restore --yes
pace --hours 22-6 --share 50
network status
network remove
structure {one} --labels {out}/parts.txt
lesson
lesson 1
lesson 1 --answer
proposals
proposals list {proposal}
proposals drop --all
report
about
remove title:two --dry-run
remove title:two --yes
remove --undo
demo {out}/demo --songs 1 --seconds 0.5
schema
schema list
"""


def furnish(folder: Path) -> dict[str, str]:
    """Make the library and what the calls name."""
    names = {"folder": folder / "music", "out": folder / "out", "table": folder / "songs.csv"}
    names |= {name: folder / "music" / f"{name}.mp3" for name in ("one", "two", "copy")}
    names["picture"] = folder / "front.png"
    (names["out"] / "stick").mkdir(parents=True)
    names["table"].write_text("title,artist,energy,tempo\nA,B,0.5,90\nC,D,0.7,120\nE,F,0.1,x\n", "utf-8")
    Image.new("RGB", (8, 8)).save(names["picture"])
    for number, name in enumerate(("one", "two")):
        path = write_song(names[name], tone(25.0 if not number else 1.0, frequency=300.0 + 200 * number))
        tags = mutagen.File(path, easy=True)
        tags["title"], tags["artist"] = name, "Real"
        tags.save()
    shutil.copy(names["one"], names["copy"])
    with Database(folder / "library.db") as db:
        made = add_songs(db, 24)
        tracks.set_away(db, made[-1:], True)
        importing.import_paths(JobContext(), db, [str(names["folder"])])
        real = tracks.get_many(db, tracks.query(db, "artist:real").tolist())
        _analyzed(db, real, made)
        song = next(one for one in real if one.title == "two")
        number = tag_proposals.add(db, "test", "why", [TagEdit(song.id, song.path, {"genre": ("Ska",)})])
        tracks.record_failure(db, made[0], "analysis", OrganizerError("cannot be decoded"))
        mapping.build_map(JobContext(), db)
        mapping.build_map(JobContext(), db, seed=1)
        grouping.build_groups(JobContext(), db, k=3)
    return {name: str(path) for name, path in names.items()} | {"proposal": str(number)}


def _analyzed(db: Database, real: list[Track], made: list[int]) -> None:
    """Nothing waits for worker processes: what they would find out is there."""
    vector = vectors.load_some(db, FEATURE_VERSION, made[:1])[1][0]
    paths = {}
    for track in real:
        sound = payload.audio_hash(track.path)
        tracks.set_audio_hash(db, track.id, sound)
        paths[sound] = track.path
    words = Descriptors(tempo=90.0, tempo_alternatives=(180.0,))
    vectors.put(db, [(one, Features(vector, words, FEATURE_VERSION)) for one in paths])
    for one in paths:
        vectors.put_loudness(db, one, Loudness(-14.0, 5.0, -1.0, -12.0, -13.0))
    silent = [
        (track.audio_hash, fingerprint.Fingerprint(np.empty(0, np.uint32), (), ()).to_bytes())
        for track in tracks.get_many(db, made)
    ]
    heard = [(one, fingerprint.of_file(path).to_bytes()) for one, path in paths.items()]
    fingerprints.put(db, silent + heard, fingerprint_version())
