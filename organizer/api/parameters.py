"""What a question can be asked with: each parameter declared once, read from HTTP and from JSON alike.

What cannot be read is refused with the name of the parameter, and so is one that there is not: a misspelt
``limt=5`` that is passed over in silence gives a wrong answer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from organizer.base.errors import UsageError, printable
from organizer.base.language import tr

Kind = Literal["text", "integer", "flag", "texts", "values"]

#: Letters that a text may have, values that a list or a set of fields may have.
LONGEST, MOST = 4_000, 500
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_LARGEST = 2**63 - 1  # of SQLite's numbers


class ParameterError(UsageError):
    """A parameter that cannot be: ``parameter`` names it."""

    parameter = ""


class NotFoundError(UsageError):
    """What was asked for is not in the library."""


@contextlib.contextmanager
def told_of(name: str) -> Iterator[None]:
    """Say of what cannot be, within it, that this parameter asked for it."""
    try:
        yield
    except (ParameterError, NotFoundError):
        raise
    except UsageError as error:
        told = ParameterError(error.cause, path=error.path, remedy=error.remedy)
        told.parameter = name
        raise told from error


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of a question."""

    name: str
    about: str
    kind: Kind = "text"
    default: Any = None  #: where it is not given; of a required one: nothing
    required: bool = False
    low: int = 0
    high: int = _LARGEST
    choices: tuple[str, ...] = ()
    path: bool = False  #: over HTTP it is a part of the address

    @property
    def schema(self) -> dict[str, Any]:
        """The values it takes, as JSON Schema."""
        text: dict[str, Any] = {"type": "string", "maxLength": LONGEST}
        if self.choices:
            text = {"type": "string", "enum": list(self.choices)}
        whole = {"type": "integer", "minimum": self.low, "maximum": self.high}
        several = {"type": "array", "items": text, "minItems": int(self.required), "maxItems": MOST}
        values = {
            "type": "object",
            "additionalProperties": {"anyOf": [text, {"type": "array", "items": text}]},
            "maxProperties": MOST,
        }
        of = {
            "text": text,
            "integer": whole,
            "flag": {"type": "boolean"},
            "texts": several,
            "values": values,
        }
        default = {} if self.default is None or self.required else {"default": self.default}
        return {**of[self.kind], **default}

    def read(self, given: object) -> Any:
        """The value, of text or of JSON. Raises ``ParameterError``."""
        if self.kind == "texts":
            listed = given if isinstance(given, list) else [given]
            if len(listed) > MOST or (self.required and not listed):
                raise self.wrong(f"takes {int(self.required)} to {MOST} values, and {len(listed)} were given")
            return [self._text(one) for one in listed]
        if self.kind == "values":
            return self._values(given)
        if isinstance(given, list):
            if len(given) != 1:
                raise self.wrong("is given several times")
            given = given[0]
        if self.kind == "integer":
            return self._integer(given)
        if self.kind == "flag":
            flag = given if isinstance(given, bool) else _FLAGS.get(str(given).lower())
            if flag is None:
                raise self.wrong("is true or false")
            return flag
        return self._text(given)

    def wrong(self, what: str) -> ParameterError:
        """The error of this parameter."""
        error = ParameterError(f"the parameter “{self.name}” {what}")
        error.parameter = self.name
        return error

    def _integer(self, given: object) -> int:
        text = str(given) if isinstance(given, int | str) and not isinstance(given, bool) else ""
        if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 20):
            raise self.wrong("is a whole number")
        if not self.low <= int(text) <= self.high:
            upto = f"from {self.low} to {self.high}" if self.high < _LARGEST else f"from {self.low} on"
            raise self.wrong(f"is {upto}")
        return int(text)

    def _text(self, given: object) -> str:
        if isinstance(given, int) and not isinstance(given, bool):
            given = str(given)  # the number of a song
        if not isinstance(given, str):
            raise self.wrong("is text")
        if len(given) > LONGEST:
            raise self.wrong(f"has more than {LONGEST} letters")
        if "\0" in given:
            raise self.wrong("holds a letter that no text has")
        if self.choices and given not in self.choices:
            raise self.wrong(f"is one of {', '.join(self.choices)}")
        return given

    def _values(self, given: object) -> dict[str, str | tuple[str, ...]]:
        if not isinstance(given, dict) or len(given) > MOST or not given:
            raise self.wrong("is an object of fields and their values")
        return {
            self._text(name): tuple(self._text(one) for one in value)
            if isinstance(value, list)
            else self._text(value)
            for name, value in given.items()
        }


def read(parameters: Sequence[Parameter], given: Mapping[str, object]) -> dict[str, Any]:
    """The values of a question's parameters. Raises ``ParameterError``."""
    known = {one.name: one for one in parameters}
    for name in given:
        if name not in known:
            shown = printable(str(name))[:60]
            error = ParameterError(
                tr("there is no parameter “{name}”", name=shown),
                remedy=tr("there are: {names}", names=", ".join(known)) if known else tr("there are none"),
            )
            error.parameter = shown
            raise error
    values = {}
    for one in parameters:
        if given.get(one.name) is not None:
            values[one.name] = one.read(given[one.name])
        elif one.required:
            raise one.wrong("is missing")
        else:
            values[one.name] = list(one.default or ()) if one.kind == "texts" else one.default
    return values


def schema_of(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """All parameters of a question as one JSON Schema."""
    return {
        "type": "object",
        "properties": {one.name: {**one.schema, "description": one.about} for one in parameters},
        "required": [one.name for one in parameters if one.required],
        "additionalProperties": False,
    }
