"""Is the input schema JSON Schema 2020-12 at all, and do its references hold?"""

from __future__ import annotations

from collections.abc import Iterator

from jsonschema import Draft202012Validator

from clientwright.judge.problems import BrokenReference, NotASchema
from clientwright.problems import Problem
from clientwright.spec.jsontext import join
from clientwright.spec.references import BadReference, inline
from clientwright.spec.values import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Hold the schemas against the meta-schema of 2020-12."""
    for name, schema in (("input", endpoint.input), ("output", endpoint.output)):
        if schema is None:
            continue
        meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
        for error in meta.iter_errors(schema):
            pointer = join(f"/{name}", *error.absolute_path)
            yield NotASchema(endpoint.place(pointer), error.message[:200])
        try:
            inline(schema)
        except BadReference as bad:
            yield BrokenReference(endpoint.place(f"/{name}{bad.pointer}"), bad.target, bad.reason)
        except RecursionError:
            yield BrokenReference(endpoint.place(f"/{name}"), "$ref", "it nests without end")
