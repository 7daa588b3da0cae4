"""Whether the desktop was told to move little: asked once, in the background.

Windows and macOS say so themselves; desktops on Linux through the portal, which answers for GNOME and KDE,
inside a sandbox too.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
from typing import Any

from organizer.base import system

log = logging.getLogger(__name__)

_SECONDS = 2.0
#: Where desktops keep it, and what they keep there of who wants little motion.
_KEYS: tuple[tuple[str, str, object], ...] = (
    ("org.freedesktop.appearance", "reduced-motion", 1),
    ("org.gnome.desktop.interface", "enable-animations", False),
    ("org.kde.kdeglobals.KDE", "AnimationDurationFactor", "0"),
)


def reduced() -> bool | None:
    """Whether little is to move; None where nobody says."""
    try:
        said = system.reduces_motion()
        if said is None and (defaults := shutil.which("defaults")):  # macOS
            command = [defaults, "read", "com.apple.universalaccess", "reduceMotion"]
            told = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
            said = told.stdout.strip() == b"1" if told.returncode == 0 else None
        return _portal() if said is None else said
    except Exception as error:  # no bus, no portal, an older one: the person can say so in the settings
        log.debug("the desktop does not say whether things may move: %s", error)
        return None


def _portal() -> bool | None:
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    address = DBusAddress(
        "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Desktop", "org.freedesktop.portal.Settings"
    )
    answers = []
    with open_dbus_connection() as bus:
        for namespace, key, little in _KEYS:
            call = new_method_call(address, "Read", "ss", (namespace, key))
            answer = bus.send_and_get_reply(call, timeout=_SECONDS)
            if answer.header.message_type.name == "method_return":
                answers.append(_value(answer.body[0]) == little)
    return any(answers) if answers else None


def _value(variant: Any) -> Any:
    """What is inside of a variant, and of those in it."""
    while isinstance(variant, tuple) and len(variant) == 2 and isinstance(variant[0], str):
        variant = variant[1]
    return variant
