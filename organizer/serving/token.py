"""The token that other programs show: made at the first start, in a file that only its owner may read."""

from __future__ import annotations

import os
import re
import secrets
import time
from pathlib import Path

from organizer.base import settings, system
from organizer.base.atomic import world_error
from organizer.base.errors import OrganizerError
from organizer.base.language import tr

#: 256 bits as letters that fit into an address.
_TOKEN = re.compile(r"[\w-]{40,100}", re.ASCII)
#: Another program that makes it at this moment needs less, in seconds.
_PATIENCE = 2.0


def token_file() -> Path:
    """Where it lies: beside the person's library."""
    return settings.data_folder() / "serve-token"


def token(path: Path | None = None, *, renew: bool = False) -> str:
    """The token, made where there is none yet; ``renew``: a new one, with which the old one ends.

    Raises ``OrganizerError``.
    """
    path = path or token_file()
    try:
        system.make_private_folders(path.parent)
        if renew:
            path.unlink(missing_ok=True)
        made = secrets.token_urlsafe(32)
        try:
            descriptor = system.create_private(path, exclusive=True)
        except FileExistsError:
            return _read(path)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made.encode("ascii"))
        return made
    except OSError as error:
        raise world_error(error, str(path)) from error


def _read(path: Path) -> str:
    system.make_private(path)
    until = time.monotonic() + _PATIENCE
    while True:
        with os.fdopen(system.create_private(path), "rb") as file:  # which follows no link
            stored = file.read(1_000).decode("ascii", "replace").strip()
        if _TOKEN.fullmatch(stored):
            return stored
        if stored or time.monotonic() > until:
            raise OrganizerError(
                tr("this is no token"),
                path=str(path),
                remedy=tr("make a new one: organizer serve --new-token"),
            )
        time.sleep(0.05)


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same; how long it takes tells nothing."""
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
