"""What Python overrides of Qt's methods raise reaches Qt whole.

Up to Python 3.11 an error that was raised in C (a division by zero, an object that Qt has deleted) travels as
a class and a text, and becomes an instance when Python first handles it. PySide (6.12 and before) takes the
text for the instance when an override lets such an error out, and the program dies instead of telling it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken


def let_errors_out() -> None:
    """From now on, classes that derive from Qt's let errors out of their overrides as instances."""
    if sys.version_info < (3, 12):
        Shiboken.Object.__init_subclass__ = classmethod(_made)  # type: ignore


def _made(cls: type, /, **keywords: Any) -> None:
    super(Shiboken.Object, cls).__init_subclass__(**keywords)  # type: ignore[misc]
    theirs = [base for base in cls.__mro__[1:] if base.__module__.partition(".")[0] == "PySide6"]
    for name, value in list(vars(cls).items()):
        private = name.startswith("_")
        if not private and isinstance(value, FunctionType) and any(name in vars(base) for base in theirs):
            setattr(cls, name, _handled(value))


def _handled(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def handled(*arguments: Any, **keywords: Any) -> Any:
        try:
            return call(*arguments, **keywords)
        except BaseException:  # to have come by here is what makes it an instance
            raise

    return handled
