"""Playlists and searches with random damage: each is answered or refused; none hangs or fills memory.

python -m tests.faults.texts [--count 20000] [--seed 0]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from organizer.base.model import Tags
from organizer.library import tracks
from organizer.library.query import FIELDS
from organizer.library.storage.database import Database
from organizer.library.tracks import ScannedFile
from organizer.work.intake import listing
from organizer.work.jobs import JobContext
from tests.faults.limits import tried
from tests.faults.tables import CUTS, PASTES
from tests.library.playlists.test_playlist_formats import NAMES, contents

TOKENS = (
    b"\0", b"\n", b"\r", b"%00", b"%", b"%zz", b"file://", b"FILE://localhost/", b"../", b"/" * 300,
    b"a" * 5000,
    b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"http://", b"#", b"\\", b"/dev/zero", b"/proc/self/mem",
    b"<", b">",
    b"\xe2\x80\xa8", b":" * 40, b"smb://x/", b"file:///%00", b"&#0;", b"&a;", b"]]>", b'"', b"<![CDATA[",
    b"<ref ",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"<a>" * 300, b"[" * 3000, b'{"a":' * 900, b"href=", b"File1=",
    b"\xef\xbb\xbf",
)  # fmt: skip
WORDS = (
    *FIELDS, "bpm:", "bpm:90..120", "..", "-", '"', "'", ";", "--", "/*", "*", "NEAR", "AND", "OR", " or ",
    "NOT ", "(", ")",
    ":", "{", "^", "\0", "%", "_", "\\", "é", "☃", "1e400", "nan", "inf", "-inf", "0x1", "1_0", " ", "\t",
    "\n", "year:",
    "key:", "path:/", "http://x", "title:=", "a" * 2000, "cell:", "group:", "\u202e", "replay_gain:",
    "9" * 400, "٣",
    "|", ",", "=", '""', "(" * 60, "(a or " * 30, "-(" * 30, "東京", "🔥", "\ud800", "\udcff",
    "a " * 300, "camelot:8A",
)  # fmt: skip


def mutated(chance: random.Random, data: bytearray) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 4, 8, 20))):
        at, kind = chance.randrange(len(data) + 1), chance.randrange(7)
        if kind == 0 and data:
            data[at % len(data)] = chance.randrange(256)
        elif kind == 1:
            data[at:at] = chance.choice(TOKENS)
        elif kind == 2:
            del data[at : at + chance.choice((1, 3, 20))]
        elif kind == 3:
            other = chance.randrange(len(data) + 1)
            data[at:at] = data[other : other + chance.choice((5, 40, 300))]
        elif kind == 4:
            del data[at:]
        elif kind == 5:
            data[at:at] = chance.choice(TOKENS) * chance.choice((1, 10, 1000))
            del data[4_000_000:]
        else:
            data[:] = data.replace(chance.choice(CUTS), chance.choice(PASTES), chance.choice((1, 3, -1)))
    return bytes(data)


def searched(chance: random.Random) -> str:
    parts = []
    for _ in range(chance.choice((1, 2, 3, 5, 9, 40))):
        if chance.random() < 0.8:
            parts.append(chance.choice(WORDS) + chance.choice(("", "", " ", ":")))
        else:
            parts.append(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x11_0000)))))
    return "".join(parts)


def run(folder: Path, count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How many of each kind were answered and refused, and what went wrong."""
    chance = random.Random(seed)
    music = folder / "music"
    (music / "sub").mkdir(parents=True)
    for name in NAMES:
        (music / name).write_bytes(b"x")
    made = contents(music)
    out: Counter[str] = Counter()
    bad: list[str] = []
    with Database(folder / "texts.db") as db:
        tracks.upsert(
            db,
            [ScannedFile(f"/m/{n}/a b.mp3", 1, 2, Tags("東京 !!!", f"A {n}", key="Am")) for n in range(50)],
        )
        for number in range(count):
            if number % 2:
                text = searched(chance)
                _try(out, bad, "search", repr(text)[:300], lambda text=text: tracks.query(db, text))
                continue
            name = chance.choice(sorted(made))
            data = mutated(chance, bytearray(made[name]))
            (music / name).write_bytes(data)
            path = str(music / name)
            _try(
                out, bad, "playlist", repr(data)[:300], lambda path=path: listing.read(JobContext(), db, path)
            )
            (music / name).unlink()
    return out, bad


def _try(out: Counter[str], bad: list[str], kind: str, what: str, act: Callable[[], object]) -> None:
    ending = tried(act)
    wrong = ""
    if ending.answered:
        out[f"{kind} answered"] += 1
    elif ending.refusal is not None:
        out[f"{kind} refused"] += 1
        said = str(ending.refusal)
        harmful = any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in said)
        wrong = f"no line: {ending.refusal!r}" if harmful else ""
    if wrong := wrong or ending.wrong:
        bad.append(f"{kind}: {wrong}\n{what}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out, bad = run(Path(folder), options.count, options.seed)
    for line in bad[:20]:
        print(line)
    print(f"{options.count:,} texts: {dict(out)}, {len(bad)} wrong")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
