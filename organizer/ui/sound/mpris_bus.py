"""The session bus: an object with interfaces on it, answered from the event loop.

jeepney packs and unpacks messages, and is imported where it is used. (QtDBus sends numbers of 64 bits as 32
where they are small, which those who read lengths refuse.)
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QSocketNotifier

log = logging.getLogger(__name__)

_PROPERTIES = "org.freedesktop.DBus.Properties"
_ERROR = "org.freedesktop.DBus.Error"

#: A value with its signature, as a variant of D-Bus.
Variant = tuple[str, Any]


class Method(NamedTuple):
    """A method without results: its arguments as (name, signature), and what it calls with them."""

    arguments: tuple[tuple[str, str], ...]
    call: Callable[..., object]


class Property(NamedTuple):
    """A property: its signature, what gives it, and what sets it, if anything may."""

    signature: str
    get: Callable[[], Any]
    set: Callable[[Any], object] | None = None


class Interface(NamedTuple):
    """What is offered under one name; ``signals`` with the signature of their arguments."""

    name: str
    methods: Mapping[str, Method]
    properties: Mapping[str, Property]
    signals: Mapping[str, str] = {}

    def values(self) -> dict[str, Variant]:
        """All properties as they are now."""
        return {name: (one.signature, one.get()) for name, one in self.properties.items()}


class _Refused(Exception):
    """A call that is answered by an error: its name, and why."""


def connect(name: str) -> Any:
    """A connection to the session bus under this name, or with a number behind it where another has it.
    Raises ``ImportError``, ``OSError`` and others where there is no bus: to be called in the background."""
    from jeepney import message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    connection = open_dbus_connection("SESSION")
    bus = Proxy(message_bus, connection)
    unique = connection.unique_name.strip(":").replace(".", "_")
    for wanted in (name, f"{name}.instance{unique}"):
        if bus.RequestName(wanted, 4)[0] == 1:  # 4: do not queue for it; 1: it is ours
            return connection
    connection.close()
    raise OSError(f"the name {name} is taken")


class BusObject(QObject):
    """Answers for one path of the bus. It ends by itself when the bus goes away."""

    def __init__(self, connection: Any, path: str, interfaces: list[Interface], parent: QObject) -> None:
        super().__init__(parent)
        self._connection, self._path = connection, path
        self._interfaces = {one.name: one for one in interfaces}
        self._notifier = QSocketNotifier(connection.sock.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._receive)

    def close(self) -> None:
        """Leave the bus."""
        if self._connection is not None:
            self._notifier.setEnabled(False)
            self._connection.close()
            self._connection = None

    def send_signal(self, interface: str, signal: str, signature: str, body: tuple[Any, ...]) -> None:
        """Send a signal."""
        from jeepney import DBusAddress, new_signal

        emitter = DBusAddress(self._path, interface=interface)
        self._send(new_signal(emitter, signal, signature, body))

    def tell_changed(self, interface: str, values: Mapping[str, Variant]) -> None:
        """Properties have these values now."""
        self.send_signal(_PROPERTIES, "PropertiesChanged", "sa{sv}as", (interface, dict(values), []))

    def _send(self, message: Any) -> None:
        if self._connection is None:
            return
        try:
            self._connection.send(message)
        except OSError as error:
            log.info("the session bus is gone: %s", error)
            self.close()

    def _receive(self, *_: object) -> None:
        while self._connection is not None:
            try:
                message = self._connection.receive(timeout=0)
            except TimeoutError:
                return
            except (OSError, EOFError) as error:
                log.info("the session bus is gone: %s", error)
                self.close()
                return
            self._answer(message)

    def _answer(self, message: Any) -> None:
        from jeepney import HeaderFields, MessageFlag, MessageType, new_error, new_method_return

        header = message.header
        if header.message_type != MessageType.method_call:
            return
        try:
            if header.fields.get(HeaderFields.path) != self._path:
                raise _Refused("UnknownObject", "there is nothing at this path")
            interface = header.fields.get(HeaderFields.interface, "")
            member = header.fields.get(HeaderFields.member, "")
            signature, body = self._call(interface, member, message.body)
            reply = new_method_return(message, signature, body)
        except _Refused as refused:
            kind, why = refused.args
            reply = new_error(message, f"{_ERROR}.{kind}", "s", (why,))
        if not header.flags & MessageFlag.no_reply_expected:
            self._send(reply)

    def _call(self, interface: str, member: str, body: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """The signature and the values of the answer."""
        match interface, member:
            case "org.freedesktop.DBus.Peer", "Ping":
                return "", ()
            case "org.freedesktop.DBus.Introspectable", "Introspect":
                return "s", (described(self._interfaces.values()),)
            case "org.freedesktop.DBus.Properties", _:
                return self._property(member, body)
        named = [one for one in self._interfaces.values() if interface in ("", one.name)]
        methods = [one.methods[member] for one in named if member in one.methods]
        if not methods:
            raise _Refused("UnknownMethod", f"there is no {interface}.{member}")
        if len(body) != len(methods[0].arguments):
            raise _Refused("InvalidArgs", f"{member} takes {len(methods[0].arguments)} arguments")
        methods[0].call(*body)
        return "", ()

    def _property(self, member: str, body: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        if not body or body[0] not in self._interfaces:
            raise _Refused("UnknownInterface", "there is no such interface")
        interface = self._interfaces[body[0]]
        if member == "GetAll":
            return "a{sv}", (interface.values(),)
        one = interface.properties.get(body[1]) if len(body) > 1 else None
        if one is None:
            raise _Refused("UnknownProperty", "there is no such property")
        if member == "Get":
            return "v", ((one.signature, one.get()),)
        if member != "Set" or len(body) != 3:
            raise _Refused("UnknownMethod", f"there is no {member}")
        if one.set is None:
            raise _Refused("PropertyReadOnly", f"{body[1]} cannot be set")
        if body[2][0] != one.signature:
            raise _Refused("InvalidArgs", f"{body[1]} is of type {one.signature}")
        one.set(body[2][1])
        return "", ()


def described(interfaces: Any) -> str:
    """What is offered, as D-Bus describes it."""
    lines = ["<node>"]
    for interface in interfaces:
        lines.append(f'<interface name="{interface.name}">')
        for name, method in interface.methods.items():
            arguments = "".join(
                f'<arg name="{argument}" type="{kind}" direction="in"/>'
                for argument, kind in method.arguments
            )
            lines.append(f'<method name="{name}">{arguments}</method>')
        for name, kind in interface.signals.items():
            lines.append(f'<signal name="{name}"><arg type="{kind}"/></signal>')
        for name, one in interface.properties.items():
            access = "read" if one.set is None else "readwrite"
            lines.append(f'<property name="{name}" type="{one.signature}" access="{access}"/>')
        lines.append("</interface>")
    lines.append(f'<interface name="{_PROPERTIES}"/></node>')
    return "\n".join(lines)
