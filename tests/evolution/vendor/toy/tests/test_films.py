"""The shop's films, from a recorded job."""

from pathlib import Path

import pytest
from clientwright.testing.cassettes import replay

from shop.films import film

CASSETTE = Path(__file__).parent / "minimal-job.json"


def test_a_film_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that was recorded gives its film, without a network."""
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with replay(CASSETTE):
        assert film("anything", "a") == "https://outputs.sandbox.runcomfy.net/job-1.mp4"
