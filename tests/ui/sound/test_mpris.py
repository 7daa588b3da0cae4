"""The player on a real session bus of its own, asked and told by another program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from organizer.library import tracks
from organizer.ui.sound.mpris import NAME, PATH, PLAYER, ROOT, Mpris
from tests.ui.playlist.test_panel import add_songs
from tests.ui.song.test_panel import put_cover

jeepney = pytest.importorskip("jeepney", reason="there is no session bus on this system")
if shutil.which("dbus-daemon") is None:
    pytest.skip("dbus-daemon is not installed", allow_module_level=True)
pytestmark = pytest.mark.usefixtures("quiet_sound")

DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
PROPERTIES = "org.freedesktop.DBus.Properties"


@pytest.fixture
def bus(monkeypatch) -> Iterator[str]:
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.terminate()


class Client:
    """Another program on the bus. It waits in a thread, while the window's event loop runs here."""

    def __init__(self, qtbot) -> None:
        from jeepney.io.blocking import open_dbus_connection

        self.qtbot = qtbot
        self.connection = open_dbus_connection("SESSION")
        self.threads = ThreadPoolExecutor(1)
        rule = jeepney.MatchRule(type="signal", path=PATH)
        self.ask(*DAEMON, "AddMatch", "s", rule.serialise())
        self.signals = self.connection.filter(rule, bufsize=1000).__enter__()

    def run(self, call: Callable[[], Any]) -> Any:
        future = self.threads.submit(call)
        self.qtbot.waitUntil(future.done, timeout=10_000)
        return future.result()

    def ask(self, name: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
        address = jeepney.DBusAddress(path, bus_name=name, interface=interface)
        message = jeepney.new_method_call(address, member, signature, body)
        reply = self.run(lambda: self.connection.send_and_get_reply(message, timeout=8))
        if reply.header.message_type == jeepney.MessageType.error:
            raise LookupError(reply.header.fields[jeepney.HeaderFields.error_name])
        return reply.body

    def call(self, member: str, signature: str = "", *body: Any, interface: str = PLAYER) -> Any:
        return self.ask(NAME, PATH, interface, member, signature, *body)

    def get(self, name: str, interface: str = PLAYER) -> Any:
        return self.call("Get", "ss", interface, name, interface=PROPERTIES)[0]

    def set(self, name: str, signature: str, value: Any) -> None:
        self.call("Set", "ssv", PLAYER, name, (signature, value), interface=PROPERTIES)

    def told(self, member: str) -> list[Any]:
        """What was sent so far by a signal of that name."""
        self.call(
            "Ping", interface="org.freedesktop.DBus.Peer"
        )  # what was sent before comes before the answer
        sent = [self.signals.popleft() for _ in range(len(self.signals))]
        return [one.body for one in sent if one.header.fields[jeepney.HeaderFields.member] == member]


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def mpris(bus, state, player, asked) -> Iterator[Mpris]:
    made = Mpris(state, player, present=lambda: asked.append("present"), leave=lambda: asked.append("leave"))
    yield made
    made.close()


@pytest.fixture
def client(bus, mpris, player, qtbot, tagged_songs) -> Iterator[Client]:
    player.set_queue(tagged_songs)
    player.play(tagged_songs[0])
    qtbot.waitUntil(lambda: mpris.joined and player.duration > 0)
    client = Client(qtbot)
    yield client
    client.threads.shutdown()
    client.connection.close()


@pytest.fixture
def tagged_songs(db, make_song) -> list[int]:
    first = make_song("a.mp3", seconds=8.0, title="Blue", artist="Ann", album="Sea", tracknumber="3/12")
    put_cover(first)
    others = [make_song(f"{n}.mp3", seconds=8.0) for n in range(2)]
    ids = add_songs(db, [first, *others])
    return ids


def test_what_plays_is_told_in_full(client, state, player, tagged_songs, qtbot):
    client.qtbot.waitUntil(lambda: "mpris:artUrl" in client.get("Metadata")[1], timeout=10_000)
    kind, said = client.get("Metadata")
    assert kind == "a{sv}"
    assert said["mpris:trackid"] == ("o", f"/io/organizer/track/{tagged_songs[0]}")
    assert said["mpris:length"] == ("x", player.duration * 1000)  # of 64 bits, however small
    track = tracks.get(state.db, tagged_songs[0])
    assert said["xesam:title"] == ("s", track.title) and said["xesam:url"][1].startswith("file:///")
    art = said["mpris:artUrl"][1]
    assert art.startswith("file:///") and art.endswith((".jpg", ".png"))
    everything = client.call("GetAll", "s", PLAYER, interface=PROPERTIES)[0]
    assert everything["PlaybackStatus"] == ("s", "Playing")
    assert everything["Rate"] == everything["MaximumRate"] == ("d", 1.0)
    assert everything["CanGoNext"] == everything["CanSeek"] == everything["CanControl"] == ("b", True)
    assert client.get("Identity", ROOT) == ("s", "Organizer")
    assert client.get("SupportedUriSchemes", ROOT) == ("as", [])
    described = client.call("Introspect", interface="org.freedesktop.DBus.Introspectable")[0]
    assert '<property name="Volume" type="d" access="readwrite"/>' in described and "SetPosition" in described


def test_the_controls_control(client, state, player, tagged_songs, asked, qtbot):
    client.call("PlayPause")
    assert not player.playing and client.get("PlaybackStatus") == ("s", "Paused")
    client.call("Pause")
    assert not player.playing
    client.call("Play")
    client.call("Play")
    assert player.playing
    client.call("Next")
    assert state.current_track == tagged_songs[1]
    client.call("Previous")
    assert state.current_track == tagged_songs[0]
    client.set("Volume", "d", 0.25)
    assert player.volume == 25 and client.get("Volume") == ("d", 0.25)
    for wanted, stored in ((-1.0, 0), (7.0, 100), (float("nan"), 100)):
        client.set("Volume", "d", wanted)
        assert player.volume == stored
    client.set("Shuffle", "b", True)
    client.set("LoopStatus", "s", "Track")
    assert state.settings.shuffle and state.settings.repeat == "one"
    client.call("Raise", interface=ROOT)
    client.call("Quit", interface=ROOT)
    qtbot.waitUntil(lambda: asked == ["present", "leave"])
    client.call("Stop")
    assert state.current_track is None and client.get("PlaybackStatus") == ("s", "Stopped")
    assert client.get("Metadata") == ("a{sv}", {})


def test_places_in_the_song(client, state, player, tagged_songs, qtbot):
    player.pause()
    song = client.get("Metadata")[1]["mpris:trackid"][1]
    client.call("SetPosition", "ox", song, 4_000_000)
    qtbot.waitUntil(lambda: abs(player.position - 4000) <= 50)
    kind, position = client.get("Position")
    assert kind == "x" and abs(position - 4_000_000) <= 50_000
    for track_id, place in ((song, -1), (song, 10**9), ("/io/organizer/track/0", 1_000_000)):
        client.call("SetPosition", "ox", track_id, place)
    assert abs(player.position - 4000) <= 50
    client.call("Seek", "x", -1_000_000)
    qtbot.waitUntil(lambda: abs(player.position - 3000) <= 50)
    client.call("Seek", "x", -(10**9))
    qtbot.waitUntil(lambda: player.position <= 50)
    assert [body[0] for body in client.told("Seeked")] == [4_000_000, pytest.approx(3e6, abs=5e4), 0]
    client.call("Seek", "x", 10**9)
    assert state.current_track == tagged_songs[1]


def test_changes_are_told_and_only_those(client, state, player, tagged_songs, qtbot):
    told: list[Any] = []

    def is_told(wanted: Callable[[dict[str, Any]], bool]) -> bool:
        told.extend(client.told("PropertiesChanged"))
        return any(wanted(changed) for _, changed, _ in told)

    player.set_volume(40)
    qtbot.waitUntil(lambda: is_told(lambda changed: changed == {"Volume": ("d", 0.4)}))
    player.next()
    second = ("o", f"/io/organizer/track/{tagged_songs[1]}")
    qtbot.waitUntil(
        lambda: is_told(
            lambda changed: "Metadata" in changed and changed["Metadata"][1].get("mpris:trackid") == second
        )
    )
    assert all(name == PLAYER and not forgotten for name, _, forgotten in told)


@pytest.mark.parametrize(
    ("member", "signature", "body", "interface", "error"),
    [
        ("Fly", "", (), PLAYER, "UnknownMethod"),
        ("Next", "", (), "org.example.Other", "UnknownMethod"),
        ("Seek", "", (), PLAYER, "InvalidArgs"),
        ("Get", "ss", (PLAYER, "Colour"), PROPERTIES, "UnknownProperty"),
        ("Get", "ss", ("org.example.Other", "Rate"), PROPERTIES, "UnknownInterface"),
        ("Set", "ssv", (PLAYER, "Position", ("x", 1)), PROPERTIES, "PropertyReadOnly"),
        ("Set", "ssv", (PLAYER, "Volume", ("s", "loud")), PROPERTIES, "InvalidArgs"),
    ],
)
def test_what_is_not_there_is_refused(client, member, signature, body, interface, error):
    with pytest.raises(LookupError, match=error):
        client.call(member, signature, *body, interface=interface)


def test_a_second_window_has_a_name_of_its_own_and_a_bus_that_goes_is_no_harm(
    client, mpris, state, player, tagged_songs, qtbot
):
    second = Mpris(state, player, present=list, leave=list)
    qtbot.waitUntil(lambda: second.joined)
    names = client.ask(*DAEMON, "ListNames")[0]
    assert sum(name.startswith(NAME) for name in names) == 2
    second.close()
    mpris._object._connection.sock.shutdown(2)
    player.next()
    qtbot.waitUntil(lambda: mpris._object._connection is None)
    player.previous()
    assert state.current_track == tagged_songs[0]


def test_without_a_bus_songs_play_as_ever(state, player, songs, monkeypatch, qtbot):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    made = Mpris(state, player, present=list, leave=list)
    player.play(songs[0])
    qtbot.waitUntil(lambda: player.playing and not state.jobs.running())
    assert not made.joined
