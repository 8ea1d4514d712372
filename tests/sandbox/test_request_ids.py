"""Request ids fit the pattern of their service."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clientwright.sandbox.request_ids import new_request_id, request_id_maker
from sandbox.services import DOCUMENTS, calls_of

PATTERNS = (
    *(str(document["request_id"]["pattern"]) for document in DOCUMENTS.values()),
    "^[0-9]{19}$",
    "^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    "^req-[A-Z]{6}$",
    "^gen_[a-z]{1,9}$",
    "[a-z]{26}",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_ids_fit_their_pattern(pattern: str) -> None:
    """Whatever the pattern, ids fit all of it and are new each time."""
    make = request_id_maker(pattern) or new_request_id
    ids = {make() for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(pattern, one) for one in ids)


@pytest.mark.parametrize("pattern", ["(", "^$", "^only-this$"])
def test_other_patterns_have_the_usual_ids(pattern: str) -> None:
    """Where no ids are known for a pattern, they are the usual ones."""
    assert request_id_maker(pattern) is None


def test_jobs_have_ids_of_the_pattern(tmp_path: Path) -> None:
    """A job's id is made by the pattern of the service's file."""
    with calls_of(DOCUMENTS["made_up"], tmp_path) as calls:
        assert re.fullmatch("job_[0-9]{12}", calls.submit())
