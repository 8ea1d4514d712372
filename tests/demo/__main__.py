"""`nox -s demo`: pages, specs, client, sandbox, and one job to its result, in a temporary folder."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGES = sorted((HERE.parent / "sources").glob("*.txt"))


def main(speed: str = "3") -> None:
    """Run the commands in order, printing each before it runs; `speed` is that of the sandbox's jobs."""
    with tempfile.TemporaryDirectory(prefix="clientwright-demo-") as name:
        folder = Path(name)
        pages = folder / "pages"
        pages.mkdir()
        for page in PAGES:
            (pages / page.name).write_bytes(page.read_bytes())
        run(folder, "import", "pages/*.txt", "--brief")
        run(folder, "generate", "--brief")
        with sandbox(folder, speed) as environment:
            show("python", "tests/demo/job.py")
            command = [sys.executable, "-u", str(HERE / "job.py")]
            subprocess.run(command, cwd=folder, env=environment, check=True)


def run(folder: Path, *arguments: str) -> None:
    """Run one clientwright command in the folder, in its own process."""
    show("clientwright", *arguments)
    subprocess.run([sys.executable, "-m", "clientwright", *arguments], cwd=folder, check=True)


def show(*command: str) -> None:
    """Print a command as a user would type it."""
    print(f"\n$ {' '.join(command)}", flush=True)


@contextlib.contextmanager
def sandbox(folder: Path, speed: str) -> Iterator[dict[str, str]]:
    """Run the sandbox in a process while the block runs; yield the environment that it prints for clients."""
    arguments = ("sandbox", "--port", "0", "--speed", speed, "--quiet")
    show("clientwright", *arguments)
    command = [sys.executable, "-u", "-m", "clientwright", *arguments]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8") as server:
        try:
            yield {**os.environ, "PYTHONPATH": str(folder / "generated"), **exports(server)}
        finally:
            server.terminate()


def exports(server: subprocess.Popen[str]) -> dict[str, str]:
    """Echo what the sandbox prints when it is ready; return the variables in it."""
    found: dict[str, str] = {}
    for line in server.stdout or ():
        print(line, end="", flush=True)
        if line.startswith("  export "):
            name, _, value = line.removeprefix("  export ").strip().partition("=")
            found[name] = value
        if len(found) == 2:
            return found
    raise SystemExit("the sandbox did not start")


if __name__ == "__main__":
    main(*sys.argv[1:])
