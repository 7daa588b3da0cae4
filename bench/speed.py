"""How fast and how lean Organizer is beside the field: one table, the same songs, alternating in one run.

    python -m bench.speed [--songs FOLDER] [--count 3] [--repeat 2] [--peers NAME,…]

Without a folder, MP3s of about 200 s are synthesized. CPU time of all threads, median over songs and
repeats, after a first round that warms up. Each peer runs in a process and an environment of its own
(``bench.peers``); one that cannot be installed is named, and the others go on. Decoding is Organizer's: the
song to mono float32 at 22.05 kHz. The second table gives everyone the same 30 s from the middle of each
song, as MP3s of their own.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.peers import Peer, PeerError

_LABELS = {
    "decoding": "decoding alone",
    "organizer-whole": "Organizer, whole",
    "organizer": "Organizer, default",
    "librosa": "librosa, 53 means and variances",
    "bliss": "bliss",
    "essentia": "Essentia MusicExtractor",
    "musly": "musly (30 s only)",
}
_WHOLE = ("decoding", "organizer-whole", "organizer", "librosa", "bliss", "essentia")
_SHORT = ("decoding", "organizer", "librosa", "bliss", "essentia", "musly")
_ENDINGS = frozenset({".mp3", ".ogg", ".flac", ".m4a", ".opus", ".wav"})


def cut(song: str, folder: Path, *, seconds: float = 30.0) -> str:
    """The middle of a song as an MP3 of its own."""
    import soundfile

    target = folder / f"{Path(song).stem}.30s.mp3"
    with soundfile.SoundFile(song) as file:
        frames = min(file.frames, round(seconds * file.samplerate))
        file.seek((file.frames - frames) // 2)
        sound = file.read(frames, dtype="float32", always_2d=True)[:, :2]
        soundfile.write(target, sound, file.samplerate)
    return str(target)


def table(names: list[str], songs: list[str], repeat: int) -> None:
    """Every peer analyzes every song, alternating; the fastest is printed first."""
    cpu: dict[str, list[float]] = {}
    peak: dict[str, float] = {}
    version: dict[str, str] = {}
    with ExitStack() as stack:
        peers = []
        for name in names:
            try:
                peers.append(stack.enter_context(Peer(name)))
            except PeerError as error:
                print(f"left out: {error}")
        for round_ in range(repeat + 1):
            for song in songs:
                for peer in peers:
                    answer = peer.analyze(song)
                    if answer.error:
                        print(f"{peer.name} failed on {Path(song).name}: {answer.error}")
                        continue
                    version[peer.name] = peer.version
                    peak[peer.name] = max(peak.get(peer.name, 0.0), answer.peak)
                    if round_:
                        cpu.setdefault(peer.name, []).append(answer.cpu)
    middle = {name: statistics.median(times) for name, times in cpu.items()}
    if not middle:
        return
    floor, own = middle.get("decoding"), middle.get("organizer-whole", middle.get("organizer"))
    print(
        f"{'':34}{'CPU s':>8}{'songs/s·core':>14}{'× decoding':>12}{'× Organizer':>13}{'peak MB':>9}  version"
    )
    for name, value in sorted(middle.items(), key=lambda item: item[1]):
        against = "".join(
            f"{value / base:{width}.2f}" if base else " " * width for base, width in ((floor, 12), (own, 13))
        )
        print(f"{_LABELS[name]:34}{value:8.3f}{1 / value:14.2f}{against}{peak[name]:9.0f}  {version[name]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--songs", type=Path, help="a folder of real songs instead")
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=200.0)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--peers", default="librosa,bliss,essentia,musly", help="which to compare with")
    options = parser.parse_args()
    chosen = {"decoding", "organizer", "organizer-whole", *options.peers.split(",")}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.songs:
            files = sorted(p for p in options.songs.rglob("*") if p.suffix.lower() in _ENDINGS)
            songs = [str(path) for path in files[: options.count]]
        else:
            from bench.analysis import synthesize

            songs = synthesize(folder, count=options.count, seconds=options.seconds)
        print(f"\n{len(songs)} songs, whole\n")
        table([name for name in _WHOLE if name in chosen], songs, options.repeat)
        short = folder / "short"
        short.mkdir()
        print(f"\nthe same 30 s of {len(songs)} songs\n")
        table(
            [name for name in _SHORT if name in chosen], [cut(song, short) for song in songs], options.repeat
        )


if __name__ == "__main__":
    main()
