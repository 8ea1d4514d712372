"""The server as a process, and settings it refuses to start with."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from clientwright.errors import UsageError
from clientwright.sandbox.accounts import ACCOUNTS
from clientwright.sandbox.server import run_sandbox, serve, startup_message
from clientwright.sandbox.server_socket import is_loopback, listen
from clientwright.sandbox.stored_job import INSTANT, JobTiming
from sandbox.support import TEXT_TO_VIDEO, ClientFactory, service, specs, submit

ROOT = Path(__file__).parent.parent.parent
SERVE = """
import sys
from functools import partial
from pathlib import Path
from sandbox.support import specs
from clientwright.sandbox.server import serve
serve(specs(), jobs_file=Path(sys.argv[1]), port=0, speed=1000, tokens=["mine"],
      quiet="quiet" in sys.argv, echo=partial(print, flush=True))
"""


@contextmanager
def process(*arguments: str) -> Generator[tuple[subprocess.Popen[str], str]]:
    """Run `serve` in a process of its own; yield it and its base URL."""
    paths = os.pathsep.join(str(ROOT / name) for name in ("generator", "tests"))
    command = [sys.executable, "-c", SERVE, *arguments]
    environment = {**os.environ, "PYTHONPATH": paths}
    with subprocess.Popen(
        command, text=True, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as popen:
        try:
            assert popen.stdout
            lines = [popen.stdout.readline() for _ in range(3)]
            yield popen, lines[1].strip().partition("=")[2]
        finally:
            popen.kill()


@pytest.mark.parametrize("quiet", [False, True])
def test_serve_stops_on_ctrl_c(tmp_path: Path, caller: ClientFactory, quiet: bool) -> None:
    """It prints its base URL, logs one line per call unless quiet, and exits cleanly on Ctrl-C."""
    file = str(tmp_path / "jobs")
    with process(file, *(["quiet"] if quiet else [])) as (server, base_url):
        api = caller(base_url, "mine")
        at = submit(api, {"prompt": "x"}, TEXT_TO_VIDEO).raise_for_status().json()["request_id"]
        assert api.get(f"/requests/{at}%0A%1B[31m/status").status_code == 404
        server.send_signal(signal.SIGINT)
        output, log = server.communicate(timeout=20)
    lines = [f"POST /v1/models/{TEXT_TO_VIDEO} 200", f"GET /v1/requests/{at}%0A%1B[31m/status 404"]
    assert (server.returncode, output) == (0, "The sandbox has stopped; its jobs are kept.\n")
    assert log.splitlines() == ([] if quiet else lines)
    with run_sandbox(specs(), jobs_file=Path(file)) as again:
        body = caller(again.base_url).get(f"/requests/{at}/result").json()
        assert body["status"] == "succeeded"


def test_startup_message_has_exports() -> None:
    """The first lines name the server and the two variables that a client reads."""
    output = startup_message(service(), "http://127.0.0.1:8787/v1").splitlines()
    assert "not the provider" in output[0]
    assert [line.strip() for line in output[1:]] == [
        "export RUNCOMFY_MODEL_API_BASE=http://127.0.0.1:8787/v1",
        "export RUNCOMFY_API_TOKEN=sandbox-token",
    ]


def test_port_in_use_is_reported(tmp_path: Path) -> None:
    """A port in use is reported, and no job file is created."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} on 127.0.0.1 is in use"):
            serve(specs(), jobs_file=tmp_path / "jobs", port=port)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        ("0.0.0.0", 0, "open to other machines"),
        ("", 0, "open to other machines"),
        ("example.com", 0, "open to other machines"),
        ("127.0.0.1", 70_000, "0 to 65535"),
        ("127.0.0.1", -1, "0 to 65535"),
    ],
)
def test_remote_hosts_and_bad_ports_are_refused(host: str, port: int, message: str) -> None:
    """Other machines are excluded unless allowed explicitly; invalid ports are refused."""
    with pytest.raises(UsageError, match=message):
        listen(host, port)


def test_allow_remote() -> None:
    """With `allow_remote`, every address of this machine can be bound."""
    with listen("0.0.0.0", 0, allow_remote=True) as sock:
        assert sock.getsockname()[0] == "0.0.0.0"


def test_socket_protocol_is_tcp() -> None:
    """The socket's protocol is TCP: asyncio disables Nagle's delay for no other."""
    with listen("127.0.0.1", 0) as sock:
        assert sock.proto == socket.IPPROTO_TCP


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_hosts(host: str) -> None:
    """These hosts are reachable only from this machine."""
    assert is_loopback(host)


def test_run_sandbox_frees_its_port(caller: ClientFactory) -> None:
    """After the block the port is closed, and a new sandbox can use it at once."""
    with run_sandbox(specs()) as first:
        port = httpx.URL(first.base_url).port or 0
        assert submit(caller(first.base_url, first.token)).status_code == 200
    with pytest.raises(httpx.ConnectError):
        caller(first.base_url).get("/")
    with run_sandbox(specs(), port=port) as second:
        assert second.base_url == first.base_url


def test_open_sandbox_accepts_unknown_keys(caller: ClientFactory) -> None:
    """With `closed=False`, unknown keys are accepted, as the documents leave them open."""
    body = {"prompt": "x", "unheard_of": 1}
    for closed, status in ((True, 422), (False, 200)):
        with run_sandbox(specs(), closed=closed) as it:
            assert submit(caller(it.base_url), body, TEXT_TO_VIDEO).status_code == status


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf")])
def test_invalid_speed_is_refused(speed: float) -> None:
    """A speed is a number above zero."""
    with pytest.raises(UsageError, match="above 0"):
        JobTiming.at_speed(speed)


def test_speed_divides_times() -> None:
    """Speed divides both times; an instant job neither waits nor runs."""
    usual, quick = JobTiming.at_speed(1), JobTiming.at_speed(10)
    assert (quick.queue_seconds * 10, quick.run_seconds * 10) == pytest.approx((6, 9))
    assert usual == JobTiming()
    assert JobTiming(0, 0) == INSTANT


@pytest.mark.parametrize("token", ["", "two words", "line\n", "ключ"])
def test_invalid_tokens_are_refused(token: str) -> None:
    """A token that no header allows is refused."""
    with pytest.raises(UsageError, match="header"):
        ACCOUNTS.with_tokens([token])
