"""The installed program: run from its wheel, outside this repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "tests" / "sources").glob("*.txt"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content and nothing of the repository."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the installed program in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", "-m", "clientwright", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_import_lint_generate(installed: Path, tmp_path: Path) -> None:
    """The wheel alone imports pages, lints the specs and generates a package that can be imported."""
    where = run(installed, tmp_path, "import", *map(str, PAGES))
    assert where.returncode == 0, where.stderr
    assert (tmp_path / "specs" / "runcomfy" / "service.json").is_file()
    for command in (
        ("lint",),
        ("generate",),
        ("generate", "--check"),
        ("explain", "image-to-video"),
    ):
        done = run(installed, tmp_path, *command)
        assert done.returncode == 0, done.stderr
    check = "import runcomfy.kling.kling_3_0.standard.image_to_video as m; print(m.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "generated")}
    done = subprocess.run(
        [sys.executable, "-P", "-c", check],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tmp_path) in done.stdout


def test_wheel_contains_only_the_program(installed: Path) -> None:
    """The wheel contains the program, its data and its licence: no tests, pages or generated client."""
    top = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"clientwright"}
    data = {path.name for path in (installed / "clientwright" / "data").iterdir()}
    assert data == {"meta", "runcomfy"}
    assert (installed / "clientwright" / "codegen" / "templates" / "endpoint.py.jinja").is_file()
    assert not list(installed.rglob("image-to-video*"))


def test_sandbox_starts(installed: Path, tmp_path: Path) -> None:
    """The wheel's sandbox starts on imported specs and prints its URL."""
    assert run(installed, tmp_path, "import", *map(str, PAGES)).returncode == 0
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-P", "-m", "clientwright", "sandbox", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            assert "http://127.0.0.1:" in server.stdout.readline()
        finally:
            server.terminate()
