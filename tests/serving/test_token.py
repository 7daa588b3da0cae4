from __future__ import annotations

import stat
from pathlib import Path

import pytest

from organizer.base import system
from organizer.base.errors import OrganizerError
from organizer.serving.token import same, token


def test_a_token_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "data" / "serve-token"
    made = token(path)
    assert len(made) >= 40 and token(path) == made == path.read_text()
    assert not system.NAMES_ARE_BYTES or stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    assert token(path) == made
    assert not system.NAMES_ARE_BYTES or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert token(path, renew=True) != made


def test_what_is_no_token_is_refused_and_made_anew_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "serve-token"
    path.write_text("short")
    with pytest.raises(OrganizerError, match="--new-token"):
        token(path)
    assert same(token(path, renew=True), path.read_text())


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "other"
    secret.write_text("x" * 43)
    path = tmp_path / "serve-token"
    path.symlink_to(secret)
    with pytest.raises(OrganizerError):
        token(path)
    assert secret.read_text() == "x" * 43


def test_secrets_are_compared_whatever_they_hold() -> None:
    assert same("a\udcff", "a\udcff") and not same("ä", "a")
