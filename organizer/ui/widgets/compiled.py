"""Keeps what would be compiled at every start.

PySide6 carries some modules of its own as source inside its library and compiles them whenever it loads: a
seventh of the start of an empty window. Python keeps what it compiles in ``__pycache__``; so does this, under
the same rules (``sys.dont_write_bytecode``, ``sys.pycache_prefix``).
"""

from __future__ import annotations

import builtins
import contextlib
import marshal
import os
import sys
from collections.abc import Iterator
from importlib.util import cache_from_source, source_hash
from typing import Any


@contextlib.contextmanager
def compiled_once(names: str) -> Iterator[None]:
    """While this holds, sources whose file names begin with ``names`` are compiled once for all starts."""
    before = builtins.compile

    def remembered(source: Any, filename: Any, mode: str, *rest: Any, **named: Any) -> Any:
        if not (isinstance(source, bytes) and isinstance(filename, str) and filename.startswith(names)):
            return before(source, filename, mode, *rest, **named)
        # by the hash of the source that Python also knows its own by: another version is another file
        name = f"{os.path.basename(filename).removesuffix('.py')}_{source_hash(source).hex()}.py"
        path = cache_from_source(os.path.join(os.path.dirname(__file__), name))
        with contextlib.suppress(OSError, EOFError, ValueError, TypeError), open(path, "rb") as file:
            return marshal.load(file)
        code = before(source, filename, mode, *rest, **named)
        _keep(path, marshal.dumps(code))
        return code

    builtins.compile = remembered
    try:
        yield
    finally:
        builtins.compile = before


def _keep(path: str, content: bytes) -> None:
    if sys.dont_write_bytecode:
        return
    temporary = f"{path}.{os.getpid()}"
    with contextlib.suppress(OSError):  # where nothing can be written it is compiled every time
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
