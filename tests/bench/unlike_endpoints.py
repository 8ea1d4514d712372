"""Endpoints made from a seed out of the documented ones, each unlike every other: no two share a shape or a text.

Names, bounds, enums, the choice of fields and all descriptions differ, so that what is remembered for one
endpoint is of little use for the next. The same endpoints exist as specs, as a catalogue's answer and as
an OpenAPI document, so that programs that read different documents can be compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, cast

Document = dict[str, Any]

SPECS = Path(__file__).resolve().parent.parent.parent / "specs"
FIRST_WORDS = (
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "inlet",
    "juniper",
)
SECOND_WORDS = (
    "clip",
    "frame",
    "scene",
    "shot",
    "track",
    "motion",
    "style",
    "light",
    "voice",
    "depth",
)
TASKS = ("text-to-video", "image-to-video", "video-to-video", "lip-sync", "upscale")
ENUMS = (
    ("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
    ("480p", "540p", "720p", "1080p", "1440p", "2160p"),
    ("mp4", "webm", "gif", "mov"),
    ("calm", "vivid", "noir", "pastel", "grain", "neon", "chrome"),
)  # fmt: skip


def documents(count: int, seed: int = 0) -> list[Document]:
    """Return the specs of this many endpoints, always the same for one seed; a longer list begins with a shorter one."""
    bases = _documented()
    return [_document(bases[n % len(bases)], n, Random(f"{seed}/{n}")) for n in range(count)]


def write_specs(folder: Path, count: int, seed: int = 0, *, documented: bool = False) -> None:
    """Write a specs folder of this many endpoints; with `documented`, the documented ones come on top."""
    root = folder / "runcomfy"
    root.mkdir(parents=True)
    (root / "service.json").write_bytes((SPECS / "runcomfy/service.json").read_bytes())
    for document in [*documents(count, seed), *(_documented() if documented else ())]:
        path = root / f"{document['id']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _documented() -> list[Document]:
    return [
        json.loads(path.read_text("utf-8")) for path in sorted(SPECS.glob("runcomfy/*/**/*.json"))
    ]


def catalogue(count: int, seed: int = 0) -> Document:
    """Return a catalogue's answer with the same endpoints, with titles and descriptions inside their schemas."""
    entries = [
        {
            "model_id": document["id"],
            "display_name": document["id"].replace("/", " "),
            "description": document["words"]["en"][""]["description"],
            "categories": ["video"],
            "kind": "video",
            "base_price_usd": 0.25,
            "price_unit": "second",
            "input_schema": described_schema(document),
        }
        for document in documents(count, seed)
    ]
    return {"models": entries, "total": count}


