"""Made-up documents in the forms that fal and Replicate publish, each with a feature that is odd and valid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Json: TypeAlias = Any
FILE = {
    "type": "object",
    "title": "File",
    "required": ["url"],
    "properties": {"url": {"type": "string"}, "file_size": {"type": "integer"}},
}
VIDEO = {"type": "object", "properties": {"video": {"$ref": "#/components/schemas/File"}}}
TEXT = {"type": "string", "examples": ["A lighthouse"]}
REF = "#/components/schemas/"


def fal(id: str, properties: Json, *required: str, output: Json = VIDEO, **schemas: Json) -> Json:
    """Return an entry of fal's catalogue; `input_` among the schemas has more keywords of the input."""
    more = schemas.pop("input_", {})
    schema = {"type": "object", "properties": properties, "required": [*required], **more}
    return {
        "endpoint_id": id,
        "metadata": {"display_name": id, "category": "text-to-video", "status": "active"},
        "openapi": {
            "openapi": "3.0.4",
            "info": {"title": f"Queue of {id}", "version": "1.0.0"},
            "servers": [{"url": "https://queue.fal.run"}],
            "components": {
                "schemas": {"File": FILE, "OddInput": schema, "OddOutput": output, **schemas}
            },
            "paths": {
                f"/{id}/requests/{{request_id}}": {"get": _operation("OddOutput")},
                f"/{id}": {"post": {**_operation("QueueStatus"), "requestBody": _body("OddInput")}},
            },
        },
    }


def _body(name: str) -> Json:
    return {"content": {"application/json": {"schema": {"$ref": f"{REF}{name}"}}}}


def _operation(name: str) -> Json:
    schema = _body(name) if name != "QueueStatus" else {}
    return {"responses": {"200": {"description": "It worked.", **schema}}}


def replicate(id: str, properties: Json, *required: str, output: Json, **schemas: Json) -> Json:
    """Return a model as Replicate's API answers it."""
    owner, name = id.split("/")
    schema = {"type": "object", "title": "Input", "properties": properties}
    if required:
        schema["required"] = [*required]
    return {
        "owner": owner,
        "name": name,
        "description": "A made-up model.",
        "visibility": "public",
        "latest_version": {
            "id": "5c7d" * 16,
            "created_at": "2026-01-05T12:00:00.000000Z",
            "cog_version": "0.16.9",
            "openapi_schema": {
                "openapi": "3.0.2",
                "info": {"title": "Cog", "version": "0.1.0"},
                "components": {"schemas": {"Input": schema, "Output": output, **schemas}},
            },
        },
    }


def all_documents() -> Iterator[tuple[str, Json]]:
    """Yield every document with the name of its service."""
    yield from (
        ("fal", one) for one in (*_fal_fields(), *_fal_unions(), *_fal_names(), *_fal_references())
    )
    yield from (("replicate", one) for one in (*_replicate_inputs(), *_replicate_outputs()))


