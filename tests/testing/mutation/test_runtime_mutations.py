"""The mutations of the runtime: each finds its one place, in every package that carries it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from clientwright.codegen import runtime_files
from clientwright.codegen.render_package import render_specs
from clientwright.specs.model import Specs
from clientwright.testing.mutation.client_mutants import RUNTIME_MUTATIONS, grade_runtime_mutants
from clientwright.testing.mutation.code_edits import CodeEdit, PlaceNotFound, drop
from clientwright.testing.mutation.equivalence import NO_PAYLOAD
from clientwright.testing.mutation.mutation_score import GradedMutant, MutantFate
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation
from clientwright.testing.mutation.score_harness import probe_sets, score_harness
from clientwright.testing.mutation.server_mutants import mutant_host, server_mutants
from testing.support import SPECS, make_endpoint

RUNTIME = runtime_files.files("httpx")
BY_NAME = {edit.name: edit for edit in RUNTIME_MUTATIONS}
FLAG = {"type": "boolean"}
IMAGE = {"type": "string", "x-media": {"kind": "image"}}
MADE_UP: Mapping[str, dict[str, object]] = {
    "only booleans": {"a!": FLAG, "b": FLAG},
    "one required text": {"p!": {"type": "string", "minLength": 1}},
    "values of several types": {"a": {"enum": [0, 1, "x"]}},
    "a medium or null": {"u!": {"anyOf": [IMAGE, {"type": "null"}]}},
    "different media": {"u!": {"type": "array", "uniqueItems": True, "items": IMAGE}},
    "a medium of no kind": {"u!": {"type": "string", "x-media": {}}},
    "a number without bounds": {"n!": {"type": "number"}},
}
"""The properties of inputs; `!` marks required fields. None has a rule."""


def made_up(name: str) -> Specs:
    """Return specs with one endpoint of such an input."""
    return specs_of(MADE_UP[name])


def specs_of(properties: Mapping[str, object]) -> Specs:
    """Return specs with one endpoint of an input with such properties."""
    schema = {
        "type": "object",
        "required": [key[:-1] for key in properties if key.endswith("!")],
        "properties": {key.rstrip("!"): value for key, value in properties.items()},
    }
    return replace(SPECS, endpoints=(make_endpoint(schema),))


def package_of(specs: Specs, folder: Path) -> dict[str, str]:
    """Return the files of the client of some specs."""
    return dict(render_specs(specs, "httpx", folder, None).tree)


@pytest.mark.parametrize("edit", RUNTIME_MUTATIONS, ids=lambda edit: edit.name)
def test_mutations_follow_the_runtime(edit: RuntimeMutation) -> None:
    """A mutation finds its places in the runtime, changes them, and the result is valid Python."""
    edited = edit.apply(RUNTIME)
    assert {path for path in RUNTIME if edited[path] != RUNTIME[path]} == set(edit.paths)
    for path in edit.paths:
        assert dump(edited[path]) != dump(RUNTIME[path])
        compile(edited[path], path, "exec")


@pytest.mark.parametrize("edit", RUNTIME_MUTATIONS, ids=lambda edit: edit.name)
def test_mutations_do_not_depend_on_the_format(edit: RuntimeMutation) -> None:
    """A mutation does the same to a runtime that is formatted in another way, without comments."""
    other = {path: ast.unparse(ast.parse(RUNTIME[path])) for path in edit.paths}
    edited, same = edit.apply({**RUNTIME, **other}), edit.apply(RUNTIME)
    assert all(dump(edited[path]) == dump(same[path]) for path in edit.paths)


@pytest.mark.parametrize("edit", RUNTIME_MUTATIONS, ids=lambda edit: edit.name)
def test_mutations_fit_every_package(
    edit: RuntimeMutation, packages: dict[str, dict[str, str]]
) -> None:
    """A mutation finds its places in the package of any endpoint, or says what the package lacks."""
    for name, tree in packages.items():
        assert edit.inapplicable_reason(tree) or edit.apply(tree) != tree, name


def dump(source: str) -> str:
    """Return the syntax tree of some source as text."""
    return ast.dump(ast.parse(source))


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Return the packages of the committed endpoints and of the made-up ones."""
    folder = tmp_path_factory.mktemp("packages")
    every = {name: made_up(name) for name in MADE_UP} | {"committed": SPECS}
    return {name: package_of(specs, folder / name) for name, specs in every.items()}


