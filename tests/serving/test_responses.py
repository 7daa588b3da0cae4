from __future__ import annotations

import json
import logging
import math

import numpy as np
import pytest

from organizer.api.parameters import NotFoundError, ParameterError
from organizer.api.problems import error_document, problem
from organizer.base.errors import LibraryError, OrganizerError, UsageError
from organizer.serving.responses import document


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ParameterError("no"), 400, "bad_parameter"),
        (NotFoundError("no"), 404, "not_found"),
        (UsageError("no"), 400, "bad_request"),
        (LibraryError("no"), 503, "library_unavailable"),
        (OrganizerError("no"), 409, "cannot"),
    ],
)
def test_errors_of_the_world_are_told(error: Exception, status: int, code: str) -> None:
    told = problem(error)
    assert (told.status, told.code, told.message) == (status, code, "no")
    assert error_document(told) == {"error": {"code": code, "message": "no"}}


def test_a_mistake_of_ours_is_logged_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        told = problem(ValueError("a secret"))
    assert told.status == 500 and "secret" not in told.message and "secret" in caplog.text


def test_a_document_is_json_for_every_reader() -> None:
    value = {"a\udcff": ("x\ud800", math.nan, np.arange(2), np.float32(0.5)), "b": None, "c": True, "d": 3}
    read = json.loads(bytes(document(value).body))
    assert read == {"a\ufffd": ["x\ufffd", None, [0, 1], 0.5], "b": None, "c": True, "d": 3}
