"""``python -m organizer``: the command line, or the window when no command is named."""

import sys

from organizer.base.language import tr
from organizer.base.stopping import Stopped, on_stop, stop
from organizer.base.threads import limit_linear_algebra


def main() -> int:
    """Run the command line; the code to end the process with."""
    try:
        with on_stop(stop):
            limit_linear_algebra()
            from organizer.cli.parser import run

            return run(sys.argv[1:])
    except Stopped as error:  # before the command had begun
        print(f"organizer: {tr('stopped')}", file=sys.stderr)
        from organizer.cli import answer

        answer.finish(error, as_json="--json" in sys.argv)
        return 1
    except ImportError as error:  # the disk fails, or files of the program were taken away
        if {"-v", "--verbose"} & {*sys.argv}:
            raise
        text = tr(
            "a part of the program cannot be loaded: {error} (check the disk, or install Organizer anew; -v "
            "tells more)",
            error=error,
        )
        print(f"organizer: {text}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