def test_package_without_the_edited_file_is_inapplicable(specs: Specs, tmp_path: Path) -> None:
    """A package that does not carry the edited file is no error and no survivor."""
    edit = BY_NAME["media-unchecked"]
    package = package_of(specs, tmp_path)
    assert edit.inapplicable_reason(package) == ""
    rest = {path: text for path, text in package.items() if path not in edit.paths}
    assert edit.inapplicable_reason(rest) == "the package does not carry _runtime/media_url.py"


def test_outdated_mutation_is_an_error() -> None:
    """A file, a name or a place that is gone or not the only one is an error that names the mutation."""
    known = BY_NAME["unknown-fields-sent"]
    edit = replace(known, edit=CodeEdit("no_such_file", "x", drop("x")))
    assert edit.inapplicable_reason(RUNTIME) == ""
    with pytest.raises(PlaceNotFound, match=r"unknown-fields-sent.*no _runtime/no_such_file\.py"):
        edit.apply(RUNTIME)
    for wrong, found in (
        (CodeEdit("models", "no_such_name", drop("x")), "0 definitions of no_such_name"),
        (CodeEdit("models", "_check_number", drop("no_such(...)")), "0 places like"),
        (CodeEdit("models", "_check_number", drop("value")), r"\d+ places like `value`"),
    ):
        with pytest.raises(PlaceNotFound, match=rf"unknown-fields-sent.*models\.py.*{found}"):
            replace(known, edit=wrong).apply(RUNTIME)


OFTEN = ("values of several types", "a medium or null", "a number without bounds")
"""The made-up endpoints of every run; the others have a subset of their types, and are graded under stress."""


@pytest.mark.parametrize(
    "name",
    [
        name if name in OFTEN else pytest.param(name, marks=pytest.mark.stress)
        for name in MADE_UP
        if name != "a medium of no kind"
    ],
)
def test_no_mutant_of_input_checks_survives(name: str, tmp_path: Path) -> None:
    """For any endpoint, a mutant of the runtime's checks of inputs is killed, or has a reason."""
    specs = made_up(name)
    graded = grade_inputs(specs, tmp_path)
    assert {one.name for one in graded if one.fate is MutantFate.SURVIVED} == set()
    assert all(one.by for one in graded)


NUMBER = {"type": "number"}
TEXT = {"type": "string"}
OPEN = {"type": "object", "additionalProperties": NUMBER}
CHECKS_OF_NUMBERS = ("booleans-as-numbers", "nan-accepted")
CHECKS_OF_FIELDS = ("unknown-fields-ignored", "unknown-fields-sent", "unknown-fields-unseen")
UNSEEN: Mapping[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "a number or a boolean": ({"a": {"type": ["number", "boolean"]}}, CHECKS_OF_NUMBERS[:1]),
    "one or the other": ({"a": {"anyOf": [NUMBER, FLAG]}}, CHECKS_OF_NUMBERS[:1]),
    "numbers without names": ({"m!": OPEN}, ()),
    "listed numbers": ({"a": {"type": "number", "enum": [0.5, 1]}}, CHECKS_OF_NUMBERS),
    "numbers listed alone": ({"a": {"enum": [1, 2.5]}}, CHECKS_OF_NUMBERS),
    "one number": ({"a!": {"const": 1.5}}, CHECKS_OF_NUMBERS),
    "numbers between bounds": (
        {"a": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}},
        CHECKS_OF_NUMBERS,
    ),
    "bounds or null": (
        {"a": {"anyOf": [{"type": "number", "minimum": 0, "maximum": 9}, {"type": "null"}]}},
        CHECKS_OF_NUMBERS[1:],
    ),
    "steps": ({"a": {"type": "number", "multipleOf": 0.5}}, CHECKS_OF_NUMBERS[1:]),
    "an open input": ({"a": NUMBER}, CHECKS_OF_FIELDS),
    "items": ({"a": {"type": "array", "items": NUMBER}}, ()),
    "items of two types": ({"a": {"type": "array", "items": {"anyOf": [NUMBER, TEXT]}}}, ()),
    "a number or null": ({"a": {"type": ["number", "null"]}}, ()),
    "one bound": ({"a!": {"type": "number", "maximum": 10}}, ()),
}
"""The properties of inputs, and the faults that no input shows there; it shows the other ones."""


OFTEN_UNSEEN = ("one or the other", "numbers without names", "listed numbers", "an open input")


