"""The trained network for those who start from the source: its wheel, fetched by name and hash as the
packages are, without its dependencies, into .venv. Whatever hinders it is one line; all goes on without.

usage: python scripts/network.py (fetch | use)
  fetch  the wheel, and print its path; quick when it is there
  use    also set the network up and take it into use, unless it is, or the person decided otherwise
ORGANIZER_NETWORK=no: neither.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from organizer.base import leftovers, settings
from organizer.base.errors import OrganizerError
from organizer.work.analysis import network_setup, wheel_fetching
from organizer.work.analysis.network_setup import MUSICNN
from organizer.work.jobs import JobContext

PLACE = Path(sys.prefix) / "network"


def fetch() -> Path:
    """The wheel, which is fetched once."""
    target = PLACE / MUSICNN.file
    if target.is_file() and target.stat().st_size == MUSICNN.size:
        return target
    say(f"Fetching the network {network_setup.NAME} ({network_setup.fetched_size()}, the first time only) …")
    os.environ.setdefault("PIP_RETRIES", "1")  # without a connection there is no reason to wait
    PLACE.mkdir(exist_ok=True)
    with leftovers.workshop(PLACE, "wheel") as workshop:
        wheel_fetching.fetch(JobContext(), MUSICNN, workshop).replace(target)
    return target


def use() -> None:
    """Set it up, if nobody decided otherwise, or anew if it is in use and its cache was emptied."""
    chosen = settings.load()
    there = network_setup.status(chosen)
    wanted = there.undecided or (bool(chosen.network) and not there.own)
    if not wanted or not there.runtime:
        return
    if not there.installed or there.problem:
        network_setup.install(JobContext(), str(fetch()))
    if there.undecided:
        settings.save(network_setup.use(chosen, network_setup.installed_path()))
        say(
            f"The network {network_setup.NAME} listens to your songs beside the ear (its licence: organizer "
            "network status; without it: organizer network remove)"
        )


def say(text: str) -> None:
    print(text, file=sys.stderr)


def main(action: str) -> None:
    if os.environ.get("ORGANIZER_NETWORK", "").lower() == "no":
        return
    try:
        if action == "use":
            use()
        else:
            print(fetch())
    except (OrganizerError, OSError) as error:
        say(f"Without the trained network: {error}")


if __name__ == "__main__":
    main(sys.argv[1])
