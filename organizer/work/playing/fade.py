"""How loud a song is near its ends, where one song fades out before the next fades in."""

from __future__ import annotations

from math import pi, sin


def level(position: float, duration: float, seconds: float, *, follows: bool, goes_on: bool) -> float:
    """What samples are multiplied by at a place in a song, 0–1; all in seconds.

    It fades in at its start if it ``follows`` another one by itself, and out at its end if another one comes
    (``goes_on``). A fade takes at most a third of a song. 1 where the length is not known.
    """
    if seconds <= 0 or duration <= 0:
        return 1.0
    length = min(seconds, duration / 3)
    shares = [1.0]
    if follows:
        shares.append(position / length)
    if goes_on:
        shares.append((duration - position) / length)
    return sin(max(min(shares), 0.0) * pi / 2)
