"""The sandbox: its start, and submits and reads a second, beside Prism on the same document where npm is there."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.generation import CLIENTWRIGHT
from tests.bench.payload import PAYLOAD
from tests.bench.processes import run
from tests.bench.results import Aim, Row, row
from tests.bench.sampling import Measure, alternate
from tests.bench.unlike_endpoints import SPECS

ROUNDS, BATCH, STARTS = 5, 200, 5
PRISM = "@stoplight/prism-cli"
SUBMIT = "/models/kling/kling-3.0/standard/image-to-video"
HEADERS = {"Authorization": "Bearer sandbox-token", "Content-Type": "application/json"}
BODY = json.dumps(PAYLOAD)


@dataclass(frozen=True, slots=True)
class Server:
    """A command that serves on a port, and the path before those of the document."""

    command: tuple[str, ...]
    port: int
    base: str = ""

    @contextmanager
    def serving(self) -> Generator[float]:
        """Start the server, wait for its first answer and end it later; give the seconds until it answered."""
        started = time.perf_counter()
        with subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                while not self._answers():
                    if process.poll() is not None:
                        raise SystemExit(f"{' '.join(self.command)} ended")
                    time.sleep(0.005)
                yield time.perf_counter() - started
            finally:
                process.terminate()

    def _answers(self) -> bool:
        with suppress(OSError), closing(HTTPConnection("127.0.0.1", self.port)) as connection:
            connection.request("GET", f"{self.base}/requests/none/status", headers=HEADERS)
            return bool(connection.getresponse().status)
        return False

    def submits(self) -> float:
        """Return how many jobs it accepts a second."""
        return self._calls("POST", SUBMIT, BODY)[0]

    def reads(self) -> float:
        """Return how many statuses it tells a second."""
        _, answer = self._calls("POST", SUBMIT, BODY, count=1)
        return self._calls("GET", f"/requests/{answer['request_id']}/status", None)[0]

    def _calls(
        self, method: str, path: str, body: str | None, count: int = BATCH
    ) -> tuple[float, dict[str, str]]:
        """Make calls on one connection; return how many a second, and the last answer."""
        answer = b""
        with closing(HTTPConnection("127.0.0.1", self.port)) as connection:
            started = time.perf_counter()
            for _ in range(count):
                connection.request(method, self.base + path, body, HEADERS)
                response = connection.getresponse()
                answer = response.read()
                if response.status >= 300:
                    raise SystemExit(f"{self.command[0]}: {response.status} {answer[:200]!r}")
            return count / (time.perf_counter() - started), json.loads(answer)


def measure() -> Iterator[Row]:
    """Yield the rows of the sandbox."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        starts: list[float] = []
        for n in range(STARTS):
            with _sandbox(folder, n).serving() as seconds:
                starts.append(seconds)
        work = "start the sandbox, until its first answer"
        yield row("sandbox-start", work, "s", starts, aim=Aim(0.4))
        servers = {"sandbox": _sandbox(folder, STARTS), **_prism(folder)}
        for server in servers.values():
            running.enter_context(server.serving())
        for what in ("submits", "reads"):
            measures: dict[str, Measure] = {
                name: getattr(server, what) for name, server in servers.items()
            }
            found = alternate(measures, ROUNDS)
            theirs = found.get("Prism", [])
            aim = Aim(1, "ratio", at_least=True) if theirs else None
            yield row(f"sandbox-{what}", f"sandbox: {what}, checked", "a second", found["sandbox"], rival="Prism", theirs=theirs, aim=aim)  # fmt: skip


def _sandbox(folder: Path, n: int) -> Server:
    port = _free_port()
    words = (
        "sandbox",
        "--service",
        "runcomfy",
        "--port",
        str(port),
        "--jobs",
        str(folder / f"{n}.sqlite"),
        "--quiet",
    )
    return Server((*CLIENTWRIGHT, *words, "--specs", str(SPECS)), port, "/v1")


def _free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _prism(folder: Path) -> dict[str, Server]:
    """Install Prism and return its server for our document; nothing without npm, or if it cannot be had."""
    npm, document = shutil.which("npm"), folder / "openapi.json"
    if npm is None:
        return {}
    run([*CLIENTWRIGHT, "export", "openapi", "--specs", str(SPECS), "--out", str(document)])
    try:
        run([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), PRISM])
    except SystemExit as error:
        print(f"Prism is left out: {error}", file=sys.stderr)
        return {}
    port = _free_port()
    binary = str(folder / "node_modules/.bin/prism")
    return {"Prism": Server((binary, "mock", str(document), "--port", str(port)), port)}