def _fal_fields() -> Iterator[Json]:
    bounds = {
        "steps": {"type": "integer", "minimum": 1.0, "maximum": 50.0, "default": 25.0},
        "scale": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "default": 7.5},
        "strength": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.05, "default": 0.85},
        "seed": {
            "type": "integer",
            "maximum": 9223372036854776000,
            "examples": [18446744073709551],
        },
    }
    yield fal("fal-ai/odd/bounds", {"prompt": TEXT, **bounds}, "prompt")
    lists = {
        "size": {
            "type": "array",
            "prefixItems": [{"type": "integer"}] * 2,
            "minItems": 2,
            "maxItems": 2,
        },
        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "default": []},
        "points": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            "examples": [[[0, 0.5], [1, 1]]],
        },
    }
    lists["size"]["examples"] = [[640, 480]]
    yield fal("fal-ai/odd/lists", {"prompt": TEXT, **lists}, "prompt", "size")
    maps = {
        "headers": {"type": "object", "additionalProperties": {"type": "string"}, "default": {}},
        "options": {"type": "object", "examples": [{"fast": True, "layers": [1, "a", None]}]},
        "anything": {"examples": [{"a": 1}], "description": "Whatever the model reads."},
    }
    yield fal("fal-ai/odd/maps", maps)
    texts = {
        "when": {"type": "string", "format": "date-time", "examples": ["2026-01-05T12:00:00Z"]},
        "colour": {
            "type": "string",
            "pattern": "^#(?:[0-9a-fA-F]{3}){1,2}$",
            "examples": ["#ffaa00"],
        },
        "lines": {
            "type": "string",
            "description": 'Ends with \\ or """ or {braces}.',
            "default": "a\nb",
        },
        "mode": {
            "type": "string",
            "enum": ['a"b', "it's", "x\\y", "", "ü", "class"],
            "default": "",
        },
    }
    yield fal("fal-ai/odd/texts", texts)
    yield fal("fal-ai/odd/nothing", {})
    yield fal(
        "fal-ai/odd/closed", {"prompt": TEXT}, "prompt", input_={"additionalProperties": False}
    )
    old = {"kind": {"type": "string", "enum": ["a", "b"], "nullable": True, "default": None}}
    late = {"seed": {"type": ["integer", "null"], "default": None, "examples": [7]}}
    yield fal("fal-ai/odd/nulls", {**old, **late, "loop": {"type": "boolean", "nullable": True}})


def _fal_unions() -> Iterator[Json]:
    tagged = {
        name: {
            "type": "object",
            "required": ["type", "value"],
            "properties": {"type": {"const": name, "type": "string"}, "value": {"type": "number"}},
        }
        for name in ("Fixed", "Random")
    }
    choices = [{"$ref": f"{REF}{name}"} for name in tagged]
    motion = {
        "oneOf": choices,
        "discriminator": {"propertyName": "type", "mapping": {n: f"{REF}{n}" for n in tagged}},
        "examples": [{"type": "Random", "value": 0.5}],
    }
    yield fal("fal-ai/odd/tagged", {"motion": motion}, "motion", **tagged)
    union = {
        "size": {
            "anyOf": [
                {"$ref": f"{REF}Size"},
                {"enum": ["square", "wide"], "type": "string"},
                {"type": "null"},
            ],
            "default": "square",
            "examples": ["wide", {"width": 640, "height": 480}],
        },
        "image_urls": {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "examples": ["https://example.com/a.png", ["https://example.com/a.png"]],
        },
        "speed": {
            "anyOf": [{"type": "integer"}, {"const": "auto"}, {"type": "null"}],
            "default": "auto",
        },
    }
    size = {
        "type": "object",
        "properties": {"width": {"type": "integer"}, "height": {"type": "integer"}},
    }
    yield fal("fal-ai/odd/unions", union, Size=size)
    tree = {
        "type": "object",
        "required": ["prompt"],
        "properties": {
            "prompt": TEXT,
            "scenes": {"type": "array", "items": {"$ref": f"{REF}Scene"}},
        },
    }
    example = {"prompt": "all", "scenes": [{"prompt": "one", "scenes": []}]}
    yield fal(
        "fal-ai/odd/tree",
        {"scene": {"$ref": f"{REF}Scene", "examples": [example]}},
        "scene",
        Scene=tree,
    )
    both = {
        "allOf": [{"$ref": f"{REF}Size"}, {"properties": {"depth": {"type": "integer"}}}],
        "examples": [{"width": 1, "height": 2, "depth": 3}],
    }
    yield fal("fal-ai/odd/all-of", {"box": both}, Size=size)


