"""`nox -s demo`: documents, specs, client, sandbox, and one job to its result, in a temporary folder.

`nox -s demo -- fal` and `nox -s demo -- replicate` do the same for these providers.
"""

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


SERVICES = ("runcomfy", "fal", "replicate")


def main(*options: str) -> None:
    """Run the commands in order, printing each before it runs.

    The options are a service, RunComfy by default, and the speed of the sandbox's jobs, 3 by default.
    """
    service = next((one for one in options if one in SERVICES), SERVICES[0])
    speed = next((one for one in options if one not in SERVICES), "3")
    with tempfile.TemporaryDirectory(prefix="clientwright-demo-") as name:
        folder = Path(name)
        if service == SERVICES[0]:
            import_pages(folder)
        else:
            import_document(folder, service)
        run(folder, "generate", "--brief")
        script = "job.py" if service == SERVICES[0] else f"job_{service}.py"
        with sandbox(folder, speed) as environment:
            show("python", f"tests/demo/{script}")
            command = [sys.executable, "-u", str(HERE / script)]
            subprocess.run(command, cwd=folder, env=environment, check=True)


def import_pages(folder: Path) -> None:
    """Import RunComfy's pages, in several languages."""
    pages = folder / "pages"
    pages.mkdir()
    for page in PAGES:
        (pages / page.name).write_bytes(page.read_bytes())
    run(folder, "import", "pages/*.txt", "--brief")


def import_document(folder: Path, service: str) -> None:
    """Import a document of an endpoint, as the service's catalogue lists it."""
    name = f"{service}.json"
    (folder / name).write_bytes((HERE / "documents" / name).read_bytes())
    run(folder, "import", "--service", service, name, "--brief")


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
