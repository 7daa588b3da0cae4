"""What is offered on the bus, as D-Bus describes it. Calls are tested in ``test_mpris`` on a real bus."""

from __future__ import annotations

from xml.etree import ElementTree

from organizer.ui.sound.mpris_bus import Interface, Method, Property, described


def test_interfaces_are_described_and_their_values_typed():
    interface = Interface(
        "org.example.One",
        {"Go": Method((("Where", "o"), ("Far", "x")), list)},
        {"Fixed": Property("s", lambda: "a"), "Free": Property("d", lambda: 0.5, list)},
        {"Gone": "x"},
    )
    root = ElementTree.fromstring(described([interface]))
    (one,) = [each for each in root if each.get("name") == "org.example.One"]
    assert [(each.get("name"), each.get("type")) for each in one.findall("method/arg")] == [
        ("Where", "o"),
        ("Far", "x"),
    ]
    access = {each.get("name"): each.get("access") for each in one.findall("property")}
    assert access == {"Fixed": "read", "Free": "readwrite"}
    assert one.find("signal/arg").get("type") == "x"
    assert interface.values() == {"Fixed": ("s", "a"), "Free": ("d", 0.5)}