@pytest.mark.parametrize(
    "name",
    [
        name if name in OFTEN_UNSEEN else pytest.param(name, marks=pytest.mark.stress)
        for name in UNSEEN
    ],
)
def test_only_faults_that_no_input_shows_have_a_reason(name: str, tmp_path: Path) -> None:
    """A fault of the checks of numbers or of unknown fields has a reason just where it would survive."""
    properties, unseen = UNSEEN[name]
    (endpoint,) = specs_of(properties).endpoints
    open_ = {"additionalProperties": True} if name == "an open input" else {}
    specs = replace(SPECS, endpoints=(make_endpoint({**endpoint.input, **open_}),))
    edits = [BY_NAME[edit] for edit in (*CHECKS_OF_NUMBERS, *CHECKS_OF_FIELDS)]
    probes = probe_sets(specs)
    tried = [replace(edit, equivalence_reason=lambda _: "") for edit in edits]
    graded = grade_runtime_mutants(specs, probes, tmp_path, tried)
    survived = {one.name for one in graded if one.fate is MutantFate.SURVIVED}
    assert survived == {f"client/{edit}" for edit in unseen}
    assert {edit.name for edit in edits if edit.equivalence_reason(probes)} == set(unseen)


def test_a_check_that_is_made_twice_hides_a_fault(tmp_path: Path) -> None:
    """Unknown fields beside a union of objects are refused by the rest of the schema too."""
    kinds: list[dict[str, object]] = [
        {"type": "object", "required": ["k"], "properties": {"k": {"const": "x"}}},
        {"type": "object", "properties": {"n": NUMBER}},
    ]
    specs, edit = specs_of({"a!": {"anyOf": kinds}}), BY_NAME["unknown-fields-sent"]
    edits = [edit, replace(edit, name="judged", unless="")]
    told, judged = grade_runtime_mutants(specs, probe_sets(specs), tmp_path, edits)
    assert (told.fate, judged.fate) == (MutantFate.INAPPLICABLE, MutantFate.SURVIVED)
    assert told.by == "every endpoint makes the same check by KeywordsAndFields"


def test_endpoint_without_payloads_can_be_graded(tmp_path: Path) -> None:
    """If no payload can be made, the mutants of inputs say so, and grading ends."""
    never = {"type": "string", "pattern": "^(?=a)b"}
    schema = {
        "type": "object",
        "properties": {"a": NUMBER, "b": FLAG, "never": never},
        "required": ["never"],
    }
    specs = replace(SPECS, endpoints=(make_endpoint(schema),))
    (probes,) = probe_sets(specs)
    assert not probes.has_payload
    edits = [BY_NAME["another-error"], BY_NAME["booleans-as-numbers"]]
    client = grade_runtime_mutants(specs, [probes], tmp_path, edits)
    with mutant_host() as host:
        server = [one.grade() for one in server_mutants(specs, [probes], host)]
    assert [one.name for one in server if one.fate is MutantFate.SURVIVED] == []
    for graded in (*client, *(one for one in server if ":a/" in one.name)):
        assert (graded.fate, graded.by) == (MutantFate.UNOBSERVABLE, NO_PAYLOAD), graded.name


def grade_inputs(specs: Specs, folder: Path) -> list[GradedMutant]:
    """Grade the mutants of the runtime's checks of inputs."""
    inputs = [one for one in RUNTIME_MUTATIONS if one.edit.module in CHECKS_OF_INPUTS]
    return list(grade_runtime_mutants(specs, probe_sets(specs), folder, inputs))


CHECKS_OF_INPUTS = {
    "models",
    "media_url",
    "endpoint",
    "full_check",
    "payload_faults",
    "quick_check",
}


def test_grading_ends_whatever_the_client_does(tmp_path: Path) -> None:
    """If the client of an endpoint is wrong itself, every mutant is graded all the same."""
    assert len(grade_inputs(made_up("a medium of no kind"), tmp_path)) == 14


@pytest.mark.stress
@pytest.mark.parametrize("name", MADE_UP)
def test_every_endpoint_can_be_graded(name: str) -> None:
    """Grading ends for any endpoint, and each mutant has its fate and the reason."""
    score = score_harness(made_up(name))
    assert all(one.by or one.fate is MutantFate.SURVIVED for one in score.mutants)
    fates = {one.name: one.fate for one in score.mutants}
    assert {f"client/{edit.name}" for edit in RUNTIME_MUTATIONS} <= set(fates)
