"""Is the input schema JSON Schema 2020-12 at all, and do its references hold?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from clientwright.judge.media import misshapen
from clientwright.judge.problems import BrokenReference, NotASchema
from clientwright.problems import Problem
from clientwright.spec.jsontext import Schema, join
from clientwright.spec.keywords import MEDIA, walk
from clientwright.spec.references import BadReference, inline
from clientwright.spec.values import Endpoint


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Hold the schemas against the meta-schema of 2020-12, as they stand and with references followed."""
    for name, schema in (("input", endpoint.input), ("output", endpoint.output)):
        if schema is not None:
            yield from _schema(endpoint, f"/{name}", schema)


def _schema(endpoint: Endpoint, root: str, schema: Schema) -> Iterator[Problem]:
    broken = list(_misfits(endpoint, root, schema))
    yield from broken
    if broken:
        return
    try:
        inlined = inline(schema)
    except BadReference as bad:
        yield BrokenReference(endpoint.place(root + bad.pointer), bad.target, bad.reason)
        return
    if inlined != schema:
        yield from _misfits(endpoint, root, inlined)


def _misfits(endpoint: Endpoint, root: str, schema: Schema) -> Iterator[Problem]:
    """Say what in a schema is none."""
    meta: Any = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    try:
        for error in list(meta.iter_errors(schema)):
            pointer = join(root, *error.absolute_path)
            yield NotASchema(endpoint.place(pointer), error.message[:200])
    except RecursionError:
        yield NotASchema(endpoint.place(root), "it nests too deep to be judged")
        return
    for pointer, sub in walk(schema, root):
        if MEDIA in sub and (reason := misshapen(sub[MEDIA])):
            yield NotASchema(endpoint.place(join(pointer, MEDIA)), reason)
