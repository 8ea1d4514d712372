"""Short pauses between attempts, and a server with a job that has succeeded."""

from __future__ import annotations

import pytest

from clientwright.runtime.download import one_file
from runtime.byte_server import ByteServer, reply
from runtime.download.support import (
    MP4,
    answer,
    answered,
    url_of,
)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let attempts follow each other at once."""
    monkeypatch.setattr(one_file, "FIRST_PAUSE", 0.001)


@pytest.fixture
def jobs(server: ByteServer) -> ByteServer:
    """Let the server accept a job, and have its video."""
    server.by_operation["a.mp4"] = [answer(MP4)]
    server.actions = [reply({"request_id": "job-1"})]
    server.by_operation["status"] = [reply({"request_id": "job-1", "status": "completed"})]
    answered(server, status="succeeded", output={"video": url_of(server)})
    return server


@pytest.fixture
def files(server: ByteServer) -> ByteServer:
    """Let the server have a video."""
    server.by_operation["a.mp4"] = [answer(MP4)]
    return server
