"""Run the action's scripts in a repository as a GitHub runner would."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
MATCHER = json.loads((ROOT / ".github/clientwright-matcher.json").read_text("utf-8"))
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", (ROOT / "docs/ci.md").read_text("utf-8"), re.M | re.S)
WORKFLOWS = [found for found in map(yaml.safe_load, BLOCKS) if "jobs" in found]
TEXT = "specs/runcomfy/kling/kling-3.0/standard/text-to-video.json"
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
"""The command with which a runner starts a bash script."""


@dataclass(frozen=True, slots=True)
class Runner:
    """A repository folder, the files that a runner provides, and `clientwright` on the path."""

    folder: Path
    temp: Path

    def run(self, script: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a script as a runner does, in the repository."""
        return self.call([*BASH, script], **env)

    def call(self, words: list[str], **env: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the repository."""
        return subprocess.run(
            words,
            cwd=self.folder,
            env={**self.environment(), **env},
            capture_output=True,
            text=True,
            check=False,
        )

    def environment(self) -> dict[str, str]:
        """Return a runner's environment: no token, none of this machine's git settings."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RUNCOMFY", "GITHUB"))}
        given = {
            name: str(self.temp / name)
            for name in ("GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        }
        who = ("GIT_AUTHOR", "GIT_COMMITTER")
        names = {f"{one}_{part}": "test@example.com" for one in who for part in ("NAME", "EMAIL")}
        return {
            **kept,
            **given,
            **names,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_BASE_REF": "",
            "RUNNER_TEMP": str(self.temp),
            "PATH": f"{self.temp / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }

    def read_file(self, name: str) -> str:
        """Return what the steps wrote to one of the runner's files; empty if nothing."""
        path = self.temp / name
        return path.read_text("utf-8") if path.exists() else ""

    def check(self, checks: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run the action's checks, with its defaults for the other inputs."""
        defaults = {name: str(one["default"]) for name, one in ACTION["inputs"].items()}
        given = {name: value_of(text, defaults) for name, text in step("Check")["env"].items()}
        return self.run(step("Check")["run"], **{**given, "CHECKS": checks, **env})

    def edit(self, old: str, new: str, path: str = TEXT) -> None:
        """Replace a text in a file that contains it."""
        before = (self.folder / path).read_text("utf-8")
        assert old in before
        (self.folder / path).write_text(before.replace(old, new, 1), "utf-8")


def value_of(text: str, inputs: Mapping[str, str]) -> str:
    """Evaluate an `inputs` expression, the only kind in the environment of `Check`."""
    found = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", text)
    assert found is not None
    return inputs[found[1]]


def step(name: str) -> Any:
    """Return the action's step of that name."""
    return next(one for one in ACTION["runs"]["steps"] if one.get("name") == name)


def commit(runner: Runner, before: str = "true") -> None:
    """Commit everything in the repository."""
    done = runner.run(f"{before} && git add -A && git commit -q -m x")
    assert done.returncode == 0, done.stderr