def openapi(count: int, seed: int = 0) -> Document:
    """Return an OpenAPI document of the same endpoints: one submit each, and the three operations on requests."""
    answer = {
        "200": {
            "description": "ok",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
    by_id = {"name": "request_id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths: Document = {
        f"/requests/{{request_id}}/{name}": {
            method: {
                "operationId": name,
                "parameters": [by_id],
                "responses": answer,
                "tags": ["requests"],
            }
        }
        for name, method in (("status", "get"), ("result", "get"), ("cancel", "post"))
    }
    for n, document in enumerate(documents(count, seed)):
        schema = {**described_schema(document), "title": f"Input{n}"}
        paths[f"/models/{document['id']}"] = {
            "post": {
                "operationId": f"submit_{n}",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": schema}},
                },
                "responses": answer,
                "tags": ["models"],
            }
        }
    servers = [{"url": _service()["base_url"]}]
    info = {"title": "RunComfy", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths}


def _service() -> Document:
    return cast(Document, json.loads((SPECS / "runcomfy/service.json").read_text("utf-8")))


def described_schema(document: Document) -> Document:
    """Return an endpoint's input schema as providers write it, with its English texts and without our keyword."""
    words = document["words"]["en"]

    def described(schema: Any, pointer: str) -> Any:
        if isinstance(schema, list):
            return [
                described(one, f"{pointer}/{n}") for n, one in enumerate(cast("list[Any]", schema))
            ]
        if not isinstance(schema, dict):
            return schema
        found = {
            key: described(value, f"{pointer}/{key}")
            for key, value in cast(Document, schema).items()
            if key != "x-media"
        }
        return {**found, **words.get(pointer, {})}

    return cast(Document, described(document["input"], ""))


def _document(base: Document, n: int, random: Random) -> Document:
    """Return the spec of endpoint `n`: the base with other names, bounds and texts, and with more fields."""
    names = _renames(base["input"], random)
    schema = _varied(base["input"], names, random)
    english = {
        _renamed_pointer(at, names): _unlike_texts(texts, n)
        for at, texts in base["words"]["en"].items()
    }
    english.setdefault("", {"description": f"Makes video {n}."})
    for name, field in _more_fields(random):
        schema["properties"][name] = field
        english[f"/properties/{name}"] = {
            "title": name.replace("_", " "),
            "description": f"Sets the {name.replace('_', ' ')} of variant {n}.",
        }
    id = f"{random.choice(FIRST_WORDS)}/{random.choice(SECOND_WORDS)}-{n}/{random.choice(TASKS)}"
    return {"id": id, "input": schema, "rules": _rules(base, names), "words": {"en": english}}


def _rules(base: Document, names: Mapping[str, str]) -> list[Document]:
    return [
        {
            **rule,
            "addends": f"$.{names['multi_prompt']}[*].{names['duration']}",
            "total": f"$.{names['duration']}",
            "origin": {
                "at": _renamed_pointer(rule["origin"]["at"], names),
                "locale": "en",
            },
        }
        for rule in base["rules"]
    ]


def _renames(schema: Document, random: Random) -> dict[str, str]:
    """Return other names for the properties at all depths; the prose's own words stay in them."""
    word = f"{random.choice(SECOND_WORDS)}{random.randint(1, 99)}"
    return {name: f"{word}_{name}" if random.random() < 0.7 else name for name in _names(schema)}


def _names(schema: Any) -> Iterator[str]:
    for name, below in schema.get("properties", {}).items():
        yield name
        yield from _names(below)
    if "items" in schema:
        yield from _names(schema["items"])


def _renamed_pointer(pointer: str, names: Mapping[str, str]) -> str:
    """Return a pointer with the new names after each `properties`."""
    parts = pointer.split("/")
    return "/".join(
        names.get(part, part) if n and parts[n - 1] == "properties" else part
        for n, part in enumerate(parts)
    )


def _varied(schema: Any, names: Mapping[str, str], random: Random) -> Any:
    """Return a schema with renamed properties and other bounds."""
    found = dict(schema)
    if "properties" in found:
        found["properties"] = {
            names[name]: _varied(below, names, random)
            for name, below in schema["properties"].items()
        }
    if "items" in found:
        found["items"] = _varied(schema["items"], names, random)
    if "required" in found:
        found["required"] = [names[name] for name in schema["required"]]
    if found["type"] == "string" and not {"enum", "format", "x-media"} & {*found}:
        found["maxLength"] = random.randint(200, 5000)
    if found["type"] == "integer":
        found |= {"minimum": random.randint(1, 4), "maximum": random.randint(11, 90)}
    if "maxItems" in found:
        found["maxItems"] = random.randint(2, 30)
    return found


def _unlike_texts(texts: Mapping[str, str], n: int) -> dict[str, str]:
    """Return texts with a number in each sentence of a description, except in those that state a rule or formats."""
    return {
        key: text
        if key == "title" or "add up" in text or "webp" in text
        else re.sub(r"^|(?<=[.] )", f"Variant {n}: ", text)
        for key, text in texts.items()
    }


def _more_fields(random: Random) -> Iterator[tuple[str, Document]]:
    """Yield two to six more fields with names and shapes of their own."""
    makers = (_number, _whole_number, _choice, _text, _list, _object)
    words = random.sample(FIRST_WORDS, random.randint(2, 6))
    for word in words:
        name = f"{word}_{random.choice(SECOND_WORDS)}_{random.randint(1, 99)}"
        yield name, random.choice(makers)(random)


def _number(random: Random) -> Document:
    return {"type": "number", "minimum": 0, "maximum": random.randint(5, 200) / 10, "default": 0.5}


def _whole_number(random: Random) -> Document:
    return {"type": "integer", "minimum": random.randint(0, 9), "maximum": random.randint(10, 9999)}


def _choice(random: Random) -> Document:
    values = random.choice(ENUMS)
    chosen = random.sample(values, random.randint(2, len(values)))
    return {"type": "string", "enum": chosen, "default": chosen[0]}


def _text(random: Random) -> Document:
    return {"type": "string", "minLength": 1, "maxLength": random.randint(20, 900)}


def _list(random: Random) -> Document:
    return {"type": "array", "items": _text(random), "maxItems": random.randint(2, 40)}


def _object(random: Random) -> Document:
    names = random.sample(SECOND_WORDS, 3)
    makers = (_number, _choice, _text)
    fields = {name: make(random) for name, make in zip(names, makers, strict=True)}
    return {"type": "object", "properties": fields}
