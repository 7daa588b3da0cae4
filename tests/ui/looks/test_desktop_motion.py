"""The desktop is asked whether things may move."""

from __future__ import annotations

from organizer.ui.looks import desktop_motion


def test_a_desktop_that_does_not_say_is_no_trouble(monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    monkeypatch.setenv("PATH", "/nowhere")
    assert desktop_motion.reduced() is None


def test_what_a_portal_says_is_unpacked():
    assert desktop_motion._value(("v", ("u", 1))) == 1
    assert desktop_motion._value(("b", False)) is False
