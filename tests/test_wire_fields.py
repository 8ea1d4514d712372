"""No module names a field of a service's answers but the wire objects of runtime, sandbox and harness, and the facts.

The runtime has the same law, for methods, paths and headers too, in `tests/runtime/test_wire_literals.py`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import clientwright
from clientwright.specs.bundled_data import meta_schema
from clientwright.specs.wire_facts import CODES, FIELDS, WORDS

ROOT = Path(clientwright.__path__[0])
SPECS = Path(__file__).parents[1] / "specs"
DOCUMENTS = [
    json.loads((SPECS / name / "service.json").read_text("utf-8"))
    for name in ("runcomfy", "fal", "replicate")
]
WIRE_OBJECTS = {
    "sandbox/refusal_format.py",
    "sandbox/submit_envelope.py",
    "sandbox/wire_format.py",
    "specs/wire_facts.py",
    "testing/service_wire.py",
    "testing/wire_answers.py",
}
FILES = [
    path
    for path in sorted(ROOT.rglob("*.py"))
    if path.relative_to(ROOT).parts[0] != "runtime"
    and path.relative_to(ROOT).as_posix() not in WIRE_OBJECTS
]
PLACES = ("fields", "code_at", "code_in_success_at", "words_at", "failed_at", "expired_at")
COMMON = {"", "0", "id", "title", "type", "url", "get", "cancel", "message", "code"}
"""Pieces of places that are names of many other things."""


def places(facts: object, key: str = "") -> Iterator[str]:
    """Yield the places of values in a service's file: JSON Pointers and headers."""
    if isinstance(facts, dict):
        for name, value in facts.items():
            inside = key if key in PLACES or key == "own_answer" else name
            yield from places(value, inside)
    elif isinstance(facts, list):
        for one in facts:
            yield from places(one, key)
    elif isinstance(facts, str) and key in (*PLACES, "own_answer"):
        yield facts


VALUES = {name for fields in FIELDS.values() for name in fields}
"""Names of values, whatever services call them: arguments of the wire objects."""
USUAL = {place.pointer for place in CODES} | set(WORDS)
NAMES = {place.rpartition("/")[2] for facts in DOCUMENTS for place in {*places(facts), *USUAL}}
FOREIGN = NAMES - VALUES - COMMON
"""Fields of services that are no names of values: nobody but a wire object has a reason to name one."""
POINTERS = {f"/{name}" for name in NAMES - COMMON} - {
    f"/{name}"
    for name in {*meta_schema("service")["properties"], *meta_schema("endpoint")["properties"]}
}
"""Places of fields, without those that are keys of our own files."""
FACTS = (
    "fields",
    "operations",
    "words",
    "document",
    "properties",
    "path_params",
    "memory",
    "FIELDS",
)
"""What has keys that are names of values or operations, and is no answer."""

EXCEPTIONS = {
    ("sandbox/app.py", "message['status']"): "the status of a message of ASGI",
    ("testing/mutation/server_mutation.py", "message['status']"): "the status of a message of ASGI",
    ("testing/cassettes/cassette_files.py", "answer['status']"): "a key of a cassette",
    ("testing/cassettes/vcr_document.py", "response['status']"): "a key of vcrpy's",
    ("testing/cassettes/vcr_transport.py", "response['status']"): "a key of vcrpy's",
    (
        "testing/client_protocol/answer_builder.py",
        "'request_id' in one",
    ): "a list of names of values",
    ("testing/client_protocol/answer_builder.py", "one['request_id']"): "places by names of values",
    ("normalize/structure_repairs.py", "raw.output['output']"): "a part of a schema",
    ("testing/mutation/wire_mutations.py", "submit.get('fields', {}).get('request_id')"): "a fact",
    ("testing/client_protocol/protocol_case.py", "played.calls.get('status', 0)"): "an operation",
    ("testing/client_protocol/request_id_cases.py", "played.calls.get('status')"): "an operation",
    ("testing/client_protocol/deadline_cases.py", "played.calls.get('status')"): "an operation",
    ("sources/schema_blocks.py", "value['output']"): "a heading of a page",
    ("specs/codec.py", "hashes.get('output', '')"): "a key of an endpoint's spec",
    ("lint/schema_validity.py", "left.get('output')"): "a key of an endpoint's spec",
}
"""Reads of what is called as a value is, and is none, with what it is."""
MADE_BY_NAME = {
    "evolution/diff/answer_comparison.py": "samples that a report shows",
    "evolution/diff/operation_comparison.py": "samples that a report shows",
    "evolution/diff/path_comparison.py": "variables of a path",
    "evolution/diff/service_comparison.py": "keys of service.json",
    "export/openapi_answers.py": "a parameter of a path, and its links",
    "export/wire_schemas.py": "schemas by names of values",
    "lint/service_facts.py": "keys of service.json",
    "sandbox/job_view.py": "values of answers, which WireFormat puts where the service has them",
    "testing/client_protocol/answer_builder.py": "values of answers, which ServiceWire puts there",
    "testing/client_protocol/scripted_server.py": "values of answers, which ServiceWire puts there",
    "testing/mutation/call_edits.py": "values of answers, which ServiceWire puts there",
    "testing/mutation/wire_mutations.py": "facts of service.json",
}
"""Modules with objects whose keys are names of values, and what these are."""
PLAIN = VALUES - {"status", "output", "error", "code", "cost"}
"""Names of values that are names of nothing else."""


