"""What is generated of services whose calls and answers have other shapes."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from clientwright.codegen.arguments import service_arguments
from clientwright.codegen.package_plan import plan_package
from clientwright.codegen.render import render_shared_files
from clientwright.codegen.secret_paths import secret_paths
from clientwright.runtime.service import Service as RuntimeService
from clientwright.runtime.wire import wire_of
from clientwright.specs.model import Service, Specs
from clientwright.specs.wire_facts import FIELDS
from runtime.provider_scripts import PROVIDERS, provider


def shared_files(service: Service) -> dict[str, str]:
    """Return the generated files that endpoints share."""
    return render_shared_files(plan_package(Specs(Path(), service, ()), ()), "httpx")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("runcomfy", [["self", "request_id"]]),
        ("fal", [["self", "request_id", "endpoint"]] * 3),
        ("replicate", [["self", "request_id", "endpoint"]] * 3),
    ],
)
@pytest.mark.parametrize("file", ["_client.py", "_async_client.py"])
def test_how_a_job_is_named(name: str, arguments: list[list[str]], file: str) -> None:
    """A job is named by its request id, and by its endpoint where calls or the type of outputs need that."""
    tree = ast.parse(shared_files(provider(name))[file])
    jobs = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "job"]
    assert [[arg.arg for arg in one.args.args] for one in jobs] == arguments
    assert [len(one.args.defaults) for one in jobs if not one.decorator_list] == [
        int(name == "replicate")
    ]


def test_facts_that_are_defaults_are_left_out() -> None:
    """The generated service has no fact that the runtime has anyway, and lacks none that it needs."""
    arguments = service_arguments(provider("runcomfy"))
    required = {name for name in RuntimeService.__annotations__ if name not in vars(RuntimeService)}
    assert arguments.keys() == required


def test_the_runtime_knows_the_default_places() -> None:
    """Where a service's file lists no places, runtime, sandbox and harness look at the same ones."""
    wire = wire_of(RuntimeService(**service_arguments(provider("runcomfy"))))
    for operation, fields in FIELDS.items():
        for name, place in fields.items():
            assert wire.place(operation, name) in (place.pointer, None)
    assert wire.place("result", "output") == "/output"


@pytest.mark.parametrize("name", PROVIDERS)
def test_only_services_whose_outputs_expire_have_the_error(name: str) -> None:
    """The error of an expired output is exported where a service can tell it."""
    exported = "ResultExpired" in shared_files(provider(name))["__init__.py"]
    assert exported == bool(provider(name).wire.expired_at)


SECRET = {"type": "string", "writeOnly": True}
SECRETS: list[tuple[dict[str, Any], tuple[Any, ...]]] = [
    ({"properties": {"a": SECRET, "b": {"type": "string"}}}, (("a",),)),
    ({"properties": {"a": {"items": SECRET}}}, (("a", None),)),
    ({"properties": {"a": {"prefixItems": [SECRET, {}]}}}, (("a", None),)),
    ({"properties": {"a": {"items": {"properties": {"b": SECRET}}}}}, (("a", None, "b"),)),
    ({"properties": {"a": {"$ref": "#/$defs/S"}}, "$defs": {"S": SECRET}}, (("a",),)),
    ({"anyOf": [{"properties": {"a": SECRET}}, {"properties": {"b": SECRET}}]}, (("a",), ("b",))),
    ({"properties": {"a": {"additionalProperties": SECRET}}}, (("a", None),)),
    ({"patternProperties": {"^k": SECRET}}, ((None,),)),
    ({"properties": {"a": {**SECRET, "properties": {"b": SECRET}}}}, (("a",),)),
    ({"if": {}, "then": {"properties": {"a": SECRET}}}, (("a",),)),
    ({"properties": {"a": {"type": "string", "writeOnly": False}}}, ()),
    ({"$defs": {"S": SECRET}}, ()),
    (
        {"properties": {"a": {"$ref": "#/$defs/T"}}}
        | {"$defs": {"T": {"properties": {"k": SECRET, "t": {"$ref": "#/$defs/T"}}}}},
        (("a", "k"),),
    ),
]


@pytest.mark.parametrize(("schema", "paths"), SECRETS)
def test_where_an_input_has_secrets(schema: dict[str, Any], paths: tuple[Any, ...]) -> None:
    """A secret is found at any depth, in whatever part of the schema it is marked."""
    assert secret_paths(schema) == paths


def test_where_a_part_of_an_input_has_secrets() -> None:
    """The paths of a part are those from there on; a place that is none has no secret."""
    inner = {"properties": {"k": SECRET}}
    schema = {
        "properties": {"a": {"items": inner}, "b": {"$ref": "#/$defs/T"}},
        "$defs": {"T": inner},
    }
    assert secret_paths(schema, "/properties/a/items") == (("k",),)
    assert secret_paths(schema, "/properties/b") == (("k",),)
    assert secret_paths(schema, "/properties/c") == ()
