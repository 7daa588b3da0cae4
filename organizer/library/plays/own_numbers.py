"""Numbers of songs that are a person's own: when they were added, times played, stars."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from organizer.base.descriptors import ADDED, PLAYED, RATED
from organizer.base.model import IntArray
from organizer.library.plays.columns import JOIN_PLAYS, PLAYS, STARS
from organizer.library.storage import arrays
from organizer.library.storage.database import Database

#: Each with what it is of a song ``t``, as SQL.
NAMES = {ADDED: "t.added / 86400.0", PLAYED: PLAYS, RATED: STARS}


def load(db: Database, ids: IntArray, name: str) -> npt.NDArray[np.float64]:
    """One of them for these songs: shape=(n,), NaN where there is none. Long with many songs."""
    join = "" if name == ADDED else JOIN_PLAYS
    return arrays.of_songs(db.read(), ids, [NAMES[name]], join)[:, 0]
