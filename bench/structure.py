"""The parts of a recording: how right they are, and what finding them costs in time and memory.

    python -m bench.structure [--songs FOLDER] [--minutes 60] [--times 3] [--only PART] [--every]

How right: synthesized recordings of a known form, judged by ``mir_eval`` (``pip install mir_eval``; without
it this table is left out): F of the borders within 0.5 s and 3 s, the first and the last left out, and
pairwise F of the labels. Time is processor time, beside that of decoding alone; ``first`` is all that a
process takes for its first song, with what it loads, as the window waits for it, and ``stored`` what a song
takes whose parts the library has. Memory is the peak of a process of its own that finds the parts of a song
and of a recording of ``--minutes``, and of one that loads the libraries alone.

In the window: by the clock, and in processor time of the program and its processes, from the click on a song
of four minutes to its parts in the *Song* view: of the first song, for which a process starts; of another; of
one that was analyzed; of one whose parts the library has.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from organizer.base.threads import limit_linear_algebra

limit_linear_algebra()  # as the program does at its start, before numpy loads

import numpy as np  # noqa: E402
import soundfile  # noqa: E402

from bench.window import IMPORTS, run  # noqa: E402
from organizer.analysis.ear.audio import SAMPLE_RATE  # noqa: E402
from organizer.analysis.structure.parts import Structure  # noqa: E402
from organizer.base import system  # noqa: E402
from tests.analysis import forms  # noqa: E402

#: Parts that differ in less than those of the tests: in chords alone, in timbre alone, in drums alone.
_CHORDS = (((60, 64, 67), (57, 60, 64)), ((65, 69, 72), (67, 71, 74)), ((62, 66, 69), (59, 62, 66)))
_TIMBRE = ((1.0, 0.2), (1.0, 0.7, 0.5, 0.4), (1.0, 0.0, 0.5, 0.0, 0.4))
KINDS: dict[str, dict[str, forms.Part]] = {
    "all differs": forms.PARTS,
    "chords differ": {n: (_CHORDS[i], _TIMBRE[1], 1) for i, n in enumerate("ABC")},
    "timbre differs": {n: (_CHORDS[0], _TIMBRE[i], 1) for i, n in enumerate("ABC")},
    "drums differ": {n: (_CHORDS[0], _TIMBRE[1], i) for i, n in enumerate("ABC")},
}
FORMS = (
    ("ABAB", 120.0),
    ("ABABCB", 128.0),
    ("AABA", 96.0),
    ("ABC", 110.0),
    ("ABCABC", 84.0),
    ("ABACABA", 140.0),
    ("AABBAABB", 104.0),
    ("ABACA", 72.0),
)
TALKS = (
    ("AB", (50, 40)),
    ("ABAB", (20, 30, 25, 20)),
    ("ABCAB", (20, 25, 30, 20, 22)),
    ("ABABABAB", (9, 12, 8, 15, 10, 9, 14, 10)),
    ("ABC", (60, 45, 50)),
)

_CHILD = """
import sys, time
from pathlib import Path
from organizer.base.threads import limit_linear_algebra
limit_linear_algebra()
from organizer.analysis.ear import audio
from organizer.analysis.structure import features, parts
import scipy.linalg, scipy.ndimage
kind, path = sys.argv[1:]
if kind != "nothing":
    if kind == "warm":
        parts.analyze(features.decode_features(path))
    start = time.process_time()
    if kind == "decode":
        for piece in audio.pieces(path):
            pass
    else:
        recording = features.decode_features(path)
        print("features", time.process_time() - start)
        start = time.process_time()
        found = parts.analyze(recording)
        print("parts", len(found.starts))
    print("seconds", time.process_time() - start)
    if kind == "warm":
        stored = features.packed(recording)
        start = time.process_time()
        parts.assembled(features.unpacked(stored), found.units, found.labels)
        print("stored", time.process_time() - start)
        print("bytes", len(stored))
print("all", time.process_time())
print("peak", int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024)
"""

_WINDOW = (
    IMPORTS
    + """
from PySide6.QtCore import QEventLoop, QTimer
from organizer.ui.state.library_work import LibraryWork
from organizer.ui.window.view_names import ViewName

