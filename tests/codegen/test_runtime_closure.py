"""What a package carries of the runtime: all that something imports, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clientwright.codegen import runtime_files
from clientwright.codegen.package_build import build_package
from clientwright.codegen.runtime_closure import drop_unused_runtime
from clientwright.rules.rule_registry import RULE_TYPES_BY_KIND
from clientwright.specs.spec_files import load_specs

ROOT = Path(__file__).resolve().parent.parent.parent
ALL = runtime_files.files("httpx")


def held(**outside: str) -> set[str]:
    """Give the runtime's files that a package of these modules carries."""
    tree = drop_unused_runtime({**ALL, **{f"{name}.py": text for name, text in outside.items()}})
    return {path.removeprefix("_runtime/") for path in tree if path.startswith("_runtime/")}


@pytest.mark.parametrize("kind", sorted(RULE_TYPES_BY_KIND))
def test_a_rule_brings_what_it_stands_on(kind: str) -> None:
    """A module that names one kind of rule carries its file, and of the other kinds none."""
    name = kind.replace("-", "_")
    found = held(one=f"from ._runtime.rules.{name} import X")
    others = {other.replace("-", "_") for other in RULE_TYPES_BY_KIND} - {name}
    assert f"rules/{name}.py" in found
    assert not found & {f"rules/{other}.py" for other in others}
    assert {"__init__.py", "rules/__init__.py", "rules/base.py"} <= found


def test_nothing_is_carried_for_nobody() -> None:
    """A package whose modules import none of the runtime carries none of it."""
    assert held(one="import json") == set()


def test_every_form_of_import_is_followed() -> None:
    """Modules, names from packages, imports inside functions and for type checkers all lead on."""
    assert "schema_interpreter.py" in held(one="from ._runtime import schema_interpreter")
    assert "schema_interpreter.py" in held(
        one="def f():\n    from ._runtime.schema_interpreter import Keywords"
    )
    deep = drop_unused_runtime({**ALL, "a/b/c.py": "from ..._runtime.media_url import Media"})
    assert "_runtime/media_url.py" in deep


@pytest.mark.parametrize(("bound", "carries"), [("maximum", False), ("multipleOf", True)])
def test_the_interpreter_comes_with_what_models_cannot_say(
    tmp_path: Path, bound: str, carries: bool
) -> None:
    """keywords.py is carried where some endpoint has a rest for it, and only there."""
    folder = tmp_path / "specs/runcomfy"
    (folder / "made").mkdir(parents=True)
    (folder / "service.json").write_bytes((ROOT / "specs/runcomfy/service.json").read_bytes())
    schema = {"type": "object", "properties": {"x": {"type": "number", bound: 0.5}}}
    (folder / "made/up.json").write_text(json.dumps({"id": "made/up", "input": schema}))
    (specs,) = load_specs(tmp_path / "specs").services
    build_package(specs, tmp_path / "runcomfy")
    assert (tmp_path / "runcomfy/_runtime/schema_interpreter.py").exists() is carries
