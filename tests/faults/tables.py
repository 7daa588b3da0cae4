"""Tables with random damage: each is read, or refused with a reason; none hangs or takes much memory.

python -m tests.faults.tables [--count 20000] [--seed 0]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

from organizer.library.storage.database import Database
from organizer.library.tables import tables
from organizer.library.tables.feature_csv import read_table
from organizer.library.tables.types import Reading
from tests.faults.limits import tried

WHOLE = (
    b"title,artist,tempo,energy,duration_ms,isrc\nA,B,120.5,0.5,200000,USABC1234567\nC,D,90,0.1,180000,\n"
    b"E,F,,0.9,1:23,x\n" * 2,
    "Titel;Interpret;Tempo;Energie;Länge\nÄ;B;120,5;0,5;3:45\nC;D;1.412,5;55 %;3m 45s\n".encode("cp1252"),
    "title\ttempo\nA\t1\nB\t2\n".encode("utf-16"),
    "title,key,tempo\nA,-1,0\nB,3,90\n".encode("utf-16-le"),
    b'"title","tempo"\n"a ""q""\nline2","3"\n"b",4\n',
    b"id|name|danceability|key|mode|loudness\n1|x|0.3|5|1|-7 dB\n2|y|0.5|1|0|-inf\n",
    b"sep=;\nMy list;;;\n\nname;artists;genres;valence\n"
    b"A;\"['Gunna', 'Future']\";\"folk rock,dream pop\";0,735\n"
    b'B;"[""x"", ""\\u00e9""]";rock;0,5\n',
    b"filename,length,chroma_stft_mean,label\nblues.00000.au,661794,0.35,blues\nC:\\x\\y.mp3,661000,0.3,pop\n",
    "название;исполнитель;темп\nА;Б;120\nВ;Г;90\n".encode("cp1251"),
)
TOKENS = (
    b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"1e309", b"-1e308", b"1e300", b"nan",
    b"inf", b"1" * 400, b"1" * 20_000, b"=cmd|'/C calc'!A0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf",
    b"\0", b"99:99:99", b"1,234,567", b"0x10", b"%", "٣".encode(), "²".encode(), b"a" * 3000, b"title",
    b"tempo", b"<b>", b"1_000", b"\xe2\x88\x925", b"['", b"']", b"[[", b"\\", b"\\u", b"3m ", b"PT",
    b" dB", b"sep=", b"#", b"0,735", b"1,412", b"1 412", b"'", b"/", b"\xed\xa0\x80", b"\x1b[31m",
    b"\x1f", b"energy", b"duration", b"artist", b"-", b"NA",
)  # fmt: skip
CUTS = (b"\n", b",", b";", b"/", b'"', b"\r", b".")
PASTES = (b"\n", b",", b";", b"\t", b"\r\n", b"", b'"', b"\0")
ENCODINGS = ("utf-16", "cp1251", "utf-7", "latin-1", "shift_jis", "utf-32", "hz", "iso2022_jp")


def mutated(chance: random.Random) -> bytes:
    """One of the tables above, with some damage."""
    data = bytearray(chance.choice(WHOLE))
    for _ in range(chance.choice((1, 1, 2, 4, 8, 20))):
        at, kind = chance.randrange(len(data) + 1), chance.randrange(8)
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
            data[at:at] = chance.randbytes(chance.choice((1, 4, 30)))
        elif kind == 5:
            del data[at:]
        elif kind == 6:
            data[at:at] = chance.choice(TOKENS) * chance.choice((1, 10, 1000))
            del data[4_000_000:]
        else:
            data[:] = data.replace(chance.choice(CUTS), chance.choice(PASTES), chance.choice((1, 3, -1)))
    return bytes(data)


def reading(chance: random.Random) -> Reading | None:
    """How it is said to be read: mostly nothing."""
    if chance.random() < 0.8:
        return None
    return Reading(
        separator=chance.choice((None, ",", ";", " ", "a")),
        encoding=chance.choice((None, *ENCODINGS)),
        decimal=chance.choice((None, ".", ",")),
        roles={chance.randrange(3): chance.choice(("title", "tempo"))},
        units={1: chance.choice(("ms", "percent"))},
        header_line=chance.choice((None, 0, 1, 2)),
    )


def run(folder: Path, count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How many were read and refused, and what went wrong."""
    chance = random.Random(seed)
    path, out, bad = folder / "table.csv", Counter[str](), []
    with Database(folder / "tables.db") as db:

        def read(how: Reading | None, name: str | None) -> None:
            table = read_table(str(path), how)
            if name is not None:
                tables.add(db, table, name=name)

        for number in range(count):
            data, how = mutated(chance), reading(chance)
            path.write_bytes(data)
            ending = tried(partial(read, how, f"t#{number % 8}" if number % 4 == 0 else None))
            wrong = ""
            if ending.answered:
                out["read"] += 1
            elif ending.refusal is not None:
                out["refused"] += 1
                told = str(ending.refusal) and ending.refusal.remedy
                wrong = "" if told else f"no remedy: {ending.refusal}"
            if wrong := wrong or ending.wrong:
                bad.append(f"table {number} of seed {seed}: {wrong}")
        (state,) = db.read().execute("PRAGMA integrity_check").fetchone()
        if state != "ok":
            bad.append(f"the library: {state}")
    return out, bad


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        started = time.monotonic()
        out, bad = run(Path(folder), options.count, options.seed)
    for line in bad:
        print("WRONG", line)
    print(
        f"tables: {options.count} damaged, {dict(out)}, {len(bad)} wrong, {time.monotonic() - started:.0f} s"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
