"""What a start does after one that crashed: a word to the person, and safe mode."""

from __future__ import annotations

from organizer.base.language import tr
from organizer.base.reporting.crashes import Before
from organizer.base.settings import Settings


def safe(settings: Settings) -> Settings:
    """The usual settings, but for what a person needs to read the window."""
    return Settings(
        watch_folders=False,
        jobs=1,
        theme=settings.theme,
        language=settings.language,
        text_size=settings.text_size,
        motion=settings.motion,
    )


def words(before: Before, *, safe_mode: bool) -> str:
    """What the person is told of safe mode, or of the last start; "" when all is as usual."""
    if before.safe_mode_due:
        return tr(
            "The last starts crashed before the window was there, so this one is in safe mode: with the "
            "usual settings, and no background work. Your library and your files are as they were. The next "
            "start is as usual again; Help → Report a problem… has what happened."
        )
    if safe_mode:
        return tr("Safe mode: the usual settings, nothing of them is stored, and no background work.")
    if before.crash:
        return tr(
            "Organizer crashed the last time. Your library and your files are whole. Help → Report a "
            "problem… has what happened; if it happens again, “organizer gui --safe-mode” starts without "
            "settings and background work."
        )
    return ""
