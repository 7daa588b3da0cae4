"""``python -m organizer``: the command line, or the window when no command is named."""

import sys

from organizer.threads import limit_linear_algebra


def main() -> int:
    limit_linear_algebra()
    from organizer.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
