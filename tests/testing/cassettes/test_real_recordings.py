"""Recordings that vcrpy itself makes of a correct server, by several libraries, are read and proved."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import vcr

from clientwright.sandbox.server import run_sandbox
from clientwright.testing.promises import VerdictState
from clientwright.testing.targets.server_access import SANDBOX_TOKENS
from runcomfy import RunComfy, kling
from testing.cassettes.recordings import TEXT, read, verdicts
from testing.cassettes.support import specs


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """Run a sandbox."""
    with run_sandbox(specs()) as sandbox:
        yield sandbox.base_url


def record_with_client(base_url: str) -> None:
    """Run a job with the generated client."""
    with RunComfy(token=SANDBOX_TOKENS["mine"], base_url=base_url) as api:
        api.run(kling.kling_3_0.standard.text_to_video.request(prompt="a cat"))


def record_with_httpx(base_url: str) -> None:
    """Submit twice with httpx, and once wrongly."""
    headers = {"Authorization": f"Bearer {SANDBOX_TOKENS['mine']}"}
    with httpx.Client(headers=headers, trust_env=False) as http:
        for payload in ({"prompt": "a"}, {"prompt": "b"}, {"prompt": 5}):
            answer = http.post(f"{base_url}/models/{TEXT}", json=payload).json()
            if "request_id" in answer:
                http.get(f"{base_url}/requests/{answer['request_id']}/result")


def record_with_http_client(base_url: str) -> None:
    """Submit with the standard library, whose stub of vcrpy is another."""
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.netloc)
    headers = {
        "Authorization": f"Bearer {SANDBOX_TOKENS['mine']}",
        "Content-Type": "application/json",
    }
    connection.request("POST", f"{parts.path}/models/{TEXT}", b'{"prompt": "a"}', headers)
    answer = json.loads(connection.getresponse().read())
    connection.request(
        "GET", f"{parts.path}/requests/{answer['request_id']}/status", headers=headers
    )
    connection.getresponse().read()
    connection.close()


@pytest.mark.parametrize("play", [record_with_client, record_with_httpx, record_with_http_client])
@pytest.mark.parametrize("serializer", ["yaml", "json"])
@pytest.mark.parametrize("decode", [True, False])
def test_real_recordings_are_proved(
    play: Any, serializer: str, decode: bool, base_url: str, tmp_path: Path
) -> None:
    """What vcrpy itself records of a correct server is read whole and proved."""
    recorder = vcr.VCR(serializer=serializer, decode_compressed_response=decode)
    with recorder.use_cassette(str(tmp_path / f"x.{serializer}")) as cassette:
        play(base_url)
    found = read(tmp_path / f"x.{serializer}")
    assert len(found.calls) == len(cassette.requests) > 1
    states = {one.state for one in verdicts(tmp_path).values()}
    assert states == {VerdictState.PROVED}
