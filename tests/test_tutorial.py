"""The tutorial, followed from its first step to its last in an empty folder."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.M)
FILE = re.compile(r"[Ss]ave this as `([\w.]+)`")
PORT = "8787"


class Reader:
    """Somebody who follows the tutorial: saves its files and runs its commands."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.port = _free_port()
        tools = Path(sys.executable).parent
        self.environment = {
            **os.environ,
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "80",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.environment.pop("PYTHONPATH", None)

    def follow(self, text: str) -> None:
        """Take every block of a text in its order."""
        before = 0
        for block in BLOCK.finditer(text):
            if block[1] == "python":
                name = FILE.findall(text[before : block.start()])[-1]
                (self.folder / name).write_text(block[2], "utf-8")
            else:
                for command in COMMAND.finditer(block[2]):
                    self.enter(command[1], command[2])
            before = block.end()

    def enter(self, command: str, shown: str) -> None:
        """Run a command, and compare what it prints with what the tutorial shows."""
        command = command.replace(PORT, str(self.port)).replace("../clientwright", str(ROOT))
        if command.startswith("export "):
            self.environment |= dict(pair.split("=", 1) for pair in command.split()[1:])
        elif command.startswith("clientwright sandbox"):
            self.stack.enter_context(self.start(command))
        else:
            done = subprocess.run(
                ["/bin/sh", "-c", command],
                cwd=self.folder,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            fails = shown.startswith("Traceback") or " error: " in shown
            assert (done.returncode != 0) == fails, f"{command}\n{done.stdout}"
            assert matches(shown, done.stdout), f"{command}\n{done.stdout}"

    @contextlib.contextmanager
    def start(self, command: str) -> Iterator[None]:
        """Run a server until the end of the tutorial, as in a second terminal."""
        words = [sys.executable, "-m", *command.split()]
        server = subprocess.Popen(
            words, cwd=self.folder, env=self.environment, stdout=subprocess.DEVNULL
        )
        try:
            while True:
                with (
                    contextlib.suppress(OSError),
                    socket.create_connection(("127.0.0.1", self.port)),
                ):
                    break
                assert server.poll() is None, "the sandbox has ended"
                time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.wait(10)


def matches(shown: str, printed: str) -> bool:
    """Return whether printed text is what is shown; … stands for any text, or for lines if alone on one.

    Nothing shown matches everything: not every command's output is worth showing.
    """
    if not shown:
        return True
    pattern = ""
    for line in shown.splitlines():
        known = ".*".join(re.escape(part.rstrip()) for part in line.split("…"))
        pattern += "(?:.*\n)*" if line.strip() == "…" else rf"{known}[ ]*\n"
    return re.fullmatch(pattern, printed) is not None


def test_the_tutorial_works(tmp_path: Path) -> None:
    """Every command of the tutorial works, or fails where it says so, and prints what it shows."""
    with contextlib.ExitStack() as stack:
        Reader(tmp_path, stack).follow(TUTORIAL)


def test_shown_text_must_be_printed() -> None:
    """What is shown has to be printed, line by line, except where … stands."""
    assert matches("a\n…\nc\n", "a\nb\nb\nc\n")
    assert matches("1 of … files\n", "1 of 38 files\n")
    assert not matches("a\n", "a\nb\n")
    assert not matches("a\n…\nc\n", "a\nb\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
