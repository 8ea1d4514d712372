"""`nox -s demo`: pages, specs, client, sandbox, and one job to its result, in a temporary folder."""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGES = sorted((HERE.parent / "sources").glob("*.txt"))


def main() -> None:
    """Run the commands in order, printing each before it runs."""
    with tempfile.TemporaryDirectory(prefix="clientwright-demo-") as name:
        folder = Path(name)
        pages = folder / "pages"
        pages.mkdir()
        for page in PAGES:
            (pages / page.name).write_bytes(page.read_bytes())
        run(folder, "import", *(f"pages/{page.name}" for page in PAGES))
        run(folder, "lint")
        run(folder, "generate")
        run(folder, "explain", "image-to-video")
        with sandbox(folder) as environment:
            show("cat", "job.py")
            print((HERE / "job.py").read_text("utf-8"))
            show("python", "job.py")
            command = [sys.executable, "-u", str(HERE / "job.py")]
            subprocess.run(command, cwd=folder, env=environment, check=True)


def run(folder: Path, *arguments: str) -> None:
    """Run one clientwright command in the folder, in its own process."""
    show("clientwright", *arguments)
    subprocess.run([sys.executable, "-m", "clientwright", *arguments], cwd=folder, check=True)


def show(*command: str) -> None:
    """Print a command as a user would type it."""
    line = shlex.join(command)
    print(f"\n$ {line if len(line) < 100 else line[:60] + ' …'}", flush=True)


@contextlib.contextmanager
def sandbox(folder: Path) -> Iterator[dict[str, str]]:
    """Run the sandbox in a process while the block runs; yield the environment for its clients."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ("sandbox", "--port", str(port), "--speed", "3", "--quiet")
    show("clientwright", *arguments)
    server = subprocess.Popen([sys.executable, "-m", "clientwright", *arguments], cwd=folder)
    try:
        wait_for(port, server)
        yield {
            **os.environ,
            "PYTHONPATH": str(folder / "generated"),
            "RUNCOMFY_MODEL_API_BASE": f"http://127.0.0.1:{port}/v1",
            "RUNCOMFY_API_TOKEN": "sandbox-token",
        }
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the sandbox listens; exit if it has ended."""
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("the sandbox did not start")


if __name__ == "__main__":
    main()
