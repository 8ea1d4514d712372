"""The outputs that scripts deliver: one as an endpoint documents it, and those of other shapes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientwright.io.json_types import Schema, is_dict, is_list
from clientwright.schema.equality import json_equal
from clientwright.schema.references import BadReference
from clientwright.schema.semantics import find_normal_form
from clientwright.schema.types import JSON_TYPES, accepted_types, json_type_of
from clientwright.specs.output_samples import make_output_sample
from clientwright.testing.targets.client_target import output_data

OUTPUT_URL = "https://outputs.example/video.mp4"
_ANY = frozenset(JSON_TYPES)
_DESCRIBING = {"properties", "patternProperties", "additionalProperties"}
_NUMBERS = frozenset(("integer", "number"))
_OTHER_VALUES: tuple[tuple[str, Any], ...] = (
    ("list", [OUTPUT_URL]),
    ("object", {"url": OUTPUT_URL}),
    ("deep", {"files": [{"url": OUTPUT_URL}]}),
    ("number", 5),
)


@dataclass(frozen=True)
class ScriptedOutputs:
    """The outputs for one schema of outputs."""

    schema: Schema
    file_url: str | None = None
    """Where the service's file objects have their URL, as a JSON Pointer."""

    @cached_property
    def documented(self) -> Any:
        """An output that fits the schema; None if none can be made."""
        return make_output_sample(self.schema, OUTPUT_URL, file_url=self.file_url)

    @property
    def untried(self) -> str:
        """Why no documented output can be delivered, or an empty text."""
        return "no output can be made that fits its schema" if self.documented is None else ""

    @property
    def readable(self) -> Any:
        """The documented output, or a URL if there is none."""
        return OUTPUT_URL if self.untried else self.documented

    def other_shapes(self) -> Iterator[tuple[str, Any, bool]]:
        """Yield a name, an output that no client of this schema reads, and whether it has a URL."""
        found = self._field()
        if found is not None:
            name, kinds = found
            for label, value in _OTHER_VALUES:
                if not _may_be(kinds, value):
                    yield label, {name: value}, label != "number"
        kinds = _root_types(self._form)
        if "object" not in kinds:
            yield "bare-object", {"files": [OUTPUT_URL]}, True
        if not _may_be(kinds, 5):
            yield "bare-number", 5, False

    @cached_property
    def _form(self) -> Schema:
        try:
            return find_normal_form(self.schema).schema
        except BadReference:
            return {}

    def _field(self) -> tuple[str, frozenset[str]] | None:
        """Return the field that says most of its type, with the types; a text before others."""
        branches = _branches(self._form)
        names = dict.fromkeys(name for one in branches for name in one.get("properties", ()))
        typed = {name: _field_types(branches, name) for name in names}
        told = [(name, kinds) for name, kinds in typed.items() if kinds < _ANY]
        by_text = sorted(told, key=lambda one: ("string" not in one[1], len(one[1])))
        return by_text[0] if by_text else None


def _field_types(branches: list[Schema], name: str) -> frozenset[str]:
    """Return the types that any of some objects allows for a field; null alone says nothing."""
    found = [_json_types(one.get("properties", {}).get(name, True)) for one in branches]
    kinds = frozenset[str]().union(*found)
    return _ANY if kinds <= {"null"} else kinds


def _branches(form: Schema) -> list[Schema]:
    """Return the objects that an output may be: the schema itself, or its branches if all say their type."""
    branches: list[Any] = next((form[word] for word in ("oneOf", "anyOf") if word in form), [])
    typed = all(is_dict(one) and "type" in one for one in branches)
    return branches if branches and typed and not _DESCRIBING & form.keys() else [form]


def _json_types(schema: Any) -> frozenset[str]:
    """Return the JSON types that a schema says a value may be of: all if a branch does not say any."""
    if not is_dict(schema):
        return _ANY
    if "type" in schema:
        return accepted_types(schema)
    lists = (schema[word] for word in ("oneOf", "anyOf") if word in schema)
    return frozenset[str]().union(*map(_json_types, next(lists, [True])))


def _root_types(form: Schema) -> frozenset[str]:
    """Return the types of an output as a whole; one with fields is an object, whether its schema says so or not."""
    says_type = any(word in form for word in ("type", "oneOf", "anyOf"))
    return frozenset({"object"}) if "properties" in form and not says_type else _json_types(form)


def _may_be(kinds: frozenset[str], value: Any) -> bool:
    kind = json_type_of(value)
    return bool(kinds & (_NUMBERS if kind in _NUMBERS else {kind}))


def delivers(result: Any, sent: Any) -> bool:
    """Return whether a client's result has the output that was sent, and finds the URL in it."""
    output = getattr(result, "output", None)
    if output is None or not json_equal(output_data(output, sent), sent):
        return False
    has_url = OUTPUT_URL in json.dumps(sent)
    unnamed: Any = getattr(output, "model_extra", None) or {}
    values = [one for name, one in sent.items() if name not in unnamed] if is_dict(sent) else [sent]
    is_near = any(one == OUTPUT_URL or (is_list(one) and OUTPUT_URL in one) for one in values)
    return (not has_url or OUTPUT_URL in result.urls) and (not is_near or OUTPUT_URL in output.urls)
