"""Try a bundle: let it analyze a song that libsndfile reads and one that only FFmpeg does.

python packaging/trial.py dist/organizer/organizer
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import av
import numpy as np

_RATE = 22_050


def write(path: Path, codec: str) -> None:
    """Three seconds of a struck tone."""
    time = np.arange(3 * _RATE) / _RATE
    tone = (0.4 * np.sin(2 * np.pi * 440 * time) * np.exp(-6 * (time * 2 % 1))).astype(np.float32)
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=_RATE, layout="mono")
        sound = np.round(tone * 32_767).astype(np.int16)[None] if codec == "pcm_s16le" else tone[None]
        frame = av.AudioFrame.from_ndarray(sound, "s16" if codec == "pcm_s16le" else "fltp", "mono")
        frame.sample_rate = _RATE
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def main(program: str) -> int:
    """How many of both it could not analyze."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "read by libsndfile.wav", "pcm_s16le")
        write(folder / "read by FFmpeg.m4a", "aac")
        command = [program, "--library", str(folder / "library.db"), "add", str(folder), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = json.loads(done.stdout)
        analyzed = int(said.get("analysis", {"done": 0})["done"])
        print(f"{program}: {analyzed} of 2 songs analyzed")
        if analyzed != 2:
            print(done.stdout, done.stderr, file=sys.stderr)
    return 2 - analyzed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
