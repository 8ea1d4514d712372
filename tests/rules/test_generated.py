"""Every kind of rule, from a spec file to a generated package that enforces it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from clientwright.pipeline import generate
from clientwright.rules.kinds import RULE_TYPES_BY_KIND, class_name
from clientwright.specs.python_identifiers import module_name
from rules.cases import CASES, Case

ROOT = Path(__file__).parents[2]


def write(specs: Path, cases: tuple[Case, ...]) -> None:
    """Write the service, and one endpoint per case."""
    folder = specs / "runcomfy"
    folder.mkdir(parents=True)
    (folder / "service.json").write_bytes((ROOT / "specs/runcomfy/service.json").read_bytes())
    for case in cases:
        path = folder / f"{case.name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            json.dumps({"id": case.name, "input": case.schema, "rules": [case["rule"]]}), "utf-8"
        )


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a generated package with one endpoint per case."""
    folder = tmp_path_factory.mktemp("kinds")
    write(folder / "specs", CASES)
    (result,) = generate(folder / "specs", folder)
    package = result.package.rename(folder / "every_kind_of_rule")
    sys.path.insert(0, str(folder))
    try:
        yield package
    finally:
        sys.path.remove(str(folder))


def endpoint(package: Path, case: Case) -> ModuleType:
    """Import the module of a case's endpoint."""
    names = ".".join(module_name(part) for part in case.name.split("/"))
    return importlib.import_module(f"{package.name}.{names}")


def fault_codes(module: Any, payload: Any) -> list[str]:
    """Return the fault codes with which a generated input rejects a payload; none if it accepts it."""
    try:
        assert module.ENDPOINT.request(payload).body == payload
    except Exception as error:
        if type(error).__name__ != "InvalidInput":
            raise
        faults: Any = error
        return [fault.code for fault in faults.faults]
    return []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_generated_input_enforces_the_rule(package: Path, case: Case) -> None:
    """Valid payloads are accepted unchanged; the others are rejected for the rule alone."""
    module = endpoint(package, case)
    assert [fault_codes(module, payload) for payload in case["keeps"]] == [
        [] for _ in case["keeps"]
    ]
    for broken in case["breaks"]:
        assert fault_codes(module, broken["payload"]) == [case.rule.kind]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_generated_docstring_states_the_rule(package: Path, case: Case) -> None:
    """The module's docstring contains the rule's sentence."""
    doc = " ".join((endpoint(package, case).__doc__ or "").split())
    assert case["sentence"] in doc


def carried(package: Path) -> set[str]:
    """Return the kinds of rules in a package, as module names."""
    files = {path.stem for path in (package / "_runtime" / "rules").glob("*.py")}
    return files - {"__init__", "base", "field_access", "sums"}


def test_package_contains_every_kind_it_uses(package: Path) -> None:
    """A package that uses every kind contains every module, each with its class."""
    assert carried(package) == {name.replace("-", "_") for name in RULE_TYPES_BY_KIND}
    for name in RULE_TYPES_BY_KIND:
        module = importlib.import_module(f"{package.name}._runtime.rules.{name.replace('-', '_')}")
        assert getattr(module, class_name(name)).kind == name


def test_unused_kind_is_removed_from_the_package(tmp_path: Path) -> None:
    """A kind's module disappears with its last rule, and returns with the next."""
    first, second = (c for c in CASES if c.name in ("at-least-one-of/nested", "requires/none"))
    write(tmp_path / "specs", (first, second))
    (result,) = generate(tmp_path / "specs", tmp_path)
    assert carried(result.package) == {"at_least_one_of", "requires"}
    path = tmp_path / "specs" / "runcomfy" / f"{second.name}.json"
    full = path.read_text("utf-8")
    path.write_text(json.dumps({**json.loads(full), "rules": []}), "utf-8")
    generate(tmp_path / "specs", tmp_path)
    assert carried(result.package) == {"at_least_one_of"}
    path.write_text(full, "utf-8")
    generate(tmp_path / "specs", tmp_path)
    assert carried(result.package) == {"at_least_one_of", "requires"}


def test_package_without_rules_contains_no_kind(tmp_path: Path) -> None:
    """Without rules, a package contains only the shared modules."""
    write(tmp_path / "specs", ())
    path = tmp_path / "specs" / "runcomfy" / "x" / "y.json"
    path.parent.mkdir()
    path.write_text(
        json.dumps(
            {"id": "x/y", "input": {"type": "object", "properties": {"a": {"type": "string"}}}}
        )
    )
    (result,) = generate(tmp_path / "specs", tmp_path)
    assert carried(result.package) == set()
