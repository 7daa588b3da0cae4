"""How an error is put to a person."""

from __future__ import annotations

from organizer.base.errors import OrganizerError


def complaint(error: Exception) -> str:
    """What the world did says itself what and what to do; anything else is a fault of the program, which has
    been logged with its traceback. Where the view has no place of its own for it: ``AppState.complain``."""
    return str(error) if isinstance(error, OrganizerError) else f"Something went wrong inside: {error}"
