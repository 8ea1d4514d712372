"""Every kind of rule, from a spec's file to a generated package that keeps it."""

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
from clientwright.rules.rule_registry import RULE_TYPES_BY_KIND, class_name
from clientwright.specs.python_identifiers import module_name
from rules.cases import CASES, Case

ROOT = Path(__file__).parents[2]


def write(specs: Path, cases: tuple[Case, ...]) -> None:
    """Write the service, and one endpoint for each case."""
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
    """A package with an endpoint for each case of each kind, under a name of its own."""
    folder = tmp_path_factory.mktemp("kinds")
    write(folder / "specs", CASES)
    (made,) = generate(folder / "specs", folder)
    place = made.package.rename(folder / "every_kind_of_rule")
    sys.path.insert(0, str(folder))
    try:
        yield place
    finally:
        sys.path.remove(str(folder))


def endpoint(package: Path, case: Case) -> ModuleType:
    """Import the module of a case's endpoint."""
    names = ".".join(module_name(part) for part in case.name.split("/"))
    return importlib.import_module(f"{package.name}.{names}")


def refused(module: Any, payload: Any) -> list[str]:
    """Give the codes of the faults with which a generated input refuses a payload, none where it takes it."""
    try:
        assert module.ENDPOINT.payload(payload) == payload
    except Exception as error:
        if type(error).__name__ != "InvalidInput":
            raise
        faults: Any = error
        return [fault.code for fault in faults.faults]
    return []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_generated_input_keeps_the_rule(package: Path, case: Case) -> None:
    """What keeps the rule is sent as it is; what breaks it is refused for that rule and no other reason."""
    module = endpoint(package, case)
    assert [refused(module, payload) for payload in case["keeps"]] == [[] for _ in case["keeps"]]
    for broken in case["breaks"]:
        assert refused(module, broken["payload"]) == [case.rule.kind]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_generated_input_says_the_rule(package: Path, case: Case) -> None:
    """The module's text has the rule's sentence."""
    said = " ".join((endpoint(package, case).__doc__ or "").split())
    assert case["sentence"] in said


def carried(package: Path) -> set[str]:
    """List the files of rules that a package carries."""
    files = {path.stem for path in (package / "_runtime" / "rules").glob("*.py")}
    return files - {"__init__", "base", "field_access", "sums"}


def test_a_package_with_every_kind_carries_every_kind(package: Path) -> None:
    """All files are there, and each holds the class of its kind."""
    assert carried(package) == {name.replace("-", "_") for name in RULE_TYPES_BY_KIND}
    for name in RULE_TYPES_BY_KIND:
        module = importlib.import_module(f"{package.name}._runtime.rules.{name.replace('-', '_')}")
        assert getattr(module, class_name(name)).kind == name


def test_a_kind_that_is_used_no_more_is_carried_no_more(tmp_path: Path) -> None:
    """When the last rule of a kind goes, its file goes with it, and comes back with the next."""
    first, second = (c for c in CASES if c.name in ("at-least-one-of/nested", "requires/none"))
    write(tmp_path / "specs", (first, second))
    (made,) = generate(tmp_path / "specs", tmp_path)
    assert carried(made.package) == {"at_least_one_of", "requires"}
    path = tmp_path / "specs" / "runcomfy" / f"{second.name}.json"
    full = path.read_text("utf-8")
    path.write_text(json.dumps({**json.loads(full), "rules": []}), "utf-8")
    generate(tmp_path / "specs", tmp_path)
    assert carried(made.package) == {"at_least_one_of"}
    path.write_text(full, "utf-8")
    generate(tmp_path / "specs", tmp_path)
    assert carried(made.package) == {"at_least_one_of", "requires"}


def test_a_package_without_rules_carries_none(tmp_path: Path) -> None:
    """Where no endpoint has a rule, what all kinds share is carried, and no kind."""
    write(tmp_path / "specs", ())
    path = tmp_path / "specs" / "runcomfy" / "x" / "y.json"
    path.parent.mkdir()
    path.write_text(
        json.dumps(
            {"id": "x/y", "input": {"type": "object", "properties": {"a": {"type": "string"}}}}
        )
    )
    (made,) = generate(tmp_path / "specs", tmp_path)
    assert carried(made.package) == set()
