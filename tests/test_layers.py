"""Imports point one way: between packages, inside the large ones, and in the runtime without a circle."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import get_type_hints

import pytest

from clientwright import import_pipeline, pipeline
from clientwright.codegen.lock_file import TOOLCHAIN_FOLDERS

PACKAGE = Path(__file__).parents[1] / "generator" / "clientwright"
OTHERS = "*"
"""Every unit of a folder that no other layer names."""

LAYERS: dict[str, tuple[set[str], ...]] = {
    "": (
        {"message_template"},
        {"problems", "errors"},
        {"io"},
        {"schema"},
        {"rules"},
        {"specs"},
        {"locations"},
        {"endpoint_names"},
        {"sources"},
        {"normalize"},
        {"lint"},
        {"export"},
        {"codegen"},
        {"sandbox"},
        {"testing"},
        {"proposals"},
        {"evolution"},
        {"import_pipeline", "pipeline"},
        {"cli"},
        {"__main__"},
    ),
    "io": (
        {
            "json_types",
            "problems",
            "process_pool",
            "retry_after",
            "atomic_files",
            "http_call",
            "loopback_transport",
        },
        {"json_pointer", "cache", "folder_lock", "yaml_text"},
        {"json_scanner"},
        {"json_text"},
        {"yaml_parser", "json_text_edit"},
    ),
    "schema": (
        {"numbers", "pattern_automaton"},
        {"backtracking"},
        {
            "choice_sources",
            "content_cache",
            "equality",
            "property_order",
            "quick_validator",
            "regex_translation",
            "types",
            "walk",
            "wording",
        },
        {"references", "narrowing", "protocols", "complements", "plain_schemas"},
        {"additional_properties", "relaxed_schemas"},
        {
            "branch_contradictions",
            "keyword_edit",
            "keyword_fault",
            "matching_text",
            "misread_text",
            "media_formats",
        },
        {
            "border_faults",
            "bound_faults",
            "constraint",
            "intersection",
            "near_misses",
            "possible_names",
            "size_bounds",
            "unlisted_values",
        },
        {
            "attempted_values",
            "closed_objects",
            "matching_items",
            "object_generation",
            "unnamed_properties",
        },
        {"branch_values", "joined_branches", "near_names"},
        {"keywords"},
        {"boundaries", "union_comparison"},
        {"validator", "normal_form", "describe", "representatives"},
        {"semantics"},
        {"comparison", "contradictions"},
        {"proven_equality"},
    ),
    "rules": (
        {"required_substrings"},
        {"json_path", "language", "plain_schema"},
        {"base", "json_edit", "number_sets"},
        {"field_refs", "prose_sentences"},
        {"field_mentions", "payload_repair", "sibling_rule"},
        {"citations", "prose_templates", "value_bounds"},
        {"field_conditions", "prose_states", "sum_bounds", "sum_solver"},
        {"prose_relations", "prose_sums", "sum_rule"},
        {"addends_off_step", "sentence_screen"},
        {"kinds"},
        {"prose_reading", "rule_source", "shared_rules"},
    ),
    "sandbox/rules": ({"json_query"}, {"json_numbers"}, {OTHERS}),
    "testing": (
        {"wire_answers"},
        {"service_wire"},
        {"exchanges", "errors"},
        {"promises"},
        {"payloads"},
        {"targets"},
        {"report"},
        {"jobs", "client_protocol"},
        {"cassettes"},
        {"trials"},
        {"mutation", "pytest_plugin"},
    ),
    "testing/payloads": (
        {"certain_validity", "input_places"},
        {"input_paths"},
        {"accepted_shapes", "payload_generator", "listed_elsewhere"},
        {"input_nodes", "example_search"},
        {"payload_oracle"},
        {"violation_pairs", "raw_bodies"},
        {"absent_readings"},
        {"payload_violations"},
        {"accepted_inputs", "feasibility", "hostile_inputs", "unspecified"},
    ),
    "testing/targets": (
        {"decision", "secret_encodings", "job_ledger", "server_health"},
        {"client_target", "server_target", "named_fields"},
        {"job_decision"},
        {OTHERS},
    ),
    "testing/trials": (
        {"tried_ranges"},
        {"run_promise", "run_targets", "trial_selection"},
        {"body_trials", "trial_parts", "secret_findings"},
        {"payload_trials"},
        {"runner"},
    ),
    "testing/pytest_plugin": (
        {"lazy_results", "keyword_selection"},
        {"contract_summary", "accepted_findings"},
        {"promise_items"},
        {"pytest_collection"},
    ),
    "testing/cassettes": (
        {"canonical_json", "cassette_model", "ledger", "problems", "errors"},
        {"matching", "media_urls", "plain_values", "body_decoding"},
        {"vcr_document"},
        {"vcr_transport"},
        {"cassette_files", "redaction", "scenarios", "vcr_calls", "unreadable_files"},
        {"service_addresses"},
        {"recording_files"},
        {OTHERS},
    ),
    "evolution": ({"problems"}, {"sync", "vendor"}, {"diff"}, {"update"}),
    "evolution/diff": ({"changes"}, {"change_note"}, {"github_report"}, {OTHERS}),
}
"""For each folder its units (modules and folders), lowest layer first; a unit imports its own layer and those below."""

ONLY = {
    "sandbox": {"sandbox", "specs", "problems", "errors", "io"},
    "runtime": set[str](),
}
"""Packages that may import less than all below: the sandbox decides by itself, on rules too; the runtime stands alone."""

EXCEPTIONS = {"codegen/runtime_files.py": {"runtime"}, "runtime": {"runtime"}}
"""The file that copies the runtime asks the package where it is; the runtime imports itself."""

UNLAYERED = {"runtime", "data"}
"""In no layer: what generated packages carry, and data files."""

FILES = sorted(PACKAGE.rglob("*.py"))
RUNTIME = sorted((PACKAGE / "runtime").rglob("*.py"))


@cache
def units(folder: str) -> frozenset[str]:
    """Return the modules and folders of a folder, by name."""
    inside = (PACKAGE / folder).iterdir()
    found = (path.stem if path.suffix == ".py" else path.name for path in inside if _has_code(path))
    return frozenset(found) - {"__init__"}


def _has_code(path: Path) -> bool:
    return path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))


@cache
def imported(path: Path) -> tuple[tuple[int, str], ...]:
    """Return the full names that a file imports anywhere in it, each with its line."""
    return tuple(
        (getattr(node, "lineno", 0), name.removeprefix("clientwright."))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in _names(node, path)
        if name.startswith("clientwright.")
    )


def _names(node: ast.AST, path: Path) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        package = ["clientwright", *path.relative_to(PACKAGE).parent.parts]
        above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
        module = ".".join(part for part in (above, node.module) if part)
        return [f"{module}.{alias.name}" for alias in node.names]
    return []


def unit_of(name: str, folder: str) -> str | None:
    """Return the unit of a folder that a dotted name is in, or None where it is elsewhere."""
    parts, prefix = name.split("."), folder.split("/") if folder else []
    inside = parts[: len(prefix)] == prefix and len(parts) > len(prefix)
    return parts[len(prefix)] if inside else None


def allowed(unit: str, folder: str) -> set[str]:
    """Return the units of a folder that one of them may import."""
    layers, all_units = LAYERS[folder], units(folder)
    named = set.union(*layers)
    n = next(n for n, layer in enumerate(layers) if unit in layer or _is_other(unit, layer, named))
    below = set.union(*layers[: n + 1])
    return below | (all_units - named if OTHERS in below else set())


def _is_other(unit: str, layer: set[str], named: set[str]) -> bool:
    return OTHERS in layer and unit not in named


@pytest.mark.parametrize("folder", LAYERS, ids=lambda folder: folder or "clientwright")
def test_every_unit_has_its_layer(folder: str) -> None:
    """Every module and folder is in a layer, and no layer names what does not exist."""
    named = set.union(*LAYERS[folder])
    unlayered = UNLAYERED if not folder else set[str]()
    assert OTHERS in named or units(folder) - named - unlayered == set()
    assert named - {OTHERS} - units(folder) == set()


def test_the_harness_has_few_folders() -> None:
    """The harness has at most nine folders, and beside them only the values that all of them use."""
    files = {"errors", "exchanges", "promises", "service_wire", "wire_answers"}
    assert units("testing") >= files
    assert len(units("testing") - files) <= 9


@pytest.mark.parametrize("folder", [folder for folder in LAYERS if folder])
def test_imports_inside_a_folder_point_down(folder: str) -> None:
    """Inside the large packages, a module or folder imports its own layer and those below."""
    up = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        if (unit := unit_of(_dotted(path), folder)) not in (None, "__init__")
        for line, name in imported(path)
        if (other := unit_of(name, folder)) in units(folder) and other not in allowed(unit, folder)
    ]
    assert up == []


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    """A file imports its own package and packages below, nothing above and nothing beside."""
    package = path.relative_to(PACKAGE).with_suffix("").parts[0]
    others = [(line, unit_of(name, "")) for line, name in imported(path)]
    found = [(line, other) for line, other in others if other in units("")]
    if package == "__init__":
        assert found == []
        return
    name = path.relative_to(PACKAGE).as_posix()
    known = ONLY[package] if package in ONLY else allowed(package, "")
    known = known | EXCEPTIONS.get(name, EXCEPTIONS.get(package, set()))
    assert [f"{name}:{line} imports {other}" for line, other in found if other not in known] == []


@pytest.mark.parametrize("path", RUNTIME, ids=lambda path: path.name)
def test_the_runtime_uses_relative_imports_only(path: Path) -> None:
    """The runtime works wherever it is copied: it never names `clientwright`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level <= len(path.relative_to(PACKAGE / "runtime").parts)
            assert not (node.module or "").startswith("clientwright")
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("clientwright") for alias in node.names)


