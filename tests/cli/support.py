"""A workspace, and the command line run in it, in this process or in one of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from clientwright.cli import main
from sources.support import PAGES, ROOT

GENERATOR = ROOT / "generator"
IMAGE = "image-to-video"
TEXT = "text-to-video"
_PAGES = ("image-to-video.en.txt", "image-to-video.zh-TW.txt", "text-to-video.en.txt")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A working folder that contains the test pages."""

    folder: Path

    def __post_init__(self) -> None:
        for name in _PAGES:
            shutil.copy(PAGES / name, self.folder / name)

    def run(self, *args: str, **env: str) -> Result:
        """Run the command line in this process."""
        return CliRunner().invoke(main, args, env=env, prog_name="clientwright")

    def process(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run the command line in a process of its own."""
        return subprocess.run(
            command_line(*args),
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def json(self, *args: str) -> Any:
        """Run a command with --json and return the one document on stdout."""
        return json.loads(self.run(*args, "--json").stdout)

    def spec(self, name: str = IMAGE) -> Path:
        """Return the path of an endpoint's spec."""
        return self.folder / "specs/runcomfy/kling/kling-3.0/standard" / f"{name}.json"

    def edit(self, old: str, new: str, name: str = IMAGE) -> None:
        """Replace a text in a spec that contains it."""
        before = self.spec(name).read_text("utf-8")
        assert old in before
        self.spec(name).write_text(before.replace(old, new, 1), "utf-8")

    def tree(self, below: str = ".") -> dict[str, bytes]:
        """Return the content of every file below a folder, by relative path."""
        root = self.folder / below
        return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def prepared(folder: Path, *args: str) -> Path:
    """Run a command in a folder, which is to be copied for several tests, and return the folder."""
    with contextlib.chdir(folder):
        done = Workspace(folder).run(*args)
    assert done.exit_code == 0, done.output
    return folder


def command_line(*args: str) -> list[str]:
    """Return the arguments that run the command line in another process."""
    return [sys.executable, "-m", "clientwright", *args]


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which clientwright can be imported and no colour is forced."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    return {**kept, "PYTHONPATH": str(GENERATOR), "PYTHONIOENCODING": "utf-8", **more}


def save_catalogue(workspace: Workspace, document: Any, name: str = "models.json") -> None:
    """Write a catalogue to a file."""
    text = document if isinstance(document, str) else json.dumps(document, indent=1)
    (workspace.folder / name).write_text(text, "utf-8")
