"""One thread of linear algebra a process: our own processes and threads use the cores."""

from __future__ import annotations

import os


def limit_linear_algebra() -> None:
    """Call before numpy loads. Two workers then give 1.9 ×; with more threads each they fight.

    What the person has set already is respected, and processes that are started from here inherit it.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