def spent():  # processor seconds of this process and of those that it started and that run still
    own = os.times()
    total, tick = own.user + own.system + own.children_user + own.children_system, os.sysconf("SC_CLK_TCK")
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / tick
    return total

def main():
    app = program.make_application()
    theme.apply(app, "light")
    db = Database(Path(sys.argv[1]))
    session = program.Session(app, db, Settings(watch_folders=False, theme="light"))
    window, state = session.window, session.state
    analyze, LibraryWork.analyze = LibraryWork.analyze, lambda self, **_: None
    loop = QEventLoop()
    window.views_ready.connect(loop.quit)
    window.show()
    session.start(sys.argv[2:])
    loop.exec()
    def pause(ms):
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()
    def rest():
        pause(300)
        while state.jobs.running():
            pause(20)
    rest()
    while len(window.table.tracks.ids) < len(sys.argv) - 2:
        pause(20)
    def go(name, song):
        rest()
        begun, used = time.perf_counter(), spent()
        state.select([int(song)], "bench")
        if window.views.view(ViewName.SONG) is None:
            window.views.open(ViewName.SONG)
        while (view := window.views.view(ViewName.SONG)) is None or not view.is_current:
            pause(5)
        window.repaint()
        print(name, time.perf_counter() - begun, spent() - used)
        return view
    songs = window.table.tracks.ids
    go("first", songs[0])
    work = go("another", songs[1]).work
    analyze(session.work)
    rest()
    work._known.clear()  # as after a new start
    go("analyzed", songs[0])
    state.select([int(songs[1])], "bench")
    rest()
    work._known.clear()
    go("stored", songs[0])
    window.close(); session.close(); db.close()

if __name__ == "__main__":
    main()
