"""Outputs of every documented shape: a correct client and the sandbox have no finding, a wrong client has."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clientwright.codegen.render_package import render_specs
from clientwright.sandbox.sample_output import sample_output
from clientwright.sandbox.stored_job import StoredJob
from clientwright.specs.model import Endpoint
from clientwright.testing.client_protocol.client_trials import client_trials
from clientwright.testing.client_protocol.scripted_outputs import ScriptedOutputs
from clientwright.testing.jobs.output_type import output_mismatch
from clientwright.testing.mutation.mutant_packages import PackageWriter
from clientwright.testing.promises import Effort, VerdictState
from clientwright.testing.targets.client_target import ClientTarget
from codegen import support
from testing.support import SPECS

TEXT: dict[str, Any] = {"type": "string"}
URL: dict[str, Any] = {"type": "string", "format": "uri"}
FILE: dict[str, Any] = {
    "type": "object",
    "required": ["url"],
    "properties": {"url": URL, "size": {"type": ["integer", "null"]}, "name": TEXT},
}
DEFINITIONS = {"File": FILE, "Link": URL, "Size": {"enum": ["small", "large"]}}
LEAVES = st.sampled_from(
    [
        TEXT,
        URL,
        {"type": "number"},
        {"type": "integer", "minimum": 3, "maximum": 9},
        {"type": "boolean"},
        {"type": ["string", "null"]},
        {"type": "null"},
        {"type": "string", "maxLength": 3},
        {"type": "string", "enum": ["a", "b"]},
        {"enum": [1, 2]},
        {"const": "done"},
        {"type": "object"},
        {"type": "array"},
        {},
        True,
        *({"$ref": f"#/$defs/{name}"} for name in DEFINITIONS),
    ]
)
NAMES = st.sampled_from(
    ["video", "images", "audio_out", "text", "urls", "model_dump", "URL", "a b", "élan"]
)


def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        _objects(inner),
        inner.map(lambda one: {"type": "array", "items": one}),
        inner.map(lambda one: {"anyOf": [one, {"type": "null"}]}),
        inner.map(lambda one: {"allOf": [one]}),
        inner.map(lambda one: {"oneOf": [one, {"type": "null"}]}),
        inner.map(lambda one: {"type": "object", "additionalProperties": one}),
        st.tuples(inner, inner).map(lambda two: {"anyOf": [*two]}),
        inner.map(lambda one: {"type": "array", "prefixItems": [one, TEXT], "items": False}),
    )


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> dict[str, Any]:
    fields = draw(st.dictionaries(NAMES, inner, min_size=1, max_size=4))
    required = draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    typed = {"type": "object"} if draw(st.booleans()) else {}
    return {**typed, "properties": fields, "required": required}


PARTS = st.recursive(LEAVES, _containers, max_leaves=6)
OUTPUTS = (_objects(PARTS) | PARTS.filter(lambda one: isinstance(one, dict))).map(
    lambda one: {**one, "$defs": DEFINITIONS}
)
SHAPES: dict[str, dict[str, Any] | None] = {
    "not documented": None,
    "anything": {},
    "one text": {"type": "object", "properties": {"video": TEXT}},
    "a bare text": TEXT,
    "a bare URL": URL,
    "a list of texts": {"type": "array", "items": TEXT},
    "a list of files": {"type": "array", "items": FILE},
    "a number": {"type": "number"},
    "true or false": {"type": "boolean"},
    "a text or a list": {"anyOf": [TEXT, {"type": "array", "items": URL}]},
    "a file": {"type": "object", "required": ["video"], "properties": {"video": FILE}},
    "several media": {"type": "object", "properties": {"b": URL, "a": URL, "images": {"type": "array", "items": FILE}}},
    "a required name": {"type": "object", "required": ["audio_out"], "properties": {"audio_out": URL, "npz": URL}},
    "no URL": {"type": "object", "properties": {"seed": {"type": "integer"}, "nsfw": {"type": "boolean"}}},
    "any names": {"type": "object", "additionalProperties": URL},
    "an enum": {"type": "string", "enum": ["yes", "no"]},
    "a reference": {"$ref": "#/$defs/File", "$defs": DEFINITIONS},
    "one of two": {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "not both": {"type": "object", "properties": {"a": URL, "b": URL}, "not": {"required": ["a", "b"]}},
    "two kinds": {"oneOf": [{"type": "object", "properties": {"kind": {"const": k}, k: URL}} for k in ("a", "b")]},
}  # fmt: skip
QUICK = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
PROMISES = (
    "client/success",
    "client/output-of-another-shape-",
    "client/alias-pending",
    "client/null-output-",
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> ClientTarget:
    """Return a package that has what endpoints with outputs of their own need."""
    folder = tmp_path_factory.mktemp("outputs") / "runcomfy"
    specs = replace(SPECS, endpoints=(endpoint_of(URL), endpoint_of(FILE)))
    tree = render_specs(specs, "httpx", folder, None).tree
    return ClientTarget.load(str(PackageWriter().write(tree, folder)))


def endpoint_of(output: dict[str, Any] | None) -> Endpoint:
    """Return an endpoint with this output."""
    schema = {"type": "object", "properties": {"prompt": TEXT}}
    return replace(support.endpoint(schema), output=output)


def client_of(package: ClientTarget, endpoint: Endpoint) -> ClientTarget | None:
    """Return a package with one generated endpoint, or None if lint refuses its output."""
    module = support.load_module(package.name, endpoint)
    if isinstance(module, support.GenerationRefusal):
        return None
    return replace(package, endpoints={str(endpoint.id): module.ENDPOINT})


def states(client: ClientTarget, endpoint: Endpoint) -> dict[str, tuple[VerdictState, Any]]:
    """Return the state and the finding of each promise about outputs, by its id."""
    trials = client_trials(replace(SPECS, endpoints=(endpoint,)), client)
    chosen = (one for one in trials if one.promises[0].id.startswith(PROMISES))
    found = (verdict for one in chosen for verdict in one.run(Effort()).verdicts)
    return {one.promise.id: (one.state, one.finding or one.reason) for one in found}


def _changed(usual: Any, change: Any) -> Any:
    """Return a type of outputs that reads something else than what was sent."""
    return SimpleNamespace(model_validate=lambda sent: usual.model_validate(change(sent)))


def _shortened(sent: Any) -> Any:
    return dict([*sent.items()][1:]) if isinstance(sent, dict) else ""


def _refusing(sent: Any) -> Any:
    raise ValueError("it reads nothing")


SABOTAGES: dict[str, Any] = {
    "loses a field": lambda usual: _changed(usual, _shortened),
    "reads nothing": lambda usual: _changed(usual, _refusing),
    "empties it": lambda usual: _changed(usual, lambda sent: {}),
    "takes anything": lambda usual: SimpleNamespace(model_validate=lambda sent: sent),
}
BROKEN = {
    **dict.fromkeys(SABOTAGES, "client/success"),
    "takes anything": "client/output-of-another-shape-",
}


def broken(found: dict[str, tuple[VerdictState, Any]]) -> dict[str, Any]:
    """Return the findings of the broken promises."""
    return {id: finding for id, (state, finding) in found.items() if state is VerdictState.BROKEN}


@pytest.mark.parametrize("name", SHAPES)
def test_no_shape_has_a_finding(package: ClientTarget, name: str) -> None:
    """The client and the sandbox of an output of each shape keep their promises."""
    endpoint = endpoint_of(SHAPES[name])
    client = client_of(package, endpoint)
    assert client is not None
    keep_their_promises(client, endpoint)


@QUICK
@given(OUTPUTS)
def test_no_output_has_a_finding(package: ClientTarget, output: dict[str, Any]) -> None:
    """The client and the sandbox of any output that can be generated keep their promises."""
    endpoint = endpoint_of(output)
    client = client_of(package, endpoint)
    assume(client is not None)
    assert client is not None
    keep_their_promises(client, endpoint)


def keep_their_promises(client: ClientTarget, endpoint: Endpoint) -> None:
    """Try the client of an endpoint, and its output in the sandbox."""
    output = SPECS.service.output_of(endpoint.output)
    found = states(client, endpoint)
    assert broken(found) == {}
    is_read = not ScriptedOutputs(output).untried
    tried = {id for id, (state, _) in found.items() if state is VerdictState.PROVED}
    assert ("client/success" in tried) is is_read
    assert "client/alias-pending" in tried
    sent = sample_output(StoredJob("r", "made/up", "a", {}, 0, 0, 0), endpoint, SPECS.service)
    assert output_mismatch(sent, output) == ""


@pytest.mark.parametrize("name", SABOTAGES)
@pytest.mark.parametrize("shape", ["one text", "several media", "a file", "a bare text", "no URL"])
def test_a_wrong_client_has_a_finding(package: ClientTarget, name: str, shape: str) -> None:
    """A client that loses an output, delivers another one, or takes any shape for it, breaks a promise."""
    endpoint = endpoint_of(SHAPES[shape])
    client = client_of(package, endpoint)
    assert client is not None
    (generated,) = client.endpoints.values()
    wrong = SimpleNamespace(output=SABOTAGES[name](generated.output))
    found = broken(states(replace(client, endpoints={str(endpoint.id): wrong}), endpoint))
    assert any(id.startswith(BROKEN[name]) for id in found), found


@pytest.mark.parametrize(
    ("shape", "sent", "fits"),
    [
        ("a bare text", "a transcript", True),
        ("a bare URL", "a transcript", False),
        ("a number", 5, True),
        ("a number", "five", False),
        ("a list of files", [{"url": "https://a.example/b"}], True),
        ("a list of files", [{"size": 5}], False),
        ("one text", 5, False),
        ("not documented", "a transcript", False),
    ],
)
def test_an_output_of_another_type_is_told(shape: str, sent: Any, fits: bool) -> None:
    """A server's output that is no object is one exactly if its schema says so, or it is a URL."""
    assert (output_mismatch(sent, SPECS.service.output_of(SHAPES[shape])) == "") is fits
