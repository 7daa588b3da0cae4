"""Ratings as people write and read them: stars in halves."""

from __future__ import annotations

import re

from organizer.base.errors import UsageError, printable
from organizer.base.language import number, plural, tr

_NUMBER = re.compile(r"([0-5])(?:[.,]([05]))?")
_SIGNS = re.compile(r"([★*]{0,5})(½?)☆*")


def text(rating: int | None) -> str:
    """ "3.5 stars", "1 star", "no rating"."""
    if rating is None:
        return tr("no rating")
    return (
        plural("{n} star", "{n} stars", 1)
        if rating == 2
        else tr("{n} stars", n=number(rating / 2, rating % 2))
    )


def parse(written: str) -> int | None:
    """Half stars from "4", "3.5", "3,5", "★★★½" or "none". Raises ``UsageError`` for anything else."""
    plain = written.strip().lower()
    if plain == "none":
        return None
    if number := _NUMBER.fullmatch(plain):
        rating = 2 * int(number[1]) + (number[2] == "5")
    elif plain and (signs := _SIGNS.fullmatch(plain)):
        rating = 2 * len(signs[1]) + bool(signs[2])
    else:
        rating = 11
    if rating > 10:
        raise UsageError(
            tr("“{written}” is no rating", written=printable(written)[:40]),
            remedy=tr("write 0 to 5 stars, with halves as 3.5, or none"),
        )
    return rating