"""
)


def judged(parts: Structure, starts: list[float], form: str, length: float) -> tuple[float, float, float]:
    """F of the borders within 0.5 s and 3 s, and pairwise F of the labels."""
    import mir_eval

    merged = [i for i in range(len(form)) if i == 0 or form[i] != form[i - 1]]
    true = intervals([starts[i] for i in merged], length)
    own = intervals(list(parts.starts), length)
    near, far = (mir_eval.segment.detection(true, own, window=w, trim=True)[2] for w in (0.5, 3.0))
    labels = mir_eval.segment.pairwise(true, [form[i] for i in merged], own, list(parts.names))[2]
    return float(near), float(far), float(labels)


def intervals(starts: list[float], length: float) -> np.ndarray:
    return np.array(list(pairwise([*starts, length])))


def recordings() -> Iterator[tuple[str, str, np.ndarray, list[float]]]:
    for kind, parts in KINDS.items():
        for seed, (form, tempo) in enumerate(FORMS):
            bars = max(4, round(tempo / 18))  # parts of some 13 s
            sound, starts = forms.play(form, tempo=tempo, bars=bars, parts=parts, noise=0.005, seed=seed)
            yield f"song, {kind}", form, sound, starts
    for form, lengths in TALKS:
        yield "talk", form, *forms.talk(form, lengths)


def how_right(folder: Path, *, every: bool) -> None:
    try:
        import mir_eval  # noqa: F401
    except ImportError:
        print("mir_eval is not installed: how right the parts are was not measured")
        return
    from organizer.analysis.structure import features, parts

    rows: dict[tuple[str, bool], list[tuple[float, float, float]]] = {}
    for kind, form, sound, starts in recordings():
        path = folder / "form.mp3"
        soundfile.write(path, sound, SAMPLE_RATE)
        recording = features.decode_features(str(path))
        for given in (False, True):
            found = parts.analyze(recording, parts=len(set(form)) if given else None)
            scores = judged(found, starts, form, recording.duration)
            rows.setdefault((kind, given), []).append(scores)
            if every:
                print(
                    f"  {kind:24}{form:10}{'given' if given else 'found':7}{''.join(found.names):16}"
                    f"{scores[0]:8.3f}{scores[1]:8.3f}{scores[2]:8.3f}",
                    flush=True,
                )
    print(
        f"\n{'MP3s of a known form':28}{'number':8}{'songs':>6}{'F, 0.5 s':>10}{'F, 3 s':>8}{'labels F':>10}"
    )
    for (kind, given), scores in rows.items():
        means = np.mean(scores, axis=0)
        shown = f"{means[0]:10.3f}{means[1]:8.3f}{means[2]:10.3f}"
        print(f"{kind:28}{'given' if given else 'found':8}{len(scores):6}{shown}")


def child(kind: str, path: Path | str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, kind, str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr or f"the process ended by {system.exit_reason(done.returncode)}")
    return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}


def song(folder: Path, times: int) -> Path:
    path = folder / "song.mp3"
    sound, _ = forms.play("ABABCB" * times, tempo=120.0)
    soundfile.write(path, sound, SAMPLE_RATE)
    return path


def long_recording(folder: Path, minutes: float, times: int) -> Path:
    """As MP3, written piece by piece."""
    path = folder / "long.mp3"
    sound, _ = forms.play("ABABCB" * times, tempo=120.0)
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 1) as file:
        for _ in range(max(1, round(minutes * 60 * SAMPLE_RATE / sound.size))):
            file.write(sound)
    return path


def costs(folder: Path, songs: list[Path], made: Path, minutes: float, times: int) -> None:
    """Of each of the songs; then the memory for the one that was made, and for a long recording."""
    heads = "".join(f"{name:>10}" for name in ("decoding", "features", "parts", "first", "stored", "bytes"))
    print(f"\n{'processor time, s':40}{heads}{'ratio':>8}")
    ratios = []
    for path in songs:
        decoding = child("decode", path)["seconds"]
        cost, first = child("warm", path), child("find", path)["all"]
        whole = cost["features"] + cost["seconds"]
        ratios.append(whole / max(decoding, 1e-3))
        print(
            f"{path.name[:38]:40}{decoding:10.2f}{cost['features']:10.2f}{cost['seconds']:10.2f}"
            f"{first:10.2f}{cost['stored']:10.3f}{cost['bytes']:10.0f}{ratios[-1]:8.1f}"
        )
    if len(ratios) > 1:
        print(f"{'median':100}{statistics.median(ratios):8.1f}")
    nothing = child("nothing", "")["peak"]
    short = child("find", made)
    long = child("find", long_recording(folder, minutes, times))
    print(f"\n{'peak memory of the process, MB':40}{'libraries':>10}{'2 min':>10}{f'{minutes:.0f} min':>10}")
    print(f"{'':40}{nothing:10.0f}{short['peak']:10.0f}{long['peak']:10.0f}")
    print(
        f"{'processor time, s':40}{'':10}{short['features'] + short['seconds']:10.1f}"
        f"{long['features'] + long['seconds']:10.1f}"
    )


def in_the_window(folder: Path) -> None:
    sound, _ = forms.play("ABABCB" * 10, tempo=120.0)
    paths = []
    for number in range(2):
        paths.append(folder / f"four minutes {number}.mp3")
        soundfile.write(paths[-1], np.roll(sound, number * 999)[: 240 * SAMPLE_RATE], SAMPLE_RATE)
    print(f"\n{'to the parts of four minutes, s':40}{'clock':>10}{'processor':>10}")
    for line in run(_WINDOW, folder, str(folder / "library.db"), *map(str, paths)):
        name, clock, processor = line.rsplit(maxsplit=2)
        print(f"{name:40}{float(clock):10.2f}{float(processor):10.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--songs", type=Path, help="a folder with songs to measure the time of")
    parser.add_argument("--minutes", type=float, default=60.0, help="length of the long recording")
    parser.add_argument("--times", type=int, default=3, help="rounds of the form in a synthesized song")
    parser.add_argument("--only", choices=["right", "costs", "window"])
    parser.add_argument("--every", action="store_true", help="print a line for each recording too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.only in (None, "right"):
            how_right(folder, every=options.every)
        if options.only in (None, "window"):
            in_the_window(folder)
        if options.only in (None, "costs"):
            endings = {".mp3", ".ogg", ".flac", ".wav"}
            songs = (
                [p for p in sorted(options.songs.rglob("*")) if p.suffix in endings] if options.songs else []
            )
            made = song(folder, options.times)
            costs(folder, songs[:12] or [made], made, options.minutes, options.times)


if __name__ == "__main__":
    main()
