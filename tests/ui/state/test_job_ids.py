"""Each job has an identity of its own, and each identity a job."""

from __future__ import annotations

import ast
from pathlib import Path

import organizer
from organizer.ui.state.job_ids import WRITES_FILES, Job


def test_silent_jobs_are_different_jobs():
    assert len(set(Job)) == len(Job.__members__), "two members with one value would be one job"


def test_every_job_is_started_somewhere():
    named = set()
    for path in Path(organizer.__file__).parent.rglob("*.py"):
        if path.name == "job_ids.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "Job"
            ):
                named.add(node.attr)
    assert named == set(Job.__members__)


def test_what_writes_files_is_shown():
    assert all(job.title for job in WRITES_FILES)