def _fal_names() -> Iterator[Json]:
    words = (
        "from",
        "class",
        "self",
        "validate",
        "request",
        "timeout",
        "json",
        "model_config",
        "copy",
        "_private",
    )
    odd = (
        "negative-prompt",
        "3d_model_url",
        "größe",
        "guidance scale",
        "Prompt",
        "__root__",
        "x.y",
    )
    yield fal("fal-ai/odd/words", dict.fromkeys((*words, "prompt", *odd), TEXT), "from", "prompt")
    yield fal("fal-ai/odd/words/image-to-video", {"image_url": {"type": "string"}}, "image_url")
    yield fal("fal-ai/Odd-2.1/LoRA.v2", {"prompt": TEXT}, "prompt")
    yield fal("class/3d/import", {"prompt": TEXT}, "prompt", output={"type": "object"})
    listed = {"type": "array", "items": {"$ref": f"{REF}File"}}
    yield fal("workflows/someone/odd", {"prompt": TEXT}, "prompt", output=listed)
    maybe = {
        "properties": {
            "video": {"anyOf": [{"$ref": f"{REF}File"}, {"type": "null"}]},
            "timings": {},
        }
    }
    yield fal("fal-ai/odd/maybe", {"prompt": TEXT}, "prompt", output={"type": "object", **maybe})


def _fal_references() -> Iterator[Json]:
    choice = {"type": "string", "enum": ["x"]}
    fields = {
        "maybe": {"allOf": [{"$ref": f"{REF}Choice"}], "nullable": True, "default": None},
        "beside": {"$ref": f"{REF}Choice", "default": "x", "description": "One choice."},
        "version": {"const": "v1", "default": "v1"},
        "either": {"anyOf": [{"const": "a"}, {"const": "b", "title": "B"}], "examples": ["b"]},
    }
    yield fal("fal-ai/odd/references", fields, "maybe", Choice=choice)
    words = {name: {"type": "string", "examples": ["x"]} for name in ("$schema", "$ref", "type")}
    types = {"any": {"type": ["string", "integer"], "examples": [3, "a"]}}
    yield fal("fal-ai/odd/keywords", {**words, **types}, "$ref", "any")
    names = ("urls", "download", "bare", "model_dump", "class", "files", "copy", "_x", "json")
    output = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    yield fal("fal-ai/odd/outputs", {"prompt": TEXT}, "prompt", output=output)


URL = {"type": "string", "format": "uri"}


def _replicate_inputs() -> Iterator[Json]:
    steps = {"enum": [1, 2, 4], "type": "integer", "title": "steps"}
    fields = {
        "steps": {"allOf": [{"$ref": f"{REF}steps"}], "default": 4, "x-order": 1},
        "prompt": {"type": "string", "title": "Prompt", "x-order": 0},
        "image": {**URL, "title": "Image", "x-order": 2, "nullable": True},
        "extra": {"type": "object", "additionalProperties": True, "default": {}, "x-order": 3},
        "files": {"type": "array", "items": URL, "default": [], "x-order": 3},
    }
    yield replicate("someone/odd.v2", fields, "prompt", output=URL, steps=steps)
    secret = {"type": "string", "format": "password", "writeOnly": True, "x-cog-secret": True}
    yield replicate("someone/secret", {"api_key": {**secret, "x-order": 0}}, "api_key", output=URL)
    mixed = {"value": {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": "None"}}
    yield replicate("3d/lambda", mixed, output={"type": "string", "nullable": True})
    yield replicate("someone/nothing", {}, output={"title": "Output"})


def _replicate_outputs() -> Iterator[Json]:
    prompt = {"prompt": {"type": "string", "default": "", "x-order": 0}}
    pieces = {"x-cog-array-type": "iterator", "x-cog-array-display": "concatenate"}
    yield replicate(
        "out/pieces", prompt, output={"type": "array", "items": {"type": "string"}, **pieces}
    )
    yield replicate("out/number", prompt, output={"type": "number"})
    yield replicate("out/either", prompt, output={"anyOf": [URL, {"type": "array", "items": URL}]})
    named = {"type": "object", "additionalProperties": URL}
    yield replicate("out/named", prompt, output={"$ref": f"{REF}Named"}, Named=named)
    parts = {"file": URL, "count": {"type": "integer"}}
    both = {
        "a": URL,
        "b": {"type": "array", "items": URL},
        "c": {"allOf": [{"$ref": f"{REF}Part"}]},
    }
    part = {"type": "object", "properties": parts}
    yield replicate("out/parts", prompt, output={"type": "object", "properties": both}, Part=part)
    grid = {"type": "array", "items": {"type": "array", "items": URL}}
    yield replicate("out/grid", prompt, output=grid)
