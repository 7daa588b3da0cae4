"""How an error is put to a person."""

from __future__ import annotations

from organizer.base.errors import OrganizerError
from organizer.base.language import tr


def complaint(error: Exception) -> str:
    """What the world did says itself what and what to do; anything else is a fault of the program, which has
    been logged with its traceback. Where the view has no place of its own for it: ``AppState.complain``."""
    return (
        str(error)
        if isinstance(error, OrganizerError)
        else tr("Something went wrong inside: {error}", error=error)
    )


def as_sentence(error: Exception) -> str:
    """The same where it stands alone. A path in front stays as it is spelt."""
    text = complaint(error)
    return text if getattr(error, "path", None) else text[:1].upper() + text[1:]
