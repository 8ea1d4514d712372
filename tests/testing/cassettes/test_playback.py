"""Replays with real HTTP libraries: any host works, nothing is sent, and misuse is reported."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

from clientwright.testing.cassettes import cassette_files, replay
from clientwright.testing.cassettes.cassette_model import RECORDED_BASE_URL, Cassette
from clientwright.testing.cassettes.errors import (
    JobAlreadyReplayed,
    NetworkBlocked,
    UnrecordedCall,
    UnusableCassette,
    UnusedCalls,
)
from testing.cassettes.support import HEADER, IMAGE, cassette, interaction, job_interactions

BASES = ("https://model-api.runcomfy.net/v1", "http://127.0.0.1:9/v1", "http://localhost:8080")
PAYLOAD = {"prompt": "a"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write the cassette of a job that is polled twice."""
    return write_cassette(tmp_path, cassette(*job_interactions("in_queue", "completed")))


def write_cassette(folder: Path, recording: Cassette) -> Path:
    """Write a cassette."""
    path = folder / "x.json"
    cassette_files.write(path, recording)
    return path


@pytest.fixture
def listening() -> Iterator[tuple[str, list[Any]]]:
    """Listen on a real port, and record who connects."""
    connections: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    connections.append(connection.recv(1))
                    connection.close()
            except OSError:
                pass

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/v1", connections
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("base", BASES)
def test_any_base_url_replays(path: Path, library: Any, base: str) -> None:
    """One recording replays for the provider's URL and any other, with both HTTP libraries."""
    with replay(path) as found, library.Client(trust_env=False) as http:
        id = http.post(f"{base}/models/{IMAGE}", json=PAYLOAD).json()["request_id"]
        statuses = [http.get(f"{base}/requests/{id}/status").json()["status"] for _ in range(3)]
    assert statuses == ["in_queue", "completed", "completed"]
    assert (found.header, found.unused) == (HEADER, ())


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_async_clients_replay(path: Path, library: Any) -> None:
    """Async clients replay too, in an event loop started inside the block."""

    async def run_job() -> list[str]:
        async with library.AsyncClient(trust_env=False, base_url=BASES[0]) as http:
            id = (await http.post(f"/models/{IMAGE}", json=PAYLOAD)).json()["request_id"]
            polls = [await http.get(f"/requests/{id}/status") for _ in range(2)]
            return [poll.json()["status"] for poll in polls]

    with replay(path):
        assert asyncio.run(run_job()) == ["in_queue", "completed"]


def test_standard_library_replays(path: Path) -> None:
    """Every library that vcrpy patches gets the same answers."""
    with replay(path, allow_unused=True):
        request = urllib.request.Request(
            f"{BASES[1]}/models/{IMAGE}", json.dumps(PAYLOAD).encode(), method="POST"
        )
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["request_id"] == "job-1"


def test_urls_in_answers_have_callers_base(tmp_path: Path) -> None:
    """A recorded status_url has the caller's base URL, not the recorded one."""
    answer = {"request_id": "job-1", "status_url": f"{RECORDED_BASE_URL}/requests/job-1/status"}
    recording = cassette(interaction("POST", f"/models/{IMAGE}", answer, PAYLOAD))
    with replay(write_cassette(tmp_path, recording)):
        answer_json = httpx.post(f"{BASES[2]}/models/{IMAGE}", json=PAYLOAD, trust_env=False).json()
    assert answer_json["status_url"] == f"{BASES[2]}/requests/job-1/status"


def test_unrecorded_call_fails_and_is_never_sent(
    path: Path, listening: tuple[str, list[Any]]
) -> None:
    """A call with another type in its body fails at once, although a server listens."""
    base, connections = listening
    with (
        replay(path, allow_unused=True),
        pytest.raises(UnrecordedCall, match="body /prompt"),
        httpx.Client(trust_env=False) as http,
    ):
        http.post(f"{base}/models/{IMAGE}", json={"prompt": 1})
    assert connections == []


def test_second_submit_fails(path: Path) -> None:
    """A job that was recorded once cannot be submitted twice."""
    with replay(path, allow_unused=True), httpx.Client(trust_env=False) as http:
        http.post(f"{BASES[0]}/models/{IMAGE}", json=PAYLOAD)
        with pytest.raises(JobAlreadyReplayed):
            http.post(f"{BASES[0]}/models/{IMAGE}", json=PAYLOAD)


def test_unused_calls_are_listed(path: Path) -> None:
    """A block that does not make every recorded call ends with an error that lists them."""
    with pytest.raises(UnusedCalls) as caught, replay(path):
        httpx.post(f"{BASES[0]}/models/{IMAGE}", json=PAYLOAD, trust_env=False)
    assert caught.value.calls == ("GET /requests/job-1/status",) * 2


def test_error_in_block_is_not_hidden(path: Path) -> None:
    """An error inside the block is raised, rather than the unused calls."""
    with pytest.raises(ZeroDivisionError), replay(path):
        raise ZeroDivisionError


def _connect(address: tuple[str, int]) -> None:
    with socket.socket() as sock:
        sock.connect(address)


def _connect_ex(address: tuple[str, int]) -> None:
    with socket.socket() as sock:
        sock.connect_ex(address)


def _datagram(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", address)


def _create(address: tuple[str, int]) -> None:
    socket.create_connection(address).close()


def _look_up(address: tuple[str, int]) -> None:
    socket.getaddrinfo(*address)


async def _open(address: tuple[str, int]) -> None:
    _, writer = await asyncio.open_connection(*address)
    writer.close()


def _stream(address: tuple[str, int]) -> None:
    asyncio.run(_open(address))


@pytest.mark.parametrize("way", [_connect, _connect_ex, _datagram, _create, _look_up, _stream])
def test_network_is_blocked(path: Path, listening: tuple[str, list[Any]], way: Any) -> None:
    """Every other use of the network is blocked during a replay, and works again afterwards."""
    base, connections = listening
    address = ("127.0.0.1", int(base.split(":")[2].split("/")[0]))
    with replay(path, allow_unused=True), pytest.raises(NetworkBlocked):
        way(address)
    assert connections == []
    way(address)


def test_local_sockets_work(path: Path) -> None:
    """Local sockets work during a replay: event loops and workers need them."""
    name = str(path.with_suffix(".sock"))
    with replay(path, allow_unused=True), socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(name)
            one.sendall(b"x")
            other, _ = server.accept()
            with other:
                assert other.recv(1) == b"x"


def test_missing_cassette_raises(tmp_path: Path) -> None:
    """Without a file there is no replay, and no call gets through."""
    with pytest.raises(UnusableCassette), replay(tmp_path / "none.json"):
        raise AssertionError


def test_threads_share_a_replay(tmp_path: Path) -> None:
    """Concurrent calls each get their own answer, none twice."""
    recording = cassette(*(one for n in range(8) for one in job_interactions(id=f"job-{n}")))
    got: list[str] = []

    def submit() -> None:
        with httpx.Client(trust_env=False) as http:
            got.append(http.post(f"{BASES[0]}/models/{IMAGE}", json=PAYLOAD).json()["request_id"])

    with replay(write_cassette(tmp_path, recording)):
        threads = [threading.Thread(target=submit) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(got) == [f"job-{n}" for n in range(8)]
