"""Tools for tags: processor time of the preview, for each tool and for an action of five, on so many songs.

    python -m bench.tag_tools [--songs 10000]

Songs have titles of their own: nothing is worked out once for many. ``wrong letters`` are Russian titles that
were read as Latin-1, a tenth of them in one folder each.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence

from organizer.work.tags.tools import actions
from organizer.work.tags.tools.actions import Step
from organizer.work.tags.tools.registry import TOOLS
from organizer.work.tags.tools.song import Song

_WORDS = (
    "the long and winding road to hell AC/DC McCartney’s night (live) don't stop Motörhead été ágætis of a "
    "summer rain part iii feat. R.E.M. över himmel"
).split()
_RUSSIAN = (
    "песня о друге группа крови звезда по имени солнце владимир ночь мир любовь город дорога дом".split()
)

#: Of tools that do nothing as they are made.
_PARAMETERS: dict[str, dict[str, object]] = {
    "from-path": {"pattern": "{artist}/{album}/{track} {title}"},
    "replace": {"find": r"(\w+)$", "replacement": r"<\1>", "regex": True},
    "case": {"fields": ("*",)},
    "sort-name": {"into": "itself"},
}


def made(count: int, words: Sequence[str], *, wrong: bool = False) -> list[Song]:
    """Songs with titles of these words."""
    chance = random.Random(7)
    songs = []
    for number in range(count):
        title = f"{' '.join(chance.choices(words, k=4))} {number}"
        if wrong:
            title = title.encode("cp1251").decode("latin-1")
        path = f"/music/Artist {number // 40}/Album {number // 10}/{number % 10 + 1:02} Title {number}.mp3"
        values = {
            "title": (title,),
            "artist": (f"The Artist {number // 40}",),
            "album": (f"album {number // 10}",),
            "track": (str(number % 10 + 1),),
        }
        songs.append(Song(number, path, values))
    return songs


def seconds(steps: Sequence[Step], songs: Sequence[Song]) -> float:
    """Processor time of one preview."""
    start = time.process_time()
    actions.run(steps, songs)
    return time.process_time() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--songs", type=int, default=10_000)
    count = parser.parse_args().songs
    songs = made(count, _WORDS)
    print(f"{count} songs, seconds of processor time")
    for kind, tool in TOOLS.items():
        print(f"{kind:16} {seconds([Step(tool(**_PARAMETERS.get(kind, {})))], songs):.3f}")
    five = [
        Step(TOOLS[k](**_PARAMETERS.get(k, {}))) for k in ("from-path", "featuring", "case", "trim", "number")
    ]
    print(f"{'five of them':16} {seconds(five, songs):.3f}")
    wrong = made(count, _RUSSIAN, wrong=True)
    print(f"{'wrong letters':16} {seconds([Step(TOOLS['mojibake']())], wrong):.3f}")


if __name__ == "__main__":
    main()
