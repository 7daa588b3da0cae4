"""``python -m bench``: every measurement in turn. Each runs alone as ``python -m bench.NAME``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

#: Those that need songs of one's own with labels, or a network, are run by hand.
_BY_HAND = {"ear", "network", "stages", "tables", "screenshot", "nasty_tags", "peers", "sound_words", "tempo"}


def main() -> int:
    code = 0
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        if path.stem in _BY_HAND:
            continue
        print(f"\n== {path.stem}", flush=True)
        code |= subprocess.run([sys.executable, "-m", f"bench.{path.stem}"], check=False).returncode
    return code


if __name__ == "__main__":
    sys.exit(main())
