"""``python -m organizer``: the command line, or the window when no command is named."""

import os
import sys


def main() -> int:
    # Before numpy loads: threads of linear algebra fight with our own processes and threads.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from organizer.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
