"""Every asserting keyword in every position: client, sandbox and oracle accept the same values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clientwright.io.json_pointer import split_pointer
from clientwright.lint import lint_endpoint
from clientwright.pipeline import generate
from clientwright.problems import Severity
from clientwright.sandbox.input_validation import InputValidator
from clientwright.schema.keywords import ASSERTION_KEYWORDS
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.spec_files import save_endpoint, save_service
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.targets.client_target import ClientTarget
from schema.keyword_samples import POSITIONS, SAMPLES, Sample

SERVICE_FILE = Path(__file__).parents[2] / "specs" / "runcomfy" / "service.json"
SERVICE = Service(json.loads(SERVICE_FILE.read_text("utf-8")), SERVICE_FILE)
BEYOND = ("x-media", "properties-closed", "multipleOf-decimal")
"""Samples of what is not in JSON Schema, and of numbers that its library rounds."""

REFUSED: Mapping[str, frozenset[str]] = {}
"""The positions in which generation refuses a sample, with a problem."""
OPEN = {("properties-closed", word) for word in ("contains", "if", "not-not")}
"""Where an object with an unknown field is accepted: closed, a condition would mean another thing."""
WRONG: Mapping[tuple[str, str], Sequence[str]] = {}
"""The positions in which a sample gets a wrong answer today, by who gives it; it is to be empty."""


@dataclass(frozen=True)
class Trial:
    """A sample at a position: a property of an input, and its values."""

    name: str
    schema: Mapping[str, Any]
    keeps: tuple[Any, ...]
    breaks: Any

    @property
    def field(self) -> str:
        """The name of the property."""
        return self.name.replace("-", "_")


def trials(sample: Sample) -> Iterator[Trial]:
    """Yield a sample at every position where it can stand."""
    for name, position in POSITIONS.items():
        schema = position.place(sample.schema)
        if schema is not None:
            keeps = (position.around(sample.keeps), *position.also_keeps)
            yield Trial(name, schema, keeps, position.around(sample.breaks))


def endpoint_of(name: str, fields: Sequence[Trial]) -> Endpoint:
    """Return an endpoint with a property for each trial."""
    definitions: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    for trial in fields:
        local = json.dumps(trial.schema).replace("#/$defs/", f"#/$defs/{trial.field}_")
        placed: dict[str, Any] = json.loads(local)
        own: dict[str, Any] = placed.pop("$defs", {})
        definitions |= {f"{trial.field}_{word}": sub for word, sub in own.items()}
        properties[trial.field] = placed
    schema = {"type": "object", "properties": properties, "$defs": definitions}
    return Endpoint(ModelId(f"positions/{name.lower()}"), schema)


@cache
def accepted_trials(name: str) -> tuple[Trial, ...]:
    """Return the trials of a sample that lint lets through."""
    found = tuple(trials(SAMPLES[name]))
    errors = [p for p in lint_endpoint(endpoint_of(name, found)) if p.severity is Severity.ERROR]
    refused = {split_pointer(problem.location.pointer)[2] for problem in errors}
    return tuple(trial for trial in found if trial.field not in refused)


@cache
def endpoints() -> dict[str, Endpoint]:
    """Return an endpoint for each sample."""
    return {name: endpoint_of(name, accepted_trials(name)) for name in SAMPLES}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> ClientTarget:
    """Return a generated package with an endpoint for each sample."""
    folder = tmp_path_factory.mktemp("positions")
    save_service(folder / "specs", SERVICE)
    for endpoint in endpoints().values():
        save_endpoint(folder / "specs", SERVICE, endpoint)
    (result,) = generate(folder / "specs", folder / "clients")
    return ClientTarget.load(str(result.package))


def test_every_asserting_keyword_has_a_sample() -> None:
    """Each keyword that decides has a sample of its name."""
    assert {name.partition("-")[0] for name in SAMPLES if not name.startswith("x-")} | {
        "x-media"
    } == ASSERTION_KEYWORDS


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.startswith(BEYOND)])
def test_samples_are_as_in_the_standard(name: str) -> None:
    """By the standard, a sample's values keep and break it, in every position."""
    for trial in trials(SAMPLES[name]):
        validator = Draft202012Validator(trial.schema)
        assert all(map(validator.is_valid, trial.keeps)), trial.name
        assert not validator.is_valid(trial.breaks), trial.name


@pytest.mark.parametrize("name", SAMPLES)
def test_refused_positions_are_known(name: str) -> None:
    """Generation refuses a sample only in the positions that are listed here."""
    let_through = {trial.name for trial in accepted_trials(name)}
    refused = {trial.name for trial in trials(SAMPLES[name])} - let_through
    assert refused == REFUSED.get(name, frozenset())


@pytest.mark.parametrize("name", SAMPLES)
def test_all_agree_in_every_position(name: str, client: ClientTarget) -> None:
    """Client, sandbox and oracle accept what keeps a keyword, and refuse what breaks it."""
    endpoint = endpoints()[name]
    sandbox = InputValidator.for_endpoint(endpoint, SERVICE)
    oracle = PayloadOracle(PayloadGenerator(endpoint))
    wrong: dict[str, set[str]] = {"client": set(), "sandbox": set(), "oracle": set()}
    for trial in accepted_trials(name):
        for value in (*trial.keeps, trial.breaks):
            payload = {trial.field: value}
            expected = value is not trial.breaks or (name, trial.name) in OPEN
            answers = {
                "client": client.decide(str(endpoint.id), payload).accepted,
                "sandbox": not sandbox.faults(payload),
                "oracle": oracle.accepts(payload),
            }
            for who, accepted in answers.items():
                wrong[who] |= {trial.name} if accepted != expected else set()
    placed = {trial.name for trial in accepted_trials(name)}
    assert wrong == {who: placed & set(WRONG.get((name, who), ())) for who in wrong}
