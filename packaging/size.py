"""What an installation takes, and which packages take most: python packaging/size.py ENVIRONMENT"""

from __future__ import annotations

import sys
from importlib.metadata import distributions
from pathlib import Path


def main(environment: Path) -> None:
    """Print it, in MB of a million bytes."""
    files = [path.lstat() for path in environment.rglob("*")]
    blocks = sum(getattr(one, "st_blocks", 0) * 512 for one in files)
    print(f"{sum(one.st_size for one in files) / 1e6:8.1f} MB in files, {blocks / 1e6:.1f} MB on the disk")
    (packages,) = environment.glob("lib/python3*/site-packages")
    sizes = []
    for one in distributions(path=[str(packages)]):
        places = [Path(str(one.locate_file(file))) for file in one.files or ()]
        sizes.append((sum(place.lstat().st_size for place in places if place.exists()), one.name))
    for size, name in sorted(sizes, reverse=True)[:15]:
        print(f"{size / 1e6:8.1f} MB {name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