def receiver(node: ast.AST) -> str:
    """Return the last name of what is read from."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return receiver(node.value)
    return node.id if isinstance(node, ast.Name) else ""


def wire_fields(source: str) -> Iterator[str]:
    """Yield the expressions of a module that name a field of the wire.

    A name that only services have, or a place of a field, wherever it stands; and a name of a value
    with which something is read that is no fact: an answer.
    """
    tree = ast.parse(source)
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            if node.value.lower() in {one.lower() for one in FOREIGN} or node.value in POINTERS:
                yield repr(node.value)
        elif isinstance(node, ast.Subscript) and is_value(node.slice):
            if receiver(node.value) not in FACTS:
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_read = node.func.attr in ("get", "pop") and node.args and is_value(node.args[0])
            if is_read and receiver(node.func.value) not in FACTS:
                yield ast.unparse(node)
        elif isinstance(node, ast.Compare) and is_value(node.left):
            is_read = isinstance(node.ops[0], ast.In | ast.NotIn)
            if is_read and receiver(node.comparators[0]) not in FACTS:
                yield ast.unparse(node)


def names_in_objects(source: str) -> set[str]:
    """Return the keys of the objects of a module that are names of values."""
    objects = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Dict))
    keys = (key for one in objects for key in one.keys if isinstance(key, ast.Constant))
    return {key.value for key in keys if key.value in PLAIN}


def is_value(node: ast.AST) -> bool:
    """Return whether a key is the name of a value."""
    return isinstance(node, ast.Constant) and node.value in VALUES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_other_module_names_a_field(path: Path) -> None:
    """The count of places outside the wire objects that name a field of the wire is 0."""
    name = path.relative_to(ROOT).as_posix()
    known = {*EXCEPTIONS}
    found = [one for one in wire_fields(path.read_text("utf-8")) if (name, one) not in known]
    assert found == []
    assert name in MADE_BY_NAME or not names_in_objects(path.read_text("utf-8"))


def test_every_exception_is_needed() -> None:
    """Each exception is still there."""
    found = {
        (path.relative_to(ROOT).as_posix(), one)
        for path in FILES
        for one in wire_fields(path.read_text("utf-8"))
    }
    assert sorted(EXCEPTIONS.keys() - found) == []
    texts = {name: (ROOT / name).read_text("utf-8") for name in MADE_BY_NAME}
    assert all(map(names_in_objects, texts.values()))


@pytest.mark.parametrize(
    "line",
    [
        "answer.body['request_id']",
        "body.get('queue_position')",
        "'output' in answer",
        "raw = {'error_code': 400001}",
        "place = '/queue_position'",
        "name = 'response_url'",
        "headers['X-FAL-Request-Id']",
        "body.pop('outcome', None)",
    ],
)
def test_a_field_is_found(line: str) -> None:
    """The law can fail: each kind of place is found."""
    assert list(wire_fields(line))
