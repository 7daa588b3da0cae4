"""``python -m tests.players [OUT.md]``: which songs of the lists that are written real players resolve.

Lists of songs with awkward names are written in each format: blanks, "#", "%", emoji, umlauts composed and
decomposed, bytes that are not UTF-8, a leading dash, a very long one; one is the first song of a plain M3U.
Each player that is installed opens them; a player that is not here is skipped with the reason. Ends with 1
where a player lost the first song of the list that is written where nobody chooses.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile

from organizer.base.arrangement import Playlist
from organizer.base.model import AudioInfo, Tags, Track
from organizer.library.playlists import writing
from organizer.library.playlists.profiles import Profile
from tests.players.players import PLAYERS, Player

NAMES: tuple[tuple[str, bytes], ...] = (
    ("first", b"first of the list.wav"),
    ("blanks", b" two  blanks .wav"),
    ("# first", b"#1 hash.wav"),
    ("# inside", b"hash # inside.wav"),
    ("%", b"100% sure.wav"),
    ("%41", b"per%41cent %20.wav"),
    ("?&;", b"what? & semi;colon=1.wav"),
    ("quotes", b"quotes ' \" `.wav"),
    ("brackets", b"[a] (b) {c}.wav"),
    ("emoji", "emoji 😀👩‍🎤.wav".encode()),
    ("NFC", "umlaut ä ñ é.wav".encode()),
    ("NFD", "umlaut a\u0308 n\u0303 e\u0301.wav".encode()),
    ("CJK", "日本 音楽.wav".encode()),
    ("not UTF-8", b"latin \xe4\xf6.wav"),
    ("dash", b"-dash --first.wav"),
    ("backslash", b"back\\slash.wav"),
    ("http:", b"http:colon.wav"),
    ("long", b"long " + b"x" * 240 + b".wav"),
)


class Case(NamedTuple):
    """A list that is written."""

    title: str
    ending: str
    profile: Profile


CASES = (
    Case("M3U8", ".m3u8", Profile()),
    Case("M3U8, absolute", ".m3u8", Profile(paths="absolute")),
    Case("M3U8, file://", ".m3u8", Profile(paths="address")),
    Case("M3U8 with BOM", ".m3u8", Profile(encoding="utf-8-sig")),
    Case("M3U, CR LF", ".m3u", Profile(format="m3u", line_end="crlf")),
    Case("M3U, cp1252", ".m3u", Profile(format="m3u", encoding="cp1252", unencodable="address")),
    Case("PLS", ".pls", Profile(format="pls")),
    Case("XSPF", ".xspf", Profile(format="xspf")),
    Case("WPL", ".wpl", Profile(format="wpl")),
)


def make(folder: Path) -> list[str]:
    """A short sound under each name."""
    plain = folder / "sound.wav"
    soundfile.write(plain, np.random.default_rng(0).normal(0, 0.01, 6_615).astype(np.float32), 22_050)
    songs = os.path.join(os.fsencode(folder), b"music")
    os.makedirs(songs, exist_ok=True)
    paths = [os.path.join(songs, name) for _, name in NAMES]
    for path in paths:
        shutil.copy(plain, path)
    return [os.fsdecode(path) for path in paths]


def ask(player: Player, folder: Path, songs: list[str], case: Case) -> list[str]:
    """The kinds of names that the player lost."""
    target = folder / f"{case.title.replace(' ', '-').replace('/', '').replace(':', '')}{case.ending}"
    tracks = tuple(
        Track(number, path, 1, 1, Tags(title=kind, artist="A"), AudioInfo(duration=0.3))
        for number, (path, (kind, _)) in enumerate(zip(songs, NAMES, strict=True), 1)
    )
    writing.write(target, Playlist("List", tracks), profile=case.profile)
    with tempfile.TemporaryDirectory(prefix="home-", dir=folder) as home:
        os.chmod(home, 0o777)
        opened = {os.path.realpath(path) for path in player.opened(str(target), home, len(songs))}
    return [kind for path, (kind, _) in zip(songs, NAMES, strict=True) if os.fsencode(path) not in opened]


def rows(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """For each player its name and what came of each list."""
    songs = make(folder)
    for player in PLAYERS:
        if reason := player.lacks():
            yield f"{player.name} (not here)", [reason, *[""] * (len(CASES) - 1)]
            continue
        answers = []
        for case in CASES:
            if case.ending not in player.endings:
                answers.append("–")
                continue
            lost = ask(player, folder, songs, case)
            answers.append(str(len(songs) - len(lost)) + (f" (not {', '.join(lost)})" if lost else ""))
            print(f"{player.name}: {case.title}: {answers[-1]}", file=sys.stderr, flush=True)
        yield f"{player.name} {player.version()}".strip(), answers


def main() -> int:
    """Ask all players, and print the table."""
    with tempfile.TemporaryDirectory(prefix="players-") as name:
        os.chmod(name, 0o755)
        table = list(rows(Path(name)))
    lines = [
        f"| Of {len(NAMES)} names | {' | '.join(case.title for case in CASES)} |",
        "|---" * (len(CASES) + 1) + "|",
    ]
    lines += [f"| {player} | {' | '.join(answers)} |" for player, answers in table]
    print("\n".join(lines))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text("\n".join(lines) + "\n", "utf-8")
    # what every player that opens it must resolve: the list that is written where nobody chooses
    wrong = [player for player, answers in table if "(not here)" not in player and "first" in answers[0]]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
