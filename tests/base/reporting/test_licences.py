"""Licences of all that is installed with the program."""

from __future__ import annotations

import importlib.metadata

from organizer import __version__
from organizer.base.reporting.licences import licences, plain


def test_every_part_of_a_plain_install_has_a_licence() -> None:
    parts = licences()
    assert (parts[0].part, parts[0].version, parts[0].licence) == ("organizer", __version__, "MIT")
    assert parts[1].part == "Python"
    assert [one.part for one in parts if not one.licence] == []
    there = {plain(one.part) for one in parts}
    asked = [line for line in importlib.metadata.requires("organizer") or [] if "extra ==" not in line]
    direct = {plain(line.split(";")[0].rstrip(" <>=!~.,0123456789")) for line in asked if ";" not in line}
    assert len(direct) > 15 and direct <= there
    assert {"shiboken6", "joblib", "cffi"} <= there  # what those bring along
    assert not {"pytest", "dask"} & there


def test_texts_are_those_that_are_shipped() -> None:
    by_name = {plain(one.part): one for one in licences()}
    assert "Organizer contributors" in by_name["organizer"].texts[0]
    assert any("Redistribution and use" in text for text in by_name["scipy"].texts)
    assert "FFmpeg" in by_name["av"].inside and "Qt" in by_name["pyside6-essentials"].inside
    assert [name for name, one in by_name.items() if not one.texts] == []


def test_texts_of_what_is_inside_of_packages_come_along() -> None:
    by_name = {plain(one.part): one for one in licences()}
    for part, title in (
        ("pyside6-essentials", "GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 3"),
        ("av", "GNU GENERAL PUBLIC LICENSE\n                       Version 2"),
        ("soundfile", "Version 2.1, February 1999"),
        ("scipy", "GNU GENERAL PUBLIC LICENSE\n                       Version 3"),
        ("qtawesome", "Apache License"),
        ("python", "PYTHON SOFTWARE FOUNDATION LICENSE"),
    ):
        assert any(title in text for text in by_name[part].texts), part