def test_the_runtime_has_no_import_circle() -> None:
    """No module of the runtime imports itself by way of others, not even for type checkers."""
    modules = {_dotted(path) for path in RUNTIME}
    graph: dict[str, set[str]] = {}
    for path in RUNTIME:
        names = {name for _, name in imported(path)}
        found = {n if n in modules else n.rpartition(".")[0] for n in names}
        graph[_dotted(path)] = (found & modules) - {_dotted(path)}
    TopologicalSorter(graph).prepare()


def test_only_one_file_of_codegen_knows_the_runtime() -> None:
    """codegen copies the runtime as files: one file asks the package for its folder, none imports from it."""
    knowing = [
        path.name
        for path in PACKAGE.glob("codegen/*.py")
        for _, name in imported(path)
        if unit_of(name, "") == "runtime"
    ]
    assert knowing == ["runtime_files.py"]


@pytest.mark.parametrize(
    ("steps", "names"),
    [
        (import_pipeline.IMPORT, ["read", "normalize", "merge", "check", "save"]),
        (pipeline.BUILD, ["load", "lint", "plan", "render", "format", "write"]),
    ],
    ids=["import", "build"],
)
def test_each_step_takes_what_the_one_before_returns(
    steps: Sequence[Callable[..., object]], names: list[str]
) -> None:
    """The pipeline is its documented steps, in order, and the type that one returns is the next one's argument."""
    assert [step.__name__ for step in steps] == names
    for step, after in pairwise(steps):
        (taken, *_) = get_type_hints(after).values()
        assert get_type_hints(step)["return"] == taken


