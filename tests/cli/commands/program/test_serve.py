from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from organizer.cli.commands.program.serve import needs
from organizer.library.storage.database import Database


def ask(address: str, token: str) -> tuple[int, dict[str, Any]]:
    """The status and the document."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_it_says_where_it_answers_and_ends_in_order(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    Database(library).close()
    command = [sys.executable, "-m", "organizer", "--library", str(library), "serve", "--port", "0", "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        ready = json.loads(running.stdout.readline())
        token = Path(ready["token_file"]).read_text()
        status, about = ask(ready["api"], token)
        assert status == 200
        assert (about["program"], about["songs"], about["has_map"]) == ("organizer", 0, False)
        assert ask(ready["api"] + "/similar?songs=1", token)[0] == 404
        assert ask(ready["api"] + "/songs", "")[0] == 401
        port = ready["address"].rpartition(":")[2]
        again = subprocess.run([*command[:-2], port], capture_output=True, text=True, timeout=60)
        assert again.returncode == 1 and f"port {port} cannot be used" in again.stderr
        running.send_signal(signal.SIGINT)
        rest, said = running.communicate(timeout=60)
    finally:
        running.kill()
        running.wait()
    assert (running.returncode, rest, said) == (0, "", "")


def test_what_is_not_installed_is_said_with_how_to_get_it() -> None:
    error = needs("serve", ImportError("no", name="starlette"))
    assert "starlette" in str(error) and 'pip install "organizer[serve]"' in str(error)
