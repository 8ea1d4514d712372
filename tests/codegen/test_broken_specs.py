"""One broken spec among many: the others are generated, and nothing that the package has is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from clientwright import pipeline
from clientwright.codegen import render_package
from clientwright.codegen.build_result import BuildResult
from clientwright.codegen.code import UnsafeCode
from clientwright.errors import ProblemsError
from clientwright.io.cache import hash_text
from sources.support import SERVICE

FIELD = {"type": "string"}
SOUND = {"type": "object", "properties": {"prompt": FIELD}}
LARGER = {"type": "object", "properties": {"prompt": FIELD, "seed": {"type": "integer"}}}
BROKEN = {
    "text": "{",
    "no spec": '{"id": "v/b"}',
    "reference": {**SOUND, "properties": {"it": {"$ref": "#/gone"}}},
    "pattern": {**SOUND, "properties": {"it": {"type": "string", "pattern": "(?<!a)b"}}},
    "bounds": {
        "type": "object",
        "properties": {"it": {"type": "integer", "minimum": 5, "maximum": 3}},
        "required": ["it"],
    },
}


def save(root: Path, **inputs: Any) -> None:
    """Write specs of the vendor `v`, each from its input schema or its text."""
    folder = root / "specs" / "runcomfy"
    (folder / "v").mkdir(parents=True, exist_ok=True)
    (folder / "service.json").write_text(json.dumps(SERVICE.document))
    for name, given in inputs.items():
        document = {"id": f"v/{name}", "input": given, "words": {"en": {"": {"description": name}}}}
        text = given if isinstance(given, str) else json.dumps(document)
        (folder / "v" / f"{name}.json").write_text(text)


def generate(root: Path, *, check: bool = False) -> BuildResult:
    """Generate the package."""
    (result,) = pipeline.generate(root / "specs", root / "out", check=check)
    return result


def tree(root: Path) -> Mapping[str, str]:
    """Return the texts of the package, without the runtime and the lock."""
    package = root / "out" / "runcomfy"
    files = [path for path in package.rglob("*.py") if "_runtime" not in path.parts]
    return {path.relative_to(package).as_posix(): path.read_text() for path in files}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three specs and their package."""
    root = tmp_path_factory.mktemp("sound")
    save(root, a=SOUND, b=SOUND, c=SOUND)
    generate(root)
    return root


@pytest.fixture
def root(generated: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder."""
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize("kind", BROKEN)
def test_module_of_a_broken_spec_is_kept(root: Path, kind: str) -> None:
    """Whatever is wrong with a spec, its old module stays byte for byte, and the others are brought up to date."""
    before = tree(root)
    save(root, b=BROKEN[kind], c=LARGER)
    result = generate(root)
    after = tree(root)
    assert (list(result.broken), result.kept) == (["v/b"], ("v/b",))
    assert {path for path in after if after[path] != before.get(path)} == {"v/c.py"}
    assert before.keys() == after.keys()
    assert generate(root).changed == ()
    assert generate(root, check=True).problems == ()
    save(root, b=LARGER)
    assert set(generate(root).changed) == {"v/b.py", "clientwright.lock"}


def test_new_broken_spec_is_left_out(tmp_path: Path) -> None:
    """Without an old module a broken endpoint is absent, until its spec is mended."""
    save(tmp_path, a=SOUND, b=BROKEN["bounds"], c="{")
    result = generate(tmp_path)
    assert (sorted(result.broken), result.kept) == (["v/b", "v/c"], ())
    assert {path for path in tree(tmp_path) if path.startswith("v/")} == {"v/__init__.py", "v/a.py"}
    save(tmp_path, b=SOUND, c=SOUND)
    assert {"v/b.py", "v/c.py"} <= set(generate(tmp_path).changed)


def test_ids_with_one_python_name_keep_the_older(root: Path) -> None:
    """Of two ids that differ only in `-` and `.`, the package keeps the one that it has, and says so."""
    save(root, **{"x-1": SOUND})
    generate(root)
    module = tree(root)["v/x_1.py"]
    save(root, **{"x.1": LARGER}, a=LARGER)
    result = generate(root)
    assert {one.code for found in result.broken.values() for one in found} == {"name-clash"}
    assert (list(result.broken), result.kept) == (["v/x-1", "v/x.1"], ("v/x-1",))
    assert tree(root)["v/x_1.py"] == module
    assert set(result.changed) == {"v/a.py", "clientwright.lock"}


def test_edited_module_of_a_broken_spec_stops_the_run(root: Path) -> None:
    """A module that was edited by hand is not overwritten because its spec is broken, too."""
    module = root / "out" / "runcomfy" / "v" / "b.py"
    module.write_text(module.read_text() + "# mine\n")
    save(root, b="{", c=LARGER)
    before = tree(root)
    with pytest.raises(ProblemsError) as stopped:
        generate(root)
    assert [one.code for one in stopped.value.problems] == ["edited-by-hand"]
    assert tree(root) == before


def test_module_of_older_tools_is_made_anew_once_its_spec_is_mended(root: Path) -> None:
    """A module that an older generator wrote is kept, but never taken for current afterwards."""
    lock, module = (root / "out" / "runcomfy" / name for name in ("clientwright.lock", "v/b.py"))
    document = json.loads(lock.read_text())
    current, older = module.read_text(), module.read_text() + "# older\n"
    module.write_text(older)
    document["files"]["v/b.py"] = hash_text(older)
    lock.write_text(json.dumps({**document, "toolchain": "another"}))
    text = (root / "specs/runcomfy/v/b.json").read_text()
    save(root, b="{")
    generate(root)
    assert module.read_text() == older
    save(root, b=text)
    generate(root)
    assert module.read_text() == current


def test_broken_service_stops_everything(root: Path) -> None:
    """Without its service file there is no package; nothing is written."""
    (root / "specs/runcomfy/service.json").write_text("{")
    before = tree(root)
    with pytest.raises(ProblemsError):
        generate(root)
    assert tree(root) == before


def test_one_broken_spec_among_a_hundred(tmp_path: Path) -> None:
    """One error among a hundred specs costs one endpoint."""
    many = {f"m{n}": SOUND for n in range(99)}
    save(tmp_path, **many, broken=BROKEN["reference"])
    result = generate(tmp_path)
    assert list(result.broken) == ["v/broken"]
    assert len([path for path in result.changed if path.startswith("v/m")]) == 99


@pytest.mark.parametrize("step", ["plan_endpoint", "render_endpoint"])
def test_an_error_of_the_generator_stops_only_its_endpoint(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whatever goes wrong inside with one endpoint is its problem, with its file: its module stays, the others are written."""
    before, made = tree(root), getattr(render_package, step)

    def fail(service: Any, one: Any, *rest: Any) -> Any:
        if str(getattr(one, "endpoint", one).id) == "v/b":
            raise UnsafeCode("something is not as it was planned")
        return made(service, one, *rest)

    monkeypatch.setattr(render_package, step, fail)
    save(root, b=LARGER, c=LARGER)
    result = generate(root)
    (problem,) = result.broken["v/b"]
    assert (problem.code, Path(problem.location.file).name) == ("not-generated", "b.json")
    assert "something is not as it was planned" in str(problem)
    after = tree(root)
    assert (after["v/b.py"], result.kept) == (before["v/b.py"], ("v/b",))
    assert (after["v/a.py"], "seed" in after["v/c.py"]) == (before["v/a.py"], True)
