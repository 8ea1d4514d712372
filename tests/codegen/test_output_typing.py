"""Outputs of every root are strictly typed, in the generated modules and where they are used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from codegen import support
from codegen.test_object_unions import CAT, DOG, NULL, TEXT
from codegen.test_output_roots import FILE_REF, URI, listed, record, spec_of

ANY_VALUES = {"type": "object", "additionalProperties": FILE_REF}
OUTPUTS: dict[str, Any] = {
    "text": TEXT,
    "grid": listed(listed(URI)),
    "files": listed(FILE_REF),
    "number": {"type": "number"},
    "union": {"anyOf": [URI, FILE_REF, listed(FILE_REF), NULL]},
    "anything": {},
    "nullable": {"anyOf": [record("video", video=URI), NULL]},
    "video": record(
        "video", "urls", "kinds", video=FILE_REF, urls=listed(URI), maybe=FILE_REF, prompt=TEXT,
        by_name=ANY_VALUES, kinds=listed({"oneOf": [DOG, CAT]}), free={}, **{"class": FILE_REF},
    ),
}  # fmt: skip
CALLER = """\
from typing import Any, assert_type

from {package}.outputs import anything, files, grid, nullable, number, text, union, video


def use(
    a: text.Output, b: grid.Output, c: files.Output, d: number.Output, e: union.Output,
    f: anything.Output, g: nullable.Output, h: video.Output,
) -> None:
    assert_type((a.root, str(a), a.urls), tuple[str, str, tuple[str, ...]])
    assert_type((b[0], b[:1], len(b)), tuple[list[str], list[list[str]], int])
    assert_type([url for row in b for url in row], list[str])
    assert_type((c[0].url, c.root, c.urls), tuple[str, list[files.File], tuple[str, ...]])
    assert_type(d.root, float)
    assert_type(e.root, str | union.File | list[union.File] | None)
    assert_type(f.root, Any)
    assert_type(g.video, str)
    assert_type((h.video.url, h.video.content_type), tuple[str, str | None])
    assert_type((h.maybe, h.class_), tuple[video.File | None, video.File | None])
    assert_type((h.urls_, h.urls), tuple[list[str], tuple[str, ...]])
    assert_type(h.by_name, dict[str, video.File | None] | None)
    assert_type(text.Output.model_validate("a"), text.Output)
"""


@pytest.fixture(scope="module")
def folder(package: str) -> Path:
    """Write the modules of endpoints with outputs of every root, and a program that uses them."""
    inside = Path(str(import_module(package).__file__)).parent
    (inside / "outputs").mkdir()
    (inside / "outputs" / "__init__.py").write_text("", "utf-8")
    for name, output in OUTPUTS.items():
        source = support.module_source(spec_of(output))
        assert isinstance(source, str), source
        (inside / "outputs" / f"{name}.py").write_text(source, "utf-8")
    (inside.parent / "caller.py").write_text(CALLER.format(package=package), "utf-8")
    return inside.parent


def check(folder: Path, *words: str) -> str:
    """Return what a type checker says of the program and the modules, or an empty text."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_mypy_finds_nothing(folder: Path, package: str, mypy_cache: Path) -> None:
    """mypy --strict agrees with the types, and finds no error in the generated modules."""
    where = ("caller.py", f"{package}/outputs")
    cached = ("--cache-dir", str(mypy_cache))
    assert not check(folder, "mypy", "--strict", "--config-file", os.devnull, *cached, *where)


def test_pyright_finds_nothing(folder: Path, package: str) -> None:
    """Pyright in strict mode agrees too."""
    where = ["caller.py", f"{package}/outputs"]
    settings = {"include": where, "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    assert not check(folder, "pyright", "--project", ".")
