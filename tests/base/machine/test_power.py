"""Whether there is mains power, from what each system says."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.base.machine import power

MAINS, BATTERY = {"type": "Mains"}, {"type": "Battery"}


@pytest.mark.parametrize(
    ("supplies", "mains"),
    [
        ([], None),  # a computer without a battery
        ([MAINS | {"online": "1"}, BATTERY | {"status": "Charging"}], True),
        ([MAINS | {"online": "1"}, BATTERY | {"status": "Discharging"}], True),  # kept below a limit
        ([MAINS | {"online": "0"}, BATTERY | {"status": "Discharging"}], False),
        ([MAINS | {"online": "0"}, BATTERY | {"status": "Full"}], False),  # unplugged a moment ago
        ([MAINS | {"online": "0"}], None),
        ([{"type": "USB", "online": "1"}, BATTERY | {"status": "Discharging"}], False),
        ([{"type": "USB", "online": "1"}, BATTERY | {"status": "Charging"}], None),
        ([BATTERY | {"status": "Discharging", "scope": "Device"}], None),  # a mouse
        ([{"type": "UPS", "status": "Discharging"}], False),
    ],
)
def test_linux_lists_plugs_and_batteries(supplies: list[dict[str, str]], mains: bool | None) -> None:
    assert power.of_supplies(supplies) is mains


def test_linux_tells_each_in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, attributes in (
        ("AC", {"type": "Mains", "online": "0"}),
        ("BAT0", {"type": "Battery", "status": "Discharging"}),
    ):
        (tmp_path / name).mkdir()
        for attribute, value in attributes.items():
            (tmp_path / name / attribute).write_text(f"{value}\n")
    monkeypatch.setattr(power.system, "POWER_SUPPLIES", str(tmp_path))
    assert power.on_mains() is False
    monkeypatch.setattr(power.system, "POWER_SUPPLIES", str(tmp_path / "nowhere"))
    monkeypatch.setattr(power.system, "PMSET", str(tmp_path / "nothing"))
    assert power.on_mains() is None


def test_macos_and_windows_say_it_in_a_word() -> None:
    assert power.of_pmset("Now drawing from 'AC Power'\n -InternalBattery-0\t100%; charged;") is True
    assert power.of_pmset("Now drawing from 'Battery Power'\n -InternalBattery-0\t55%; discharging;") is False
    assert power.of_pmset("") is None
    assert [power.of_windows(status) for status in (0, 1, 255, None)] == [False, True, None, None]
