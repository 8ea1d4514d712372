"""Where the endpoints of odd ids are in a package, and that nothing hides anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clientwright import pipeline
from clientwright.lint.lint_folder import lint_folder
from clientwright.problems import Severity

ROOT = Path(__file__).resolve().parent.parent.parent


TEXT = {"type": "string"}
UNION_FIELDS = {
    "source": {
        "anyOf": [
            {"type": "object", "properties": {name: TEXT}, "required": [name]}
            for name in ("url", "data")
        ]
    },
    "pet": {
        "oneOf": [
            {
                "type": "object",
                "properties": {"kind": {"const": kind}, "bark": {"type": "integer"}},
                "required": ["kind"],
            }
            for kind in ("dog", "wolf")
        ]
    },
}
"""Fields whose values are one of several objects."""


def package_of(folder: Path, *ids: str) -> Path:
    """Generate a package with made-up endpoints, and return the folder to import it from."""
    home = folder / "specs" / "runcomfy"
    service = json.loads((ROOT / "specs/runcomfy/service.json").read_text("utf-8"))
    for id in ids:
        path = home / f"{id}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = {"type": "object", "properties": {"x": {"type": "string"}, **UNION_FIELDS}}
        path.write_text(json.dumps({"id": id, "input": schema}))
    (home / "service.json").write_text(json.dumps(service))
    pipeline.generate(folder / "specs", folder / "out")
    return folder / "out"


def run(folder: Path, code: str) -> str:
    """Run code in a fresh interpreter that finds the package; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def check_types(folder: Path, code: str, cache: Path) -> list[str]:
    """Return what mypy --strict reveals or complains about in code that uses the package."""
    (folder / "caller.py").write_text(code, "utf-8")
    words = ("--strict", "--config-file", os.devnull, "--cache-dir", str(cache))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *words, str(folder / "caller.py")],
        env={**os.environ, "MYPYPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return [
        line for line in done.stdout.splitlines() if "Success" not in line and "Found" not in line
    ]


PATHS = {
    "drive/foo": "drive.foo",
    "x/status": "x.status",
    "x/input": "x.input",
    "x/arguments": "x.arguments",
    "annotations/x": "annotations.x",
    "client/z": "client.z",
    "close/y": "close.y",
    "type-checking/x": "type_checking.x",
    "lazy-names/x": "lazy_names.x",
    "runcomfy/sys": "runcomfy.sys",
    "x/request": "x.request_",
    "request/x": "request_.x",
    "x/class": "x.class_",
}
"""Ids with segments named like our own, and where their endpoints are."""
FILMS = ("maker/film", "maker/film/fast", "maker/film/request")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a package with all these endpoints."""
    return package_of(tmp_path_factory.mktemp("paths"), *PATHS, *FILMS)


@pytest.fixture(scope="module")
def found(package: Path) -> dict[str, list[Any]]:
    """Return what a program finds of each endpoint: two ids, and whether both ways lead to one request."""
    code = (
        "import json, operator, runcomfy\n"
        "found = {}\n"
        f"for id, path in {PATHS!r}.items():\n"
        "    module = operator.attrgetter(path)(runcomfy)\n"
        "    request = module.request(x='y')\n"
        "    same = runcomfy.request(id, {'x': 'y'}) == request\n"
        "    found[id] = [request.endpoint.id, module.ENDPOINT.id, same]\n"
        "print(json.dumps(found))"
    )
    answers: dict[str, list[Any]] = json.loads(run(package, code))
    return answers


@pytest.mark.parametrize("id", PATHS)
def test_ids_like_our_names(found: dict[str, list[Any]], id: str) -> None:
    """An id may have segments named like our own; it is found at its path, and by its id."""
    assert found[id] == [id, id, True]


def test_id_that_is_a_prefix_of_others(package: Path) -> None:
    """A package that is an endpoint too offers the endpoint's names lazily, beside its children."""
    code = (
        "import sys; from runcomfy import maker; film = maker.film; "
        "print([m for m in sys.modules if m.startswith('runcomfy.maker.film.')]); "
        "print(film.request(x='a').endpoint, film.ENDPOINT.input is film.Input, sorted(film.__all__)); "
        "print(film.fast.request(x='a').endpoint, film.request_.request(x='a').endpoint)"
    )
    assert run(package, code).splitlines() == [
        "[]",
        "maker/film True ['Arguments', 'ENDPOINT', 'Input', 'Output', 'fast', 'request', 'request_']",
        "maker/film/fast maker/film/request",
    ]


UNIONS = """\
from runcomfy import maker
pet = maker.film.fast.request(pet={"kind": "dog", "bark": 1})
film = maker.film.request(source={"url": "a"})
maker.film.request(source=maker.film._endpoint.SourceWithData(data="a"))
reveal_type(pet)
reveal_type(film)
maker.film.request(y="a")
maker.film.slow
maker.film.fast.request(pet={"kind": "cow"})
maker.film.request(source={"other": "a"})
maker.film.request(source=5)
"""


def test_types_of_endpoints_and_unions(package: Path, mypy_cache: Path) -> None:
    """Calls of endpoints and values of every branch are typed under mypy --strict; others are errors."""
    shown = check_types(package, UNIONS, mypy_cache)
    revealed = [line for line in shown if "Revealed" in line]
    assert ["Request[runcomfy._output.Output]" in line for line in revealed] == [True, True]
    errors = {
        int(line.split(":")[1]): line.rpartition("[")[2] for line in shown if " error: " in line
    }
    assert errors.keys() == {7, 8, 9, 10, 11}, shown
    assert (errors[7], errors[8], errors[11]) == ("call-arg]", "attr-defined]", "arg-type]")


def test_renamed_segments_are_noted(tmp_path: Path) -> None:
    """Lint notes each segment that got a trailing `_`, with the path that leads to it."""
    package_of(tmp_path, "request/request", "x/y")
    notes = [p for p in lint_folder(tmp_path / "specs") if p.code == "segment-renamed"]
    assert {note.severity for note in notes} == {Severity.INFO}
    assert [str(note) for note in notes if "request_.request_" in str(note)]
    assert len(notes) == 2


@pytest.mark.parametrize("ids", [("a/request", "a/request-"), ("request/x", "request_/y")])
def test_renamed_segment_does_not_hide_another(tmp_path: Path, ids: tuple[str, str]) -> None:
    """Two ids that would get one path are an error, also after renaming."""
    with pytest.raises(Exception, match="name"):
        package_of(tmp_path, *ids)
