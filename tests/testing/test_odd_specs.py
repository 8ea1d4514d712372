"""Odd specs: the generated client and the sandbox have no finding, and nothing is raised."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clientwright.codegen.render_package import render_specs
from clientwright.rules.kinds import from_json
from clientwright.sandbox.server import run_sandbox
from clientwright.sandbox.stored_job import JobTiming
from clientwright.testing.promises import Effort, Report, VerdictState
from clientwright.testing.targets.client_target import ClientTarget
from clientwright.testing.trials.runner import plan_trials, run_trials
from testing.support import SPECS, make_endpoint, make_server

INTEGER = {"type": "integer"}
ODD: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "no field required, values of several types": ({"a": {"enum": [0, 1, "x"]}}, []),
    "a field that values are tried for": ({"a": {"not": {"type": "string"}}, "b": INTEGER}, []),
    "a field that no value is made for": (
        {"a": {"type": "string", "pattern": "^(?=a)b"}, "b": INTEGER},
        [],
    ),
    "a union that may be null": (
        {"a": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}},
        [],
    ),
    "a number alone": ({"n!": INTEGER}, []),
    "texts of two and more": ({"p!": {"type": "string", "minLength": 2}}, []),
    "a length that nobody writes": ({"a": {"type": "string", "maxLength": 10**9}}, []),
    "more items than are made": ({"a": {"type": "array", "maxItems": 10**6}, "b": INTEGER}, []),
    "a medium without room": (
        {"u": {"type": "string", "maxLength": 10, "x-media": {"kind": "image"}}},
        [],
    ),
    "a pattern without a length": (
        {"a!": {"type": "string", "pattern": "^(b|aa)+$", "maxLength": 40}},
        [],
    ),
    "names with dots, brackets, slashes": (
        {"e.f": INTEGER, "[*]": INTEGER, "a/b": INTEGER, "c~d": {"type": "string"}, "'": INTEGER},
        [],
    ),
    "a sum that never holds": (
        {
            "parts": {
                "type": "array",
                "minItems": 1,
                "maxItems": 3,
                "items": {
                    "type": "object",
                    "required": ["n"],
                    "properties": {"n": {"type": "integer", "minimum": 1, "maximum": 5}},
                },
            },
            "total": {"type": "integer", "minimum": 100, "maximum": 200},
        },
        [{"kind": "sum-equals", "addends": "$.parts[*].n", "total": "$.total"}],
    ),
    "a sum that is one of an enum": (
        {
            "parts": {
                "type": "array",
                "minItems": 1,
                "maxItems": 4,
                "items": {
                    "type": "object",
                    "required": ["n"],
                    "properties": {"n": {"type": "integer", "enum": [2, 3, 8]}},
                },
            },
            "total!": {"type": "integer", "enum": [5, 10]},
        },
        [{"kind": "sum-equals", "addends": "$.parts[*].n", "total": "$.total"}],
    ),
    "a sum up to a nullable limit": (
        {
            "parts": {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 4}},
            "most": {"type": ["integer", "null"], "minimum": 1, "maximum": 9},
        },
        [{"kind": "sum-at-most", "addends": "$.parts[*]", "most": "$.most"}],
    ),
    "a bound of a nullable enum": (
        {
            "a": {"enum": [1, 5, None]},
            "b": {"type": ["string", "null"], "maxLength": 6},
        },
        [
            {
                "kind": "bound-when",
                "field": "$.a",
                "keyword": "maximum",
                "limit": 3,
                "when": {"field": "$.b", "is": None},
            },
            {
                "kind": "bound-when",
                "field": "$.b",
                "keyword": "maxLength",
                "limit": 3,
                "when": {"field": "$.a", "present": True},
            },
        ],
    ),
    "a sum in two dimensions": (
        {
            "g": {
                "type": "array",
                "items": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"d": {"type": "integer", "minimum": 1, "maximum": 3}},
                    },
                },
            },
            "t": {"type": "integer", "minimum": 2, "maximum": 9},
        },
        [{"kind": "sum-equals", "addends": "$.g[*][*].d", "total": "$.t"}],
    ),
    "huge bounds": ({"x": {"type": "number", "minimum": -1e308, "maximum": 1e308}}, []),
}


PROTOCOL_TRIED = {"no field required, values of several types", "a sum that never holds"}
"""Specs whose client has all its calls tried, which depend on inputs only by whether one can be made."""


@pytest.mark.parametrize("name", ODD)
def test_odd_spec_has_no_findings(name: str, tmp_path: Path) -> None:
    """The client and the sandbox of an odd spec break no promise; every promise not tried has a reason."""
    report = run_contract(*ODD[name], tmp_path, protocol=name in PROTOCOL_TRIED)
    assert [(v.target, v.promise.id, v.finding) for v in report.verdicts if v.finding] == []
    assert report.stopped == ""
    assert all(v.reason for v in report.verdicts if v.state is VerdictState.NOT_TRIED)
    assert any(v.state is VerdictState.PROVED for v in report.verdicts)


def run_contract(
    properties: dict[str, Any], rules: list[dict[str, Any]], folder: Path, *, protocol: bool
) -> Report:
    """Generate the client of a schema (`!` marks required fields), serve it, and run the trials."""
    named = {name.rstrip("!"): sub for name, sub in properties.items()}
    required = [name[:-1] for name in properties if name.endswith("!")]
    schema = {"type": "object", "required": required, "properties": named}
    specs = replace(SPECS, endpoints=(make_endpoint(schema, *map(from_json, rules)),))
    package = folder / "odd"
    for path, text in render_specs(specs, "httpx", package, None).tree.items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(text, "utf-8")
    client = ClientTarget.load(str(package))
    with run_sandbox(specs, pace=JobTiming(0.01, 0.01)) as sandbox:
        server = make_server(sandbox.base_url, {"mine": "sandbox-token", "other": "sandbox-other"})
        server.sleep = lambda seconds: time.sleep(0.01)
        trials = [
            trial
            for trial in plan_trials(specs, client=client, server=server)
            if protocol or not trial.promises[0].id.startswith("client/")
        ]
        report = run_trials(trials, Effort(examples=20, shrink=False))
        server.http.close()
    return report
