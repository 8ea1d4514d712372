"""A folder to work in: the command line run in it, in this process or in one of its own."""

from __future__ import annotations

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
    """The folder; its pages lie in it as files."""

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
        """Run a command with --json: everything on stdout is one document."""
        return json.loads(self.run(*args, "--json").stdout)

    def spec(self, name: str = IMAGE) -> Path:
        """Give an endpoint's spec file."""
        return self.folder / "specs/runcomfy/kling/kling-3.0/standard" / f"{name}.json"

    def edit(self, old: str, new: str, name: str = IMAGE) -> None:
        """Replace a text in a spec that holds it."""
        before = self.spec(name).read_text("utf-8")
        assert old in before
        self.spec(name).write_text(before.replace(old, new, 1), "utf-8")

    def tree(self, below: str = ".") -> dict[str, bytes]:
        """Give every file below, with its content."""
        root = self.folder / below
        return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def command_line(*args: str) -> list[str]:
    """Give the words that run the command line in another process."""
    return [sys.executable, "-m", "clientwright", *args]


def environment(**more: str) -> dict[str, str]:
    """Give an environment in which the program is found, and nothing colours it."""
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    return {**kept, "PYTHONPATH": str(GENERATOR), "PYTHONIOENCODING": "utf-8", **more}


def save_catalogue(workspace: Workspace, document: Any, name: str = "models.json") -> None:
    """Save a catalogue."""
    text = document if isinstance(document, str) else json.dumps(document, indent=1)
    (workspace.folder / name).write_text(text, "utf-8")
