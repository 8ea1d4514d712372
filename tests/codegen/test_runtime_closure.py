"""A package contains exactly the runtime files that something in it imports."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path

import pytest

from clientwright.codegen import runtime_files
from clientwright.codegen.build_steps import build_package
from clientwright.codegen.builds import BuildOptions
from clientwright.codegen.runtime_files import drop_unused_runtime
from clientwright.rules.kinds import RULE_TYPES_BY_KIND, class_name
from clientwright.specs.spec_files import load_specs

ROOT = Path(__file__).resolve().parent.parent.parent
ALL = runtime_files.files("httpx")


def runtime_files_of(**outside: str) -> set[str]:
    """Return the runtime files in a package of these modules."""
    tree = drop_unused_runtime({**ALL, **{f"{name}.py": text for name, text in outside.items()}})
    return {path.removeprefix("_runtime/") for path in tree if path.startswith("_runtime/")}


@pytest.mark.parametrize("kind", sorted(RULE_TYPES_BY_KIND))
def test_rule_brings_its_files(kind: str) -> None:
    """A module that names one kind of rule brings its file and no other kind's."""
    name = kind.replace("-", "_")
    found = runtime_files_of(one=f"from ._runtime.rules.{name} import X")
    others = {other.replace("-", "_") for other in RULE_TYPES_BY_KIND} - {name}
    assert f"rules/{name}.py" in found
    assert not found & {f"rules/{other}.py" for other in others}
    assert {"__init__.py", "rules/__init__.py", "rules/base.py"} <= found


def test_unused_runtime_is_dropped() -> None:
    """A package whose modules import no runtime file contains none."""
    assert runtime_files_of(one="import json") == set()


def test_every_form_of_import_is_followed() -> None:
    """Modules, names from packages, imports in functions and for type checkers are all followed."""
    assert "schema_interpreter.py" in runtime_files_of(
        one="from ._runtime import schema_interpreter"
    )
    assert "schema_interpreter.py" in runtime_files_of(
        one="def f():\n    from ._runtime.schema_interpreter import Keywords"
    )
    deep = drop_unused_runtime({**ALL, "a/b/c.py": "from ..._runtime.media_url import Media"})
    assert "_runtime/media_url.py" in deep


@pytest.mark.parametrize(("bound", "carries"), [("maximum", False), ("multipleOf", True)])
def test_interpreter_is_included_only_for_residuals(
    tmp_path: Path, bound: str, carries: bool
) -> None:
    """The schema interpreter is included only if an endpoint has a residual schema."""
    folder = tmp_path / "specs/runcomfy"
    (folder / "made").mkdir(parents=True)
    (folder / "service.json").write_bytes((ROOT / "specs/runcomfy/service.json").read_bytes())
    schema = {"type": "object", "properties": {"x": {"type": "number", bound: 0.5}}}
    (folder / "made/up.json").write_text(json.dumps({"id": "made/up", "input": schema}))
    (specs,) = load_specs(tmp_path / "specs").services
    build_package(specs, tmp_path / "runcomfy", BuildOptions())
    assert (tmp_path / "runcomfy/_runtime/schema_interpreter.py").exists() is carries


@pytest.mark.parametrize("http", runtime_files.HTTP_MODULES)
def test_imports_of_the_runtime_are_found_by_their_lines(http: str) -> None:
    """In files of the runtime, exactly the lines that look like imports are imports."""
    tree = runtime_files.files(http)
    for path, text in tree.items():
        exact = runtime_files._imported_paths(path, text) & tree.keys()
        assert runtime_files._candidate_imports(path, tree) == exact, path


@pytest.mark.parametrize("kind", sorted(RULE_TYPES_BY_KIND))
def test_required_fields_are_those_of_the_class(kind: str) -> None:
    """The fields without a default that are read from a rule's text are those of its class."""
    module, name = f"rules.{kind.replace('-', '_')}", class_name(kind)
    found = getattr(import_module(f"clientwright.runtime.{module}"), name)
    expected = [one.name for one in fields(found) if one.default is MISSING]
    assert runtime_files.required_fields(module, name) == tuple(expected)
