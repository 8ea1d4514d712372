"""A vendored client in a foreign project: type-checked, tested offline, changed and updated."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clientwright.cli import main
from clientwright.evolution.vendor.vendor_client import VendorOptions, vendor_client
from evolution.vendor.support import TEXT, ForeignProject, read_files
from sources.support import ROOT

CASSETTE = ROOT / "tests/cassettes/runcomfy" / TEXT / "minimal-job.json"
PYRIGHT = ("pyright", "--pythonpath", sys.executable)
REQUIRED = "annotated_types anyio httpcore httpx pydantic pydantic_core typing_extensions typing_inspection"
"""What a client's only dependencies, httpx and pydantic, bring with them."""


def tool(project: ForeignProject, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a Python tool in the project, with the project's own settings."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | more
    return subprocess.run(
        [sys.executable, "-P", "-m", *words],
        cwd=project.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def vendored(
    project: ForeignProject, monkeypatch: pytest.MonkeyPatch, mypy_cache: Path
) -> ForeignProject:
    """Return the project with its client."""
    monkeypatch.setenv("MYPY_CACHE_DIR", str(mypy_cache))
    project.vendor(TEXT)
    shutil.copy(CASSETTE, project.folder / "tests/minimal-job.json")
    return project


def test_project_passes_mypy_pyright_and_ruff(vendored: ForeignProject) -> None:
    """mypy strict, pyright strict and ruff find nothing in client and project."""
    for words in (("mypy",), PYRIGHT, ("ruff", "check"), ("ruff", "format", "--check")):
        done = tool(vendored, *words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_client_passes_mypy_and_pyright_without_optional_libraries(
    vendored: ForeignProject, tmp_path: Path
) -> None:
    """Where only httpx and pydantic are installed, both type checkers find nothing either."""
    venv.create(tmp_path / "env", symlinks=True)
    (packages,) = (tmp_path / "env").glob("lib/python*/site-packages")
    for name in REQUIRED.split():
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        path = Path(spec.origin)
        path = path.parent if path.stem == "__init__" else path
        (packages / path.name).symlink_to(path)
    python = str(tmp_path / "env/bin/python")
    code = (
        "from importlib.util import find_spec as f; print(f('httpx') and (f('psycopg'), f('rich')))"
    )
    found = subprocess.run(
        [python, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "(None, None)\n"
    for words in (("mypy", "--python-executable", python), ("pyright", "--pythonpath", python)):
        done = tool(vendored, *words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_project_tests_run_offline(vendored: ForeignProject) -> None:
    """The project's tests replay a recorded job, and fail if the recording differs."""
    path = {"PYTHONPATH": str(ROOT / "generator")}
    done = tool(vendored, "pytest", "-q", **path)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout + done.stderr
    cassette = vendored.folder / "tests/minimal-job.json"
    cassette.write_text(cassette.read_text("utf-8").replace('"prompt": "a"', '"prompt": "b"'))
    assert tool(vendored, "pytest", "-q", **path).returncode == 1


def catalogue(project: ForeignProject) -> Path:
    """Save a catalogue in which the provider has removed an enum value."""
    models = list[dict[str, Any]]()
    for path in sorted((project.root / "runcomfy").rglob("*-to-video.json")):
        document = json.loads(path.read_text("utf-8"))
        if document["id"] == TEXT:
            document["input"]["properties"]["aspect_ratio"]["enum"].remove("9:16")
        models.append({"model_id": document["id"], "input_schema": document["input"]})
    saved = project.folder / "models.json"
    saved.write_text(json.dumps({"models": models, "total": len(models)}), "utf-8")
    return saved


def test_type_checkers_find_a_removed_value(
    vendored: ForeignProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a sync the check fails; after an update it passes, and both type checkers report the broken call."""
    monkeypatch.chdir(vendored.folder)

    def clientwright(*words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--specs", "../specs"])

    assert clientwright("vendor", "--check", ".").exit_code == 0
    before = read_files(vendored.folder)
    done = clientwright("sync", "--catalogue", str(catalogue(vendored)))
    assert done.exit_code == 0, done.output
    module = "kling/kling_3_0/standard/text_to_video.py"
    assert vendored.codes(specs=True) == {module: "copy-stale"}
    assert vendored.codes() == {}
    assert clientwright("vendor", "--check", ".").exit_code == 1
    done = clientwright("vendor", "runcomfy", "--into", "src/shop/_vendor")
    assert (done.exit_code, module in done.output) == (0, True), done.output
    assert clientwright("vendor", "--check", ".").exit_code == 0
    films = "src/shop/films.py"
    source = (vendored.folder / films).read_text("utf-8").splitlines()
    line = next(n for n, text in enumerate(source, 1) if '"9:16"' in text)
    now = read_files(vendored.folder)
    changed = [name for name in now if name.endswith(".py") and now[name] != before.get(name)]
    for words in (("mypy",), (*PYRIGHT, films, *changed)):
        found = tool(vendored, *words)
        errors = [text for text in found.stdout.splitlines() if "error:" in text]
        assert found.returncode == 1
        assert errors
        assert all(f"films.py:{line}" in text and "aspect_ratio" in text for text in errors)


def test_client_works_from_a_zip_archive(project: ForeignProject, tmp_path: Path) -> None:
    """A client in a zip archive is imported and refuses invalid input."""
    project.vendor()
    archive = shutil.make_archive(str(tmp_path / "shop"), "zip", project.folder / "src")
    code = (
        "from shop._vendor.runcomfy import InvalidInput, kling\n"
        "import shop._vendor.runcomfy as package\n"
        "for model, more in ((kling.kling_3_0.standard.text_to_video, {}),\n"
        "        (kling.kling_3_0.standard.image_to_video, {'start_image_url': 'https://a.b/c'})):\n"
        "    try: model.request(prompt='a', duration=99, **more)\n"
        "    except InvalidInput as error: print([f.path for f in error.faults])\n"
        "print(package.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, "PYTHONPATH": archive},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == ["['duration']", "['duration']"]
    assert archive in done.stdout


@pytest.mark.parametrize("place", ["src", "src/shop/a/b", "src/shop/_vendor"])
def test_client_works_at_any_package_path(project: ForeignProject, place: str) -> None:
    """At the top or deep in packages, the client is imported."""
    into = project.folder / place
    if place.endswith("b"):
        into.parent.mkdir()
        (into.parent / "__init__.py").write_text("")
    vendor_client(project.specs, into, (TEXT,), VendorOptions())
    name = ".".join(Path(place, "runcomfy").parts[1:])
    code = f"import importlib; print(importlib.import_module({name!r} + '.kling.kling_3_0.standard.text_to_video').ENDPOINT.id)"
    done = tool(project, "timeit", "-n1", "-r1", code, PYTHONPATH=str(project.folder / "src"))
    assert TEXT in done.stdout, done.stderr