@pytest.mark.parametrize(
    ("module", "steps"),
    [(import_pipeline, import_pipeline.IMPORT), (pipeline, pipeline.BUILD)],
    ids=["import", "build"],
)
def test_a_pipeline_is_only_the_order_of_the_steps(
    module: ModuleType, steps: Sequence[Callable[..., object]]
) -> None:
    """Each pipeline is read in a minute: it defines no step, decides nothing, and has at most 80 lines."""
    text = Path(str(module.__file__)).read_text("utf-8")
    assert len(text.splitlines()) <= 80
    assert module.__name__ not in {step.__module__ for step in steps}
    decisions = (ast.If, ast.IfExp, ast.Match, ast.For, ast.While, ast.Try)
    assert not any(isinstance(node, decisions) for node in ast.walk(ast.parse(text)))


def test_the_hash_of_the_toolchain_covers_what_codegen_imports() -> None:
    """A change of any package that decides what is generated makes packages stale; lint and readers only refuse."""
    reached, queue = set[str](), {"codegen"}
    while queue:
        unit = queue.pop()
        reached.add(unit)
        names = {name for path in PACKAGE.glob(f"{unit}/**/*.py") for _, name in imported(path)}
        found = {unit_of(name, "") for name in names} & units("")
        queue |= {other for other in found if other and (PACKAGE / other).is_dir()} - reached
        queue -= {"lint"}
    assert reached | {"runtime"} == {*TOOLCHAIN_FOLDERS}


def test_every_form_of_import_is_seen() -> None:
    """Whole modules, names from packages, relative imports and imports inside functions are all found."""
    source = "import clientwright.cli\ndef f():\n    from clientwright import lint\n    from ..codegen.package_plan import EndpointNode\n    from . import model_ids\n"
    names = [
        name
        for node in ast.walk(ast.parse(source))
        for name in _names(node, PACKAGE / "specs" / "x.py")
    ]
    assert sorted(names) == [
        "clientwright.cli",
        "clientwright.codegen.package_plan.EndpointNode",
        "clientwright.lint",
        "clientwright.specs.model_ids",
    ]
