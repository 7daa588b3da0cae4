"""A library with all that can be asked for, and a real server on a real socket."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from organizer.library.storage.database import Database
from organizer.serving import http as serving
from organizer.serving import server
from organizer.serving.library import ServedLibrary
from organizer.work.playlists import likeness
from tests.furnished import furnish

TOKEN = "t" * 43


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The document."""
        return json.loads(self.body.decode("utf-8"))


class Site(NamedTuple):
    """A server that runs, and its library."""

    port: int
    library: Path
    songs: list[int]
    odd: int  #: a song whose file has a name that is not UTF-8

    def get(
        self,
        path: str,
        asked: Any = (),
        *,
        headers: dict[str, str | None] | None = None,
        method: str = "GET",
        body: bytes | None = None,
    ) -> Answer:
        """Ask, with the token unless ``headers`` say otherwise."""
        sent = {"Authorization": f"Bearer {TOKEN}", **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            query = f"?{urlencode(asked, doseq=True)}" if asked else ""
            given = {name: value for name, value in sent.items() if value is not None}
            connection.request(method, path + query, headers=given, body=body)
            response = connection.getresponse()
            headers_back = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers_back, response.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("served")
    ids, odd = furnish(folder)
    likeness.install()
    with Database(folder / "library.db") as db:
        listening = server.bound(0)
        running = server.server_of(serving.application(ServedLibrary(db), TOKEN))
        thread = threading.Thread(target=lambda: running.run(sockets=[listening]))
        thread.start()
        try:
            yield Site(listening.getsockname()[1], folder / "library.db", ids, odd)
        finally:
            running.should_exit = True
            thread.join()
            listening.close()
